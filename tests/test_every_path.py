"""Every path of every journey, in every region with a pack, in every season: nothing raises, and all of it can be said.

A journey is walked with every choice that is offered, and with days around every limit. What is said of each step is
checked once: paths that lead to the same words are the same to a resident, and so is what follows an offer from there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from html import unescape

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.channels.web.page import FOLDED, dialled, gettext_of, tag
from bot.render import Screen, as_text, render
from bot.translator import LANGUAGES, Translator, translator
from flows.answers.day import Day
from flows.answers.place import Place
from flows.answers.year import Year
from flows.decide import figures_as_json
from flows.dialogue import Ask, Flow, HandOver, Offer
from flows.journeys import JOURNEYS
from flows.pages import page
from flows.policy.case import Facts
from flows.regions import chain, children
from flows.reply import Reply
from flows.showing import show
from flows.state import State
from flows.walk import Step, walk
from tests.conftest import skip_or_fail
from tests.talk import rulebook, talk

NOBODYS = "230100"
"""Harbin: neither it nor its province has a pack."""
REGIONS = [code for code in rulebook().library.packs if code != "000000"]

DAYS = {
    "in the window for 2025": date(2024, 11, 20),
    "after the window": date(2025, 3, 10),
    "in the window for 2026": date(2025, 11, 15),
    "in January": date(2026, 1, 20),
    "in a season of which nothing is known": date(2026, 11, 21),
}

CONCLUSION = 120
QUESTION = 60
ENGLISH = 400
"""Three letters say about as much as one Chinese character."""
ON_A_SCREEN = 6

LANGUAGE_OF_ORIGIN = "zh_Hans"


def translators() -> list[Translator]:
    try:
        return [translator(language) for language in LANGUAGES if language != LANGUAGE_OF_ORIGIN]
    except FileNotFoundError as missing:
        skip_or_fail(f"{missing.filename} is missing: `make test` compiles the catalogues")


def answers(ask: Ask, step: Step) -> list[str]:
    """Everything that may be answered: every option, the places around this one, the days around every limit."""
    today = step.case.today
    match ask.answer, ask.id:
        case Place(), _:
            here = chain(step.case.facts["where"])
            inside = [one.code for one in children(here[0].code)[:1]]
            return list(dict.fromkeys([here[0].code, *inside, here[-1].code, "440100"]))
        case Day(), "birthday":
            return ["1950-01-01", "1955-07-01", "1980-01-01", "2007-01-01"]
        case Day(), "born":
            return [str(today - timedelta(days)) for days in (0, 60, 89, 90, 91, 180, 200, 370)]
        case Day(), _:
            return [str(today - timedelta(days)) for days in (0, 200)]
        case Year(), _:
            return ["never", *(str(today.year - years) for years in (0, 1, 5))]
        case _, "hardship":
            return different(ask, step)
    return [option.key for option in ask.options(step.case)]


def different(ask: Ask, step: Step) -> list[str]:
    """The identities that are not alike: a bill knows them only by the amounts on file."""
    local = rulebook().at(step.case.facts["where"])
    alike: dict[str, str] = {}
    for option in ask.options(step.case):
        facts = [fact for pack in local.own for fact in pack.stating(f"hardship.{option.key}")]
        on_file = [(fact.region, fact.cover, fact.readings) for fact in facts] or option.key
        alike.setdefault(repr(on_file), option.key)
    return list(alike.values())


class Walked:
    """A journey walked to all its ends from one place on one day, with what is said at each step."""

    def __init__(self, flow: Flow, today: date, place: str | None) -> None:
        self.flow, self.today = flow, today
        self.start = {} if place is None else {"where": place}
        self.told: set[str] = set()
        self.wrong: list[str] = []
        self.steps: set[str] = set()

    def everywhere(self) -> "Walked":
        """Walk every path."""
        self.onward(self.start, None)
        return self

    def onward(self, stored: Mapping[str, str], before: tuple[int, int] | None) -> None:
        step = walk(self.flow, Facts(self.today, rulebook()), stored)
        assert step.unreadable is None, (step.id, step.unreadable, stored)
        self.steps.add(step.id)
        numbered = step.progress
        if numbered and before and not (numbered[0] == before[0] + 1 and numbered[0] <= numbered[1] <= before[1]):
            self.wrong.append(f"{step.id}: {numbered} after {before} with {dict(stored)}")
        if isinstance(step.at, HandOver):
            return
        reply = show(self.flow, step, State(), rulebook())
        text = as_text(render(reply, ZH), ZH)
        if text not in self.told:
            self.told.add(text)
            self.wrong += [f"{step.id}: {what} with {dict(stored)}" for what in amiss(step, reply, text)]
        elif isinstance(step.at, Offer):
            return
        if isinstance(step.at, Ask):
            for answer in answers(step.at, step):
                self.onward({**stored, step.at.id: answer}, None if isinstance(step.at, Offer) else numbered)


ZH = translator(LANGUAGE_OF_ORIGIN)
UNRESOLVED = re.compile(r"\{\w*\}")
UNSURE = re.compile("未经官方核实|还没有查到|没有查到|没有找到可靠的依据|说法不一|不敢乱说")


def amiss(step: Step, reply: Reply, text: str) -> Iterator[str]:
    """What is wrong with what is said at a step."""
    if step.kind not in ("ask", "tell"):
        yield f"it is of no kind: {step.kind}"
    screen = render(reply, ZH)
    if UNRESOLVED.search(text):
        yield f"a figure is left unsaid: {UNRESOLVED.findall(text)}"
    longest = CONCLUSION if reply.kind in ("tell", "offer") else QUESTION
    if len(screen.text) > longest:
        yield f"{len(screen.text)} characters are too long: {screen.text}"
    if UNSURE.search(text) and "12393" not in text and "12366" not in text:
        yield "something is not sure, and there is nobody to call"
    yield from (f"{row.label} is followed by nothing" for row in screen.rows if not any(row.lines))
    said = (screen.text, *screen.notes, *screen.remarks, *screen.advice)
    yield from (f"it is said twice: {line}" for line in sorted({line for line in said if said.count(line) > 1}))
    figures = step.case.figures()
    json.dumps(figures_as_json(figures), ensure_ascii=False, allow_nan=False)
    yield from (
        f"no source says {name}" for name, figure in figures.items() if not figure.unknown and not figure.sources
    )
    for to in OTHERS:
        shown = render(reply, to)
        other = as_text(shown, to)
        if len(shown.text) > (ENGLISH if to.language == "en" else longest):
            yield f"{len(shown.text)} characters are too long in {to.language}: {shown.text}"
        if UNRESOLVED.search(other):
            yield f"a figure is left unsaid in {to.language}: {UNRESOLVED.findall(other)}"
    for to in (ZH, *OTHERS) if reply.kind in ("tell", "offer") else ():
        yield from _missing_on_the_page(render(reply, to), to)


def _missing_on_the_page(screen: Screen, to: Translator) -> Iterator[str]:
    """What a conclusion says and its card on the web page does not."""
    card = PAGE.get_template("conclusion.html").render(
        screen=screen, folded=FOLDED, _=to.gettext, gettext_of=gettext_of, language=to.language
    )
    plain = re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", card)))
    shown = (screen.text, *screen.notes, *screen.banners, *(row.label for row in screen.rows), *screen.remarks)
    yield from (f"the page leaves out: {one}" for one in shown if re.sub(r"\s+", "", one) not in plain)


PAGE = Environment(loader=PackageLoader("bot.channels.web"), autoescape=True, undefined=StrictUndefined)
PAGE.filters |= {"tag": tag, "dialled": dialled}


OTHERS: list[Translator] = []


@pytest.fixture(autouse=True, scope="module")
def _every_language() -> None:
    OTHERS.extend(translators())


PLACES = [*REGIONS, NOBODYS]
ANYWHERE = [flow.id for flow in JOURNEYS.values() if flow.first.id != "where"]


ALL_YEAR = list(DAYS)
SEASONS = {"enroll": ALL_YEAR, "newborn": ALL_YEAR, "late": [ALL_YEAR[1], ALL_YEAR[-1]]}
"""The days on which it matters when somebody asks; the other journeys are the same all year."""


@pytest.mark.parametrize(
    ("journey", "day"),
    [(journey, day) for journey in JOURNEYS if journey not in ANYWHERE for day in SEASONS.get(journey, ALL_YEAR[-1:])],
)
def test_every_path_can_be_walked_and_said(journey: str, day: str) -> None:
    wrong = [
        f"{place} {problem}"
        for place in PLACES
        for problem in Walked(JOURNEYS[journey], DAYS[day], place).everywhere().wrong
    ]
    assert wrong == []


@pytest.mark.parametrize("journey", ANYWHERE)
def test_every_path_that_needs_no_place(journey: str) -> None:
    assert Walked(JOURNEYS[journey], DAYS["in January"], None).everywhere().wrong == []


def crowded() -> Iterator[str]:
    """Every screen with more options than can be taken in, or than a platform shows."""
    menu = talk("2025-11-15").screen.options
    if len(menu) > ON_A_SCREEN:
        yield f"menu: {len(menu)}"
    for flow in JOURNEYS.values():
        for ask in flow.routes:
            options = len(page(getattr(ask.answer, "options", ()), None)) + bool(ask.purpose)
            if options > ON_A_SCREEN:
                yield f"{ask.id}: {options}"
    for place in REGIONS:
        entry = f"enroll--where-{place}--history-continuous--job_insurance-no"
        for day in DAYS.values():
            one = talk(str(day), "户口在这里", entry=entry)
            while one.step in ("group", "birthday", "hardship"):
                if len(one.screen.options) > ON_A_SCREEN:
                    yield f"{one.step} of {place}: {len(one.screen.options)}"
                one.say("1955年7月1日" if one.step == "birthday" else "1")


def test_no_screen_has_more_than_six_options() -> None:
    assert sorted(set(crowded())) == []
