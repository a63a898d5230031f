"""Overdue: what is wrong with the packs on a certain day, though nothing in them may have changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from flows.policy.draft import Draft, behind
from flows.policy.manuscript import Place
from flows.policy.pack import Source
from flows.policy.problem import Problem
from flows.policy.proofreading import NATIONAL

MERGED = 2016
"""The year from which the insurance of towns and of the countryside was one; no pack reaches further back."""
REREAD_WITHIN = timedelta(days=180)


def overdue(drafts: Sequence[Draft], sources: Mapping[str, Source], today: date) -> Iterator[Problem]:
    """What is wrong on a day: texts to be read again, coverage years that cannot be, codes that are no region."""
    from flows.regions import is_region  # here, because opening the library must not read the table of all regions

    for draft in drafts:
        if draft.region and draft.region != NATIONAL and not is_region(draft.region):
            what, remedy = f"没有 {draft.region} 这个地区", "请对照 GB/T 2260 的六位行政区划代码改正"
            yield draft.manuscript.problem(("region",), "region", what, remedy)
        yield from _due(draft, sources, today)
        for place, fact in draft.facts:
            if fact.cover is not None and not MERGED <= fact.cover <= today.year + 1:
                what = f"参保年度 {fact.cover} 不合情理"
                remedy = f"请核对 cover：现在最多写到 {today.year + 1}"
                yield draft.manuscript.problem((*place, "cover"), fact.key, what, remedy)


def _due(draft: Draft, sources: Mapping[str, Source], today: date) -> Iterator[Problem]:
    """Each day by which texts are to be read again, once: the pack's own, and those of single facts."""
    reread = "请重读来源，在 sources.toml 里改 checked，再把 verify_by 改到那天之后的 180 天以内"
    days: dict[date, tuple[Place, str]] = {draft.verify_by: (("verify_by",), "verify_by")}
    latest: dict[date, date] = {}
    for place, fact in draft.facts:
        days.setdefault(fact.verify_by, ((*place, "verify_by"), fact.key))
        read = max((source.checked for source in behind(fact.readings, sources)), default=today)
        latest[fact.verify_by] = min(read, latest.get(fact.verify_by, read))
    for day, (place, key) in days.items():
        if day < today:
            yield draft.manuscript.problem(place, key, f"复核期限 {day} 已经过了", reread)
        elif day - latest.get(day, today) > REREAD_WITHIN and day != date.max:
            what = f"复核期限 {day} 太远，来源最近一次核对是 {latest.get(day, today)}"
            yield draft.manuscript.problem(place, key, what, reread)
