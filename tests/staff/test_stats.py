"""The numbers: what simulated residents did is exactly what staff are shown, in chat and in the report."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from bot.staff.numbers import since
from bot.staff.stats import BY, Report, read_by, report
from flows.journeys import JOURNEYS
from storage.posters import Poster, PosterRegister
from storage.statistics import By, Counted, Window
from tests.staff.bureau import BOSS, LI, NOON, Bureau
from tests.staff.residents import POSTERS, Told, come

AUTUMN = NOON.replace(year=2025, month=11, day=3)
PEOPLE = 200


async def two_hundred(bureau: Bureau) -> Told:
    """Two hundred people in the four weeks before the clock of the bureau, each of whom has been silent for long."""
    bureau.now = AUTUMN + timedelta(days=40)
    return await come(bureau.database, PEOPLE, AUTUMN, 28)


async def shown(bureau: Bureau, by: By, window: Window | None = None, regions: Iterable[str] = ("000000",)) -> Report:
    return await report(bureau.office, by, window or Window(), tuple(regions), bureau.now)


def by_key(found: Report) -> dict[str, Counted]:
    return {line.counted.key: line.counted for line in found.lines}


async def test_what_two_hundred_residents_did_is_what_is_counted(bureau: Bureau) -> None:
    told = await two_hundred(bureau)
    assert sum(told.by_poster.values()) == PEOPLE
    journeys = by_key(await shown(bureau, "journey"))
    for journey in JOURNEYS:
        one = journeys.get(journey, Counted("", ""))
        assert (one.started, one.concluded, one.done, one.left) == (
            told.started[journey],
            told.concluded[journey],
            told.done[journey],
            told.left[journey],
        ), journey
        assert one.started == one.concluded + one.left
    assert min(told.done["enroll"], told.left["enroll"], told.left["newborn"]) > 0, "the simulation says something"


async def test_every_question_is_counted_as_it_was_asked(bureau: Bureau) -> None:
    told = await two_hundred(bureau)
    questions = {
        (one.journey, one.key): (one.asked, one.misunderstood, one.left)
        for one in (line.counted for line in (await shown(bureau, "question")).lines)
    }
    assert questions == {
        question: (told.asked[question], told.misunderstood[question], told.stopped[question])
        for question in told.asked
    }


async def test_every_poster_has_its_own(bureau: Bureau) -> None:
    told = await two_hundred(bureau)
    posters = by_key(await shown(bureau, "poster"))
    assert {code: posters[code].scans for code in POSTERS} == {code: told.by_poster[code] for code in POSTERS}


@pytest.mark.parametrize("by", [by for by in BY if by != "question"])
async def test_whatever_they_are_told_apart_by_they_add_up_to_the_same(bureau: Bureau, by: By) -> None:
    told = await two_hundred(bureau)
    total = (await shown(bureau, by)).total
    assert (total.started, total.concluded, total.left) == (
        told.started.total(),
        told.concluded.total(),
        told.left.total(),
    )


async def test_several_regions_are_counted_together(bureau: Bureau) -> None:
    await two_hundred(bureau)
    everywhere = await shown(bureau, "journey")
    both = await shown(bureau, "journey", regions=("610500", "610100"))
    assert both.total == everywhere.total
    one = await shown(bureau, "journey", regions=("610100",))
    assert 0 < one.total.started < everywhere.total.started


async def a_poster(bureau: Bureau, code: str, region: str) -> None:
    poster = Poster(code, "signed", "newborn", region, "临渭区妇幼保健院 2楼", date(2025, 11, 1), date(2026, 11, 1))
    assert await PosterRegister(bureau.database).enter(poster)


async def test_a_county_has_what_its_posters_brought(bureau: Bureau) -> None:
    told = await two_hundred(bureau)
    assert not (await shown(bureau, "journey", regions=("610502",))).lines
    await a_poster(bureau, "KHMT4826", "610502")
    await a_poster(bureau, "JKMP2468", "610100")
    county = await shown(bureau, "poster", regions=("610502",))
    assert county.of_posters
    assert [line.counted.key for line in county.lines] == ["KHMT4826"]
    assert county.total.scans == told.by_poster["KHMT4826"]
    asked_for_others = await shown(bureau, "poster", Window(posters=("JKMP2468",)), regions=("610502",))
    assert not asked_for_others.lines


def test_what_a_clerk_can_ask_for_by_name_is_read() -> None:
    assert [read_by(by) for by in BY] == list(BY)
    with pytest.raises(ValueError, match="is none of journey, question"):
        read_by("colour")


@pytest.mark.parametrize(
    ("period", "first"),
    [("week", date(2026, 3, 2)), ("month", date(2026, 3, 1)), ("year", date(2026, 1, 1)), ("all", date(1970, 1, 1))],
)
def test_a_period_begins_where_clerks_begin_it(period: str, first: date) -> None:
    assert since(period, date(2026, 3, 5)) == first


# ── In chat ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_boss_is_told_the_numbers_in_chat(bureau: Bureau) -> None:
    told = await two_hundred(bureau)
    said = await bureau.say(BOSS, "/stats", "各件事", "从头到现在")
    assert f"一共开始{told.started.total()}次，有结论{told.concluded.total()}次" in said
    newborn = f"新生儿参保：开始{told.started['newborn']}，有结论{told.concluded['newborn']}"
    assert newborn in said


async def test_the_boss_is_told_where_people_give_up(bureau: Bureau) -> None:
    told = await two_hundred(bureau)
    said = await bureau.say(BOSS, "/stats", "一件事的每一步", "新生儿参保", "从头到现在")
    born = "newborn", "born"
    numbers = told.asked[born], told.misunderstood[born], told.stopped[born]
    assert "：问到{}，没听懂{}，停在这里{}".format(*numbers) in said
    assert "参保缴费 ·" not in said


@pytest.mark.parametrize("by", ["各地方", "各张海报", "各个星期"])
async def test_every_way_to_tell_them_apart_is_told_in_chat(bureau: Bureau, by: str) -> None:
    await two_hundred(bureau)
    expected = {"各地方": "陕西省渭南市：开始", "各张海报": "KHMT4826：扫码", "各个星期": "2025年11月3日那周：开始"}
    assert expected[by] in await bureau.say(BOSS, "/stats", by, "从头到现在")


async def test_only_this_week_is_told_where_only_this_week_was_asked_for(bureau: Bureau) -> None:
    await two_hundred(bureau)
    assert "还没有数字" in await bureau.say(BOSS, "/stats", "各件事", "本周")


async def test_staff_are_told_the_numbers_of_their_own_places(bureau: Bureau) -> None:
    await two_hundred(bureau)
    await bureau.join(LI, "编辑", "西安")
    said = await bureau.say(LI, "/stats", "各地方", "从头到现在")
    assert "陕西省西安市：开始" in said
    assert "渭南" not in said
    await bureau.say(BOSS, "/staff", "取消", "1", "取消")
    await bureau.join(LI, "编辑", "南宁")
    assert "还没有数字" in await bureau.say(LI, "/stats", "各地方", "从头到现在")


async def test_somebody_of_a_county_is_told_why_they_see_only_what_posters_brought(bureau: Bureau) -> None:
    await two_hundred(bureau)
    await bureau.join(LI, "编辑", "610502")
    assert "只算从那里的海报来的人" in await bureau.say(LI, "/stats", "各件事", "从头到现在")
