"""Proofreading: what the packs say held against each other, against the list of sources and against the calendar."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from flows.policy.draft import Draft, behind, best_status
from flows.policy.figure import Status
from flows.policy.manuscript import Place
from flows.policy.misprint import missing, nearest
from flows.policy.newborn_rules import NewbornGroup
from flows.policy.pack import SHARED_ASSISTANCE, Advice, Channel, Fact, Hotline, Paper, Source
from flows.policy.problem import Problem
from flows.policy.timing import LateSegment, Window

NATIONAL = "000000"
PRICED = ("amount.", "hardship.", "subsidy")

_FILE = re.compile(r"([0-9]{6})-[a-z]+\.toml")
_LINES = re.compile(r"[0-9]+(-[0-9]+)?")


def proofread(drafts: Sequence[Draft], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """What is wrong whatever the day."""
    shelf = {draft.region: draft for draft in drafts}
    if NATIONAL not in shelf:
        yield Problem("packs", 1, "", "没有全国的规则", f"请补上 {NATIONAL}-national.toml；各地没有写的都用它")
    for draft in drafts:
        around = [shelf[code] for code in (draft.region, *_wider(draft.region)) if code in shelf]
        yield from _named(draft, shelf)
        yield from _listed(draft)
        yield from _cited(draft, sources)
        yield from _overlapping(draft)
        for place, fact in draft.facts:
            yield from _graded(draft, place, fact, sources)
            yield from _timed(draft, place, fact)
            yield from _labelled(draft, place, fact, around)
            yield from _disputed(draft, place, fact, shelf)


def _wider(region: str) -> tuple[str, ...]:
    """The codes of the city and the province around a region, as far as it lies in any."""
    codes = (f"{region[:4]}00", f"{region[:2]}0000")
    return tuple(code for code in dict.fromkeys(codes) if code not in (region, NATIONAL))


def _named(draft: Draft, shelf: Mapping[str, Draft]) -> Iterator[Problem]:
    file = draft.manuscript.file
    name = _FILE.fullmatch(file)
    if name is None:
        yield Problem(file, 1, "", "文件名的写法不对", "请改成地区代码加拼音，例如 130000-hebei.toml")
    elif draft.region and name[1] != draft.region:
        what = f"地区代码是 {draft.region}，文件名里却是 {name[1]}"
        yield draft.manuscript.problem(("region",), "region", what, "请改成一致的")
    if draft.region and shelf[draft.region] is not draft:
        what = f"这个地区已经有一个文件 {shelf[draft.region].manuscript.file}"
        yield draft.manuscript.problem(("region",), "region", what, "请合成一个文件")


def _listed(draft: Draft) -> Iterator[Problem]:
    for name, keys in (
        ("group", [(place, row.key) for place, row in draft.groups]),
        ("assistance", [(place, row.key) for place, row in draft.assistance]),
    ):
        seen: set[str] = set()
        for place, key in keys:
            if key in seen:
                yield draft.manuscript.problem((*place, "key"), name, f"{key} 写了两次", "请留一个")
            seen.add(key)


def _cited(draft: Draft, sources: Mapping[str, Source]) -> Iterator[Problem]:
    citing: list[tuple[Place, str, tuple[str, ...]]] = []
    for place, fact in draft.facts:
        for number, reading in enumerate(fact.readings):
            at: Place = (*place, "reading", number) if len(fact.readings) > 1 else place
            citing.append(((*at, "sources"), fact.key, reading.sources))
    rows: list[tuple[Place, Channel | Hotline | Paper | Advice]]
    rows = [*draft.channels, *draft.hotlines, *draft.papers, *draft.advice]
    citing += [((*place, "sources"), str(place[0]), row.sources) for place, row in rows]
    for place, key, cited in citing:
        if not cited:
            yield draft.manuscript.problem(place, key, *missing("sources", Advice))
        for source in dict.fromkeys(cited):
            name, colon, lines = source.partition(":")
            if cited.count(source) > 1:
                yield draft.manuscript.problem(place, key, f"来源 {source} 写了两次", "请留一个")
            if name not in sources:
                what = f"sources.toml 里没有来源 {name}"
                remedy = nearest(name, sources, "请先在 sources.toml 里登记这份材料")
                yield draft.manuscript.problem(place, key, what, remedy)
            elif colon and not _LINES.fullmatch(lines):
                yield draft.manuscript.problem(place, key, f"来源 {source} 的行号不对", '请写成 "S2:49" 或 "S4:96-99"')


def _overlapping(draft: Draft) -> Iterator[Problem]:
    alike: dict[str, list[tuple[Place, Fact]]] = {}
    for place, fact in draft.facts:
        alike.setdefault(fact.key, []).append((place, fact))
    for facts in alike.values():
        for (before, one), (place, other) in combinations(facts, 2):
            if one.overlaps(other):
                what = f"和第{draft.manuscript.line(before)}行写的是同一件事，时间重叠"
                remedy = "请留一条；来源说法不一的，合成一条，用 [[fact.reading]] 分开写"
                yield draft.manuscript.problem(place, other.key, what, remedy)


def _graded(draft: Draft, place: Place, fact: Fact, sources: Mapping[str, Source]) -> Iterator[Problem]:
    official = any(source.kind == "official" for source in behind(fact.readings, sources))
    if official and fact.status is Status.VERIFIED_OFFICIAL:
        return  # somebody has opened the official page, and says so here
    best = best_status(fact.readings, sources)
    if fact.status.rank < best.rank:
        what = f"status 写的是 {fact.status.value}，最好的来源只到 {best.value}"
        yield draft.manuscript.problem((*place, "status"), fact.key, what, "请去掉 status，或补上更好的来源")


def _timed(draft: Draft, place: Place, fact: Fact) -> Iterator[Problem]:
    """Amounts and dated days belong to one coverage year; a rule belongs to none (D14)."""

    def wrong(field: str, what: str, remedy: str) -> Problem:
        return draft.manuscript.problem((*place, field), fact.key, what, remedy)

    days = [day for reading in fact.readings for day in _days(reading.value)]
    years = {int(day[:4]) for day in days if _dated(day)}
    season = isinstance(fact.readings[0].value, (Window, LateSegment))
    if fact.cover is None:
        if fact.key.startswith(PRICED):
            yield wrong("cover", "金额没有写是哪个参保年度的", "请补上 cover，例如 cover = 2026")
        elif years:
            yield wrong("cover", "日期写了年份，却没有写参保年度", "请补上 cover，例如 cover = 2026")
        if fact.since and fact.until and fact.since > fact.until:
            yield wrong("until", "until 早于 since", "请对照来源改正")
        return
    if fact.since or fact.until:
        yield wrong("since" if fact.since else "until", "写了 cover，就只管那一年", "请去掉 since 和 until")
    if not season and not fact.key.startswith(PRICED):
        yield wrong("cover", "这是一直有效的规定，不属于哪一个年度", "请去掉 cover；有起止的，写 since 和 until")
    if season and any(not _dated(day) for day in days):
        yield wrong("cover", "每年都一样的日子不属于哪一个年度", "请去掉 cover，或把日期的年份写全")
    windows = [reading.value for reading in fact.readings if isinstance(reading.value, Window)]
    if years - {fact.cover - 1, fact.cover}:
        yield wrong(
            "cover", f"日期不在 {fact.cover} 年度前后", "请核对 cover 和日期：参保年度是保障的那一年，不是通知的那一年"
        )
    elif any(window.last and window.last >= f"{fact.cover}-07" for window in windows):
        yield wrong("last", f"集中缴费期到了 {fact.cover} 年的下半年", "请核对年份：缴费期一般在参保年度的前一年秋冬")
    for reading in fact.readings:
        if isinstance(reading.value, (Window, LateSegment)) and _backwards(reading.value):
            yield wrong("last", "最后一天早于第一天", "请对照来源改正")


def _days(value: object) -> list[str]:
    match value:
        case Window():
            return [day for day in (value.first, value.last) if day]
        case LateSegment():
            exact = [day.isoformat() for day in (value.on_day, value.not_before) if day]
            return [*(day for day in (value.first, value.last) if day), *exact]
    return []


def _dated(day: str) -> bool:
    return len(day) in (7, 10)


def _backwards(value: Window | LateSegment) -> bool:
    first, last = value.first, value.last
    return bool(first and last and _dated(first) and _dated(last) and first[: len(last)] > last)


def _labelled(draft: Draft, place: Place, fact: Fact, around: Sequence[Draft]) -> Iterator[Problem]:
    """Whoever is to choose a group or an identity reads its label, and a newborn's group has a price."""
    word, _, name = fact.key.partition(".")
    if word in ("amount", "subsidy") and name:
        groups = next((one.groups for one in around if one.groups), [])
        table, named = "group", {row.key for _, row in groups}
    elif word == "hardship":
        table, named = "assistance", {row.key for one in around for _, row in one.assistance} | {*SHARED_ASSISTANCE}
    else:
        table, named = "", {name}
    if name not in named:
        remedy = f'请加一张表 [[{table}]]，写 key = "{name}" 和 label（给人看的名称）'
        yield draft.manuscript.problem((*place, "key"), fact.key, f"{name} 没有给人看的名称", remedy)
    priced = {other.key for one in around for _, other in one.facts}
    for reading in fact.readings:
        if isinstance(reading.value, NewbornGroup) and f"amount.{reading.value.group}" not in priced:
            what, remedy = f"{reading.value.group} 没有金额", f"请核对 group，或补上 amount.{reading.value.group}"
            yield draft.manuscript.problem((*place, "group"), fact.key, what, remedy)


def _disputed(draft: Draft, place: Place, fact: Fact, shelf: Mapping[str, Draft]) -> Iterator[Problem]:
    against = fact.disputed_with
    if against is None:
        return
    at = (*place, "disputed_with")
    if against not in (*_wider(draft.region), NATIONAL):
        what, remedy = f"{against} 不是包含本地的上级地区", "请写所在市、省的代码，或全国 000000"
        yield draft.manuscript.problem(at, fact.key, what, remedy)
    elif against not in shelf or not any(
        other.key == fact.key and other.cover == fact.cover for _, other in shelf[against].facts
    ):
        what, remedy = f"{against} 没有写 {fact.key}，没有可对照的", "请去掉 disputed_with，或在上级地区补上这一条"
        yield draft.manuscript.problem(at, fact.key, what, remedy)
