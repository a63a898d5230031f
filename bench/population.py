"""The population: who talks. People differ in place, birthday, answers, language and how they write a date.

A place fits when its rules make the dialogue ten turns long with exactly two choices: either both are questions of the
journey (where the fee depends on the parents), or the first is which part of a province is meant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from random import Random

from bench.dialogue import TODAY, Dialogue, Turn
from flows.heard import Heard, Opened, Said, Tapped
from flows.journeys import JOURNEYS
from flows.policy.library import Library
from flows.policy.rulebook import NATIONAL, Rulebook
from flows.regions import Region, is_within, region, regions
from flows.respond import respond
from flows.state import State

BIRTHDAYS = 59
"""Babies were born on one of so many last days: in time everywhere, as the shortest limit is longer."""

LANGUAGES = {"zh_Hans": "zh-hans", "zh_Hant": "zh-hant", "en": "en"}
"""The languages by what Telegram calls them."""

_SHARES = {"zh_Hans": 94, "zh_Hant": 3, "en": 3}
_NONSENSE = ("嗯嗯哈哈", "？？？", "收到", "zzz", "好的好的谢谢")
_DAYS = {
    "zh_Hans": ("{0.year}年{0.month}月{0.day}日", "{0.year}年{0.month}月{0.day}号", "{0.year}-{0.month}-{0.day}"),
    "zh_Hant": ("{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}"),
    "en": ("{0:%Y-%m-%d}",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place: whose rules hold there (`pack`), what is typed for it in each language, and the part to be chosen."""

    pack: str
    names: tuple[tuple[str, str], ...]
    part: str | None = None


@cache
def rulebook() -> Rulebook:
    """The packaged packs, opened once."""
    return Rulebook(Library.open())


@cache
def fitting() -> tuple[Place, ...]:
    """Every place whose people have the dialogue, tried out with the real rules."""
    rules = rulebook()
    asking = [pack for pack in sorted(rules.library.packs) if pack != NATIONAL and _asks(pack, "parents_insured")]
    asked = [_typed(one.code, one) for pack in asking for one in regions() if _under(one, pack)]
    parts = [
        Place(part, _names(region(province)), part)
        for province in (one.code for one in regions() if one.level == "province")
        if (inside := rules.narrower(province))
        for part in (*inside, province)
    ]
    return tuple(place for place in (*asked, *parts) if all(_fits(place, language) for language in LANGUAGES))


def typical(seed: int) -> Iterator[Dialogue]:
    """The people of one province, for whom one machine is to be enough; birthdays and answers by chance.

    It is the one with the most sets of rules that fit, each as often as any other. Most people speak one language.
    """
    chance = Random(seed)
    by_pack: dict[str, list[Place]] = {}
    for place in fitting():
        by_pack.setdefault(place.pack, []).append(place)
    by_province = {code[:2]: sorted(one for one in by_pack if one[:2] == code[:2]) for code in sorted(by_pack)}
    packs = max(by_province.values(), key=len)
    while True:
        place = chance.choice(by_pack[chance.choice(packs)])
        language = chance.choices(list(_SHARES), list(_SHARES.values()))[0]
        born = TODAY - timedelta(days=chance.randint(1, BIRTHDAYS))
        yield _dialogue(place, language, born, chance.choice(("done", "not_yet")), chance.choice(("yes", "no")), chance)


def cold(seed: int) -> Iterator[Dialogue]:
    """People as unlike each other as can be: every combination comes once before any comes again."""
    chance = Random(seed)
    days = [TODAY - timedelta(days=days) for days in range(1, BIRTHDAYS + 1)]
    every = list(product(fitting(), LANGUAGES, days, ("done", "not_yet"), ("yes", "no")))
    while True:
        chance.shuffle(every)
        for place, language, born, hukou, parents in every:
            yield _dialogue(place, language, born, hukou, parents, chance)


def packs_of(places: Iterable[Place]) -> int:
    """How many packs decide something for these places."""
    return len({place.pack for place in places})


def _dialogue(place: Place, language: str, born: date, hukou: str, parents: str, chance: Random) -> Dialogue:
    first, second = _choices(place, hukou, parents)
    day: Turn = ("say", chance.choice(_DAYS[language]).format(born))
    where: Turn = ("say", dict(place.names)[language])
    turns: tuple[Turn, ...] = (
        ("say", "/start newborn"),
        where,
        *((first, day) if place.part else (day, first)),
        second,
        ("say", chance.choice(_NONSENSE)),
        ("tap", "/back"),
        second,
        ("tap", "/review"),
        ("tap", "/menu"),
    )
    return Dialogue(LANGUAGES[language], turns)


def _choices(place: Place, hukou: str, parents: str) -> tuple[Turn, Turn]:
    register: Turn = ("tap", f"hukou:{hukou}")
    if place.part is not None:
        return ("tap", f"where:{place.part}"), register
    return register, ("tap", f"parents_insured:{parents}")


def _under(one: Region, pack: str) -> bool:
    """Whether this pack is the nearest one of a place."""
    inside = [code for code in rulebook().narrower(pack) if code != pack]
    return is_within(one.code, pack) and not any(is_within(one.code, code) for code in inside)


def _typed(code: str, one: Region) -> Place:
    nearest = next(wider for wider in (code, f"{code[:4]}00", f"{code[:2]}0000") if wider in rulebook().library.packs)
    return Place(nearest, _names(one))


def _names(one: Region) -> tuple[tuple[str, str], ...]:
    return ("zh_Hans", one.path), ("zh_Hant", one.traditional_path), ("en", one.romanised_path)


def _fits(place: Place, language: str) -> bool:
    """Whether what is typed is understood as this place, and nothing else is asked on the way."""
    opened, said = Opened("newborn"), Said(dict(place.names)[language])
    if place.part is None:
        return _steps(opened, said) == ["where", "born"] and _asks(place.pack, "parents_insured")
    return _steps(opened, said, Tapped("where", place.part)) == ["where", "where", "born"] and _asks(
        place.pack, "covered_from_birth"
    )


@cache
def _asks(pack: str, after: str) -> bool:
    """Whether the register is asked about in this place, and what comes after it."""
    born = Said((TODAY - timedelta(days=20)).isoformat())
    for hukou in ("done", "not_yet"):
        steps = _steps(Opened(f"newborn--where-{pack}"), born, Tapped("hukou", hukou))
        if steps != ["born", "hukou", after]:
            return False
    return True


def _steps(*heard: Heard) -> list[str]:
    """Where each of these turns leads."""
    state, steps = State(), []
    for one in heard:
        turn = respond(JOURNEYS, state, one, today=TODAY, rules=rulebook())
        state = turn.state
        steps.append(turn.reply.step)
    return steps
