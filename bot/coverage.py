"""Coverage: what is known, disputed or unknown for each region, to see what is missing before it goes live."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.table import Table

from bot.status import STATUS
from flows.policy.figure import Figure
from flows.policy.library import Library
from flows.policy.parameters import Value
from flows.policy.rulebook import NATIONAL, Local, Rulebook
from flows.regions import is_region, region

COLUMNS: dict[str, tuple[str, ...]] = {
    "金额": ("amount.*",),
    "财政补助": ("subsidy", "subsidy.*"),
    "困难资助": ("hardship.*",),
    "缴费期": ("window",),
    "补缴": ("late.*",),
    "等待期算法": ("wait.reading",),
    "免等待": ("exempt.*",),
    "新生儿期限": ("newborn.limit",),
    "逾期新生儿": ("newborn.late",),
    "新生儿费用": ("newborn.fee_birth_year", "newborn.group"),
    "省内备案": ("filing.intra_province_needed",),
    "异地先付": ("filing.copay.*",),
    "连续奖励": ("incentive.step",),
}
"""What a region should know, by the words clerks use, with the parameters that state it."""

_OFFICIAL, _OTHER, _DISPUTED, _UNKNOWN = "官", "有", "争", "－"


def coverage(codes: Sequence[str], year: int, today: date) -> int:
    """Print the matrix region × parameter for a coverage year; 2 where a code is no region."""
    rules = Rulebook(Library.open())
    wrong = [code for code in codes if not is_region(code)]
    console = Console()
    if wrong:
        Console(stderr=True).print(f"没有这样的地区代码：{'、'.join(wrong)}")
        return 2
    regions = list(codes) or [code for code in sorted(rules.library.packs) if code != NATIONAL]
    table = Table("地区", *COLUMNS, title=f"{year} 年度")
    for code in regions:
        local = rules.at(code)
        table.add_row(region(code).short, *(_cell(local, keys, year, today) for keys in COLUMNS.values()))
    console.print(table)
    console.print(
        f"{_OFFICIAL} {STATUS['quoted_official']}或以上　{_OTHER} 其他资料　{_DISPUTED} 说法不一　{_UNKNOWN} 不知道　"
        "↑ 来自上级地区",
        markup=False,
    )
    return 0


def _cell(local: Local, keys: tuple[str, ...], year: int, today: date) -> str:
    found = list(_figures(local, keys, year, today))
    if not found:
        return _UNKNOWN
    if any(figure.disputed for figure in found):
        sign = _DISPUTED
    else:
        sign = _OFFICIAL if all(figure.status.official for figure in found) else _OTHER
    inherited = all(ground.region != local.codes[0] for figure in found for ground in figure.grounds)
    return f"{sign}↑" if inherited else sign


def _figures(local: Local, keys: tuple[str, ...], year: int, today: date) -> Iterator[Figure[Value]]:
    for key in keys:
        stem = key.removesuffix(".*")
        names = local.keys(stem, cover=year, on=today) if key != stem else ()
        for name in [f"{stem}.{name}" for name in names] or [key]:
            for fact in local.facts(name, cover=year, on=today, national=False):
                yield local.read(fact, Value)
