"""People: who taps twice, who changes their mind, who writes nonsense, and who comes back after a month."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.render import Screen
from flows.heard import (
    Back,
    Begin,
    Edit,
    Explain,
    Heard,
    Help,
    Menu,
    MyData,
    Opened,
    Other,
    Restart,
    Review,
    Said,
    Speak,
    Tapped,
    Unsubscribe,
)

LINKS = (
    "",
    "newborn--where-610500",
    "newborn",
    "enroll--where-410100",
    "enroll--where-130600--job_insurance-no",
    "late--where-610100",
    "fee",
    "mutual_aid",
    "elsewhere--where-360000--lang-en",
    "nonsense",
    "newborn--where-999999",
)
SAYINGS = (
    "2026年5月20日",
    "2025-12-31",
    "2028年2月29日",
    "昨天",
    "上个月",
    "西安",
    "渭南市临渭区",
    "石家庄",
    "南京",
    "第一个",
    "①",
    "上了",
    "还没有",
    "没有",
    "户口在这里",
    "不知道",
    "低保",
    "继续",
)
NONSENSE = (
    "呜啦",
    "？？？",
    "asdf",
    "9",
    "1e9",
    "/start",
    "你是机器人吗",
    "\u200b",
    "💬" * 30,
    "x" * 300,
    "我叫王小明，请问",
)
TYPED = ("上一步", "重来", "人工", "帮助", "查看", "菜单", "改参保地", "以后再说", "回到刚才", "english", "简体")
COMMANDS: tuple[Heard, ...] = (*map(Said, TYPED), Restart(), Review(), Help(), Menu(), Begin("enroll"))
DATA: tuple[Heard, ...] = (MyData(), Said("我的数据"), Unsubscribe())


@dataclass(frozen=True)
class Character:
    """How somebody behaves: how many seconds they think, at least and at most, and how likely they do what."""

    name: str
    thinks: tuple[float, float]
    does: Mapping[str, int]


CHARACTERS = (
    Character("careful", (0.5, 5.0), {"tap": 10, "say": 6, "back": 1, "command": 1}),
    Character("hasty", (0.005, 0.4), {"tap": 10, "twice": 6, "say": 3, "back": 1}),
    Character("lost", (0.3, 4.0), {"nonsense": 6, "old": 5, "tap": 3, "number": 3, "back": 2, "command": 3, "edit": 1}),
    Character("curious", (0.2, 4.0), {"link": 5, "tap": 5, "say": 2, "command": 4, "explain": 2, "language": 1}),
    Character("private", (0.4, 4.0), {"tap": 4, "say": 2, "data": 4, "delete": 5, "number": 2}),
    Character("number", (0.2, 3.0), {"number": 10, "say": 4, "edit": 2, "old": 1}),
)


@dataclass
class Person:
    """Somebody, with what they have seen so far."""

    name: str
    character: Character
    language: str
    chance: random.Random
    seen: list[Screen] = field(default_factory=list)

    def think(self) -> float:
        """How many seconds pass before they do something."""
        return self.chance.uniform(*self.character.thinks)

    def act(self) -> list[Heard]:
        """What they do next; some do the same thing twice."""
        does = self.character.does
        (what,) = self.chance.choices(list(does), list(does.values()))
        return self._do(what)

    def _do(self, what: str) -> list[Heard]:
        chance = self.chance
        match what:
            case "tap":
                return [self._tap(self.seen[-1:])]
            case "twice":
                return [self._tap(self.seen[-1:])] * 2
            case "old":
                return [self._tap(self.seen)]
            case "say":
                return [Said(chance.choice(SAYINGS))]
            case "nonsense":
                return [Said(chance.choice(NONSENSE))] if chance.random() < 0.8 else [Other("photo")]
            case "number":
                return [Said(str(chance.randint(1, 6)))]
            case "link":
                return [Opened(chance.choice(LINKS))]
            case "back":
                return [Back()] * chance.randint(1, 2)
            case "edit":
                return [Edit(chance.choice(["where", "born", "hukou", "nothing"]))]
            case "explain":
                return [Explain(chance.choice(["late_fee", "family_account", "nothing"]))]
            case "language":
                return [Speak(chance.choice(["en", "zh_Hant", "zh_Hans", "xx"]))]
            case "data":
                return [chance.choice(DATA)]
            case "delete":
                return [Said(chance.choice(["全部删除", "删除我的数据", "真的", "不删"]))]
            case _:
                return [chance.choice(COMMANDS)]

    def _tap(self, screens: list[Screen]) -> Heard:
        offering = [screen for screen in screens if screen.options]
        if not offering:
            return Opened(self.chance.choice(LINKS))
        screen = self.chance.choice(offering)
        return Tapped(screen.question, self.chance.choice(screen.options).key)
