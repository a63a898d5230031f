"""Bad packs, and the sentence a clerk gets for each: where it is, what is wrong, and how to put it right."""

from datetime import date
from pathlib import Path

import pytest

from flows.policy.figure import Status
from flows.policy.library import BadPack, Library, problems

TODAY = date(2026, 11, 21)

SOURCES = """
[[source]]
id = "X11"
title = "河北省2026年度城乡居民医保开始缴费"
issuer = "河北省医疗保障局"
published = "2025-10-22"
kind = "quoted_official"
quote = "自缴费到账之日起享受医保待遇。"
checked = 2026-11-21

[[source]]
id = "S2"
title = "个人医保缴费"
issuer = "内容网站"
published = "2025-04-18"
kind = "seed"
quote = ""
checked = 2026-11-21
"""

NATIONAL = 'region = "000000"\nverify_by = 2027-05-20\n'

HEADING = """region = "130000"
verify_by = 2027-05-20

[[group]]
key = "resident"
label = "城乡居民"

"""
"""Seven lines: whatever a case adds starts on line 8."""

PRICE = """[[fact]]
key = "amount.resident"
cover = 2026
value = "400"
unit = "CNY_per_year"
sources = ["X11"]
"""

LIMIT = '[[fact]]\nkey = "newborn.limit"\ndays = 90\nsources = ["S2:49"]\n'


def shelf(folder: Path, text: str, file: str = "130000-hebei.toml", **others: str) -> Path:
    """A folder with the national pack, the list of sources, this pack and whatever else is named."""
    (folder / "packs").mkdir()
    (folder / "sources.toml").write_text(others.pop("sources", SOURCES), encoding="utf-8")
    (folder / "packs" / "000000-national.toml").write_text(NATIONAL, encoding="utf-8")
    for name, other in {file: text, **others}.items():
        (folder / "packs" / name).write_text(other, encoding="utf-8")
    return folder


BAD = {
    "syntax": (
        HEADING + "[[fact]]\nkey = newborn.limit\n",
        "130000-hebei.toml 第9行：从第7个字起读不懂。请看这一行和上一行：引号、方括号要成对，同一个名字不能写两次，日期要真有那一天。",
    ),
    "cut off": (
        HEADING + 'note = "',
        "130000-hebei.toml 第8行：到文件末尾还没有写完。请看这一行和上一行：引号、方括号要成对，同一个名字不能写两次，日期要真有那一天。",
    ),
    "no such parameter": (
        HEADING + PRICE.replace("amount.", "amont."),
        "130000-hebei.toml 第9行 amont.resident：没有这个参数。如果要写的是 amount.resident，请改过来。",
    ),
    "no parameter at all like it": (
        HEADING + PRICE.replace("amount.resident", "天气"),
        "130000-hebei.toml 第9行 天气：没有这个参数。请对照 parameters.py 里的参数表改正。",
    ),
    "no key": (
        HEADING + LIMIT.replace('key = "newborn.limit"\n', ""),
        '130000-hebei.toml 第8行：没有写参数名。请补上 key，例如 key = "window"。',
    ),
    "unknown field": (
        HEADING + LIMIT.replace("days", "day"),
        "130000-hebei.toml 第10行 newborn.limit：不认识 day。如果要写的是 days，请改过来。",
    ),
    "unknown field of the pack": (
        'verified_by = "小王"\n' + HEADING,
        "130000-hebei.toml 第1行：不认识 verified_by。如果要写的是 verify_by，请改过来。",
    ),
    "unknown field inside a value": (
        HEADING + PRICE + "age = { at_leat = 70 }\n",
        "130000-hebei.toml 第14行 amount.resident：不认识 age.at_leat。请去掉，或对照 pack.py 开头的样本改正。",
    ),
    "no source": (
        HEADING + PRICE.replace('sources = ["X11"]\n', ""),
        '130000-hebei.toml 第8行 amount.resident：没有写来源。请在 sources 里写上至少一个来源编号，例如 sources = ["X11"]。',
    ),
    "empty sources": (
        HEADING + PRICE.replace('["X11"]', "[]"),
        '130000-hebei.toml 第13行 amount.resident：没有写来源。请在 sources 里写上至少一个来源编号，例如 sources = ["X11"]。',
    ),
    "sources without brackets": (
        HEADING + PRICE.replace('["X11"]', '"X11"'),
        '130000-hebei.toml 第13行 amount.resident：sources 不是列表。请放进方括号，例如 ["X11"]。',
    ),
    "unknown source": (
        HEADING + PRICE.replace("X11", "X111"),
        "130000-hebei.toml 第13行 amount.resident：sources.toml 里没有来源 X111。如果要写的是 X11，请改过来。",
    ),
    "unlisted source": (
        HEADING + PRICE.replace("X11", "Q7"),
        "130000-hebei.toml 第13行 amount.resident：sources.toml 里没有来源 Q7。请先在 sources.toml 里登记这份材料。",
    ),
    "source twice": (
        HEADING + PRICE.replace('["X11"]', '["X11", "X11"]'),
        "130000-hebei.toml 第13行 amount.resident：来源 X11 写了两次。请留一个。",
    ),
    "no such line": (
        HEADING + PRICE.replace("X11", "S2:四十九"),
        '130000-hebei.toml 第13行 amount.resident：来源 S2:四十九 的行号不对。请写成 "S2:49" 或 "S4:96-99"。',
    ),
    "row without source": (
        HEADING + '[[hotline]]\nnumber = "12393"\ntopic = "insurance"\nlabel = "医保"\nsources = []\n',
        '130000-hebei.toml 第12行 hotline：没有写来源。请在 sources 里写上至少一个来源编号，例如 sources = ["X11"]。',
    ),
    "no unit": (
        HEADING + PRICE.replace('unit = "CNY_per_year"\n', ""),
        "130000-hebei.toml 第8行 amount.resident：数字没有写单位。"
        '请补上 unit = "CNY_per_year" 或 unit = "CNY_per_month"。',
    ),
    "number without unit": (
        HEADING + '[[fact]]\nkey = "wait.fixed"\nvalue = 3\nsources = ["X11"]\n',
        '130000-hebei.toml 第8行 wait.fixed：数字没有写单位。请补上 unit = "month"。',
    ),
    "no such unit": (
        HEADING + PRICE.replace("CNY_per_year", "元/年"),
        "130000-hebei.toml 第12行 amount.resident：unit 写的是 元/年。请改成 'CNY_per_year' 或 'CNY_per_month'。",
    ),
    "amount not quoted": (
        HEADING + PRICE.replace('"400"', "400"),
        '130000-hebei.toml 第11行 amount.resident：value 金额没有写成引号里的数字。请加引号，只写数字，例如 "400" 或 "38.454"。',
    ),
    "price and floor": (
        HEADING + PRICE + 'at_least = "400"\n',
        "130000-hebei.toml 第8行 amount.resident：价钱、下限、上限要写一样，也只能写一样。"
        "请在 value（价钱）、at_least（不低于）、at_most（至多）里留一个。",
    ),
    "months of nothing": (
        HEADING + PRICE + "months = 12\n",
        "130000-hebei.toml 第8行 amount.resident：按月计价和月数没有写在一起。"
        '按月的请写 unit = "CNY_per_month" 和 months = 12；按年的不写 months。',
    ),
    "days as a word": (
        HEADING + LIMIT.replace("90", '"九十"'),
        "130000-hebei.toml 第10行 newborn.limit：days 不是整数。请写成不加引号的整数，例如 90。",
    ),
    "no such day": (
        HEADING + '[[fact]]\nkey = "window"\nlast = "02-30"\nsources = ["X11"]\n',
        "130000-hebei.toml 第10行 window：last 没有这一天。请对照来源改成日历上有的日子。",
    ),
    "day written otherwise": (
        HEADING + '[[fact]]\nkey = "window"\nlast = "2月底"\nsources = ["X11"]\n',
        '130000-hebei.toml 第10行 window：last 日期的写法不对。某一年的请写 2025-10-20 或 "2025-10"，'
        '每年都一样的请写 "10-20" 或 "10"。',
    ),
    "half a late start": (
        HEADING + '[[fact]]\nkey = "late.1"\nstart = "on_day"\nsources = ["X11"]\n',
        '130000-hebei.toml 第8行 late.1：从哪天起保没有写全。请把 start = "on_day" 和 on_day = 2025-07-01 写在一起，或都不写。',
    ),
    "label missing": (
        HEADING + '[[assistance]]\nkey = "child_in_need"\n',
        '130000-hebei.toml 第8行 assistance：没有写给人看的名称。请补上 label，例如 label = "城乡居民"。',
    ),
    "no verify_by": (
        HEADING.replace("verify_by = 2027-05-20\n", ""),
        "130000-hebei.toml 第1行：没有写复核期限。请补上 verify_by，写最迟哪天要重读来源，例如 verify_by = 2027-05-20。",
    ),
    "verify_by as text": (
        HEADING.replace("2027-05-20", '"明年五月"'),
        "130000-hebei.toml 第2行：verify_by 不是日期。请写成不加引号的日期，例如 2027-05-20。",
    ),
    "the same twice": (
        HEADING + PRICE + "\n" + PRICE,
        "130000-hebei.toml 第15行 amount.resident：和第8行写的是同一件事，时间重叠。"
        "请留一条；来源说法不一的，合成一条，用 [[fact.reading]] 分开写。",
    ),
    "ages overlap": (
        HEADING + PRICE + "age = { at_least = 60 }\n" + PRICE + "age = { at_most = 60 }\n",
        "130000-hebei.toml 第15行 amount.resident：和第8行写的是同一件事，时间重叠。"
        "请留一条；来源说法不一的，合成一条，用 [[fact.reading]] 分开写。",
    ),
    "rules overlap": (
        HEADING + LIMIT + "until = 2024-12-31\n" + LIMIT + "since = 2024-07-01\n",
        "130000-hebei.toml 第13行 newborn.limit：和第8行写的是同一件事，时间重叠。"
        "请留一条；来源说法不一的，合成一条，用 [[fact.reading]] 分开写。",
    ),
    "status too strong": (
        HEADING + PRICE + 'status = "verified_official"\n',
        "130000-hebei.toml 第14行 amount.resident：status 写的是 verified_official，最好的来源只到 quoted_official。"
        "请去掉 status，或补上更好的来源。",
    ),
    "no such status": (
        HEADING + PRICE + 'status = "certain"\n',
        "130000-hebei.toml 第14行 amount.resident：status 写的是 certain。请改成 'verified_official'、'quoted_official'、"
        "'secondary'、'seed_only' 或 'unknown'。",
    ),
    "disputed with a neighbour": (
        HEADING + LIMIT + 'disputed_with = "140000"\n',
        "130000-hebei.toml 第12行 newborn.limit：140000 不是包含本地的上级地区。请写所在市、省的代码，或全国 000000。",
    ),
    "nothing to dispute": (
        HEADING + LIMIT + 'disputed_with = "000000"\n',
        "130000-hebei.toml 第12行 newborn.limit：000000 没有写 newborn.limit，没有可对照的。"
        "请去掉 disputed_with，或在上级地区补上这一条。",
    ),
    "one reading": (
        HEADING + '[[fact]]\nkey = "newborn.limit"\n[[fact.reading]]\ndays = 90\nsources = ["S2"]\n',
        "130000-hebei.toml 第8行 newborn.limit：只写了一种说法。请补上另一种说法，或去掉 [[fact.reading]] 这一行。",
    ),
    "reading without source": (
        HEADING
        + '[[fact]]\nkey = "newborn.limit"\n[[fact.reading]]\ndays = 90\nsources = ["S2"]\n[[fact.reading]]\nmonths = 3\n',
        '130000-hebei.toml 第13行 newborn.limit：没有写来源。请在 sources 里写上至少一个来源编号，例如 sources = ["X11"]。',
    ),
    "sources above the readings": (
        HEADING
        + LIMIT.replace("days = 90\n", "")
        + '[[fact.reading]]\ndays = 90\nsources = ["S2"]\n[[fact.reading]]\nmonths = 3\nsources = ["X11"]\n',
        "130000-hebei.toml 第10行 newborn.limit：几种说法的来源合写在一处。请在每个 [[fact.reading]] 里写各自的 sources。",
    ),
    "amount of no year": (
        HEADING + PRICE.replace("cover = 2026\n", ""),
        "130000-hebei.toml 第8行 amount.resident：金额没有写是哪个参保年度的。请补上 cover，例如 cover = 2026。",
    ),
    "dated window of no year": (
        HEADING + '[[fact]]\nkey = "window"\nlast = 2026-02-28\nsources = ["X11"]\n',
        "130000-hebei.toml 第8行 window：日期写了年份，却没有写参保年度。请补上 cover，例如 cover = 2026。",
    ),
    "yearly window of a year": (
        HEADING + '[[fact]]\nkey = "window"\ncover = 2026\nlast = "02-28"\nsources = ["X11"]\n',
        "130000-hebei.toml 第10行 window：每年都一样的日子不属于哪一个年度。请去掉 cover，或把日期的年份写全。",
    ),
    "window of another year": (
        HEADING + '[[fact]]\nkey = "window"\ncover = 2025\nlast = 2026-02-28\nsources = ["X11"]\n',
        "130000-hebei.toml 第10行 window：日期不在 2025 年度前后。"
        "请核对 cover 和日期：参保年度是保障的那一年，不是通知的那一年。",
    ),
    "window backwards": (
        HEADING + '[[fact]]\nkey = "window"\ncover = 2026\nfirst = "2025-12"\nlast = 2025-10-20\nsources = ["X11"]\n',
        "130000-hebei.toml 第12行 window：最后一天早于第一天。请对照来源改正。",
    ),
    "rule of a year": (
        HEADING + LIMIT + "cover = 2025\n",
        "130000-hebei.toml 第12行 newborn.limit：这是一直有效的规定，不属于哪一个年度。"
        "请去掉 cover；有起止的，写 since 和 until。",
    ),
    "year and since": (
        HEADING + PRICE + "since = 2026-01-01\n",
        "130000-hebei.toml 第14行 amount.resident：写了 cover，就只管那一年。请去掉 since 和 until。",
    ),
    "until before since": (
        HEADING + LIMIT + "since = 2026-01-01\nuntil = 2025-01-01\n",
        "130000-hebei.toml 第13行 newborn.limit：until 早于 since。请对照来源改正。",
    ),
    "group without a name": (
        HEADING + PRICE.replace("resident", "student"),
        "130000-hebei.toml 第9行 amount.student：student 没有给人看的名称。"
        '请加一张表 [[group]]，写 key = "student" 和 label（给人看的名称）。',
    ),
    "identity without a name": (
        HEADING + PRICE.replace("amount.resident", "hardship.child_in_need"),
        "130000-hebei.toml 第9行 hardship.child_in_need：child_in_need 没有给人看的名称。"
        '请加一张表 [[assistance]]，写 key = "child_in_need" 和 label（给人看的名称）。',
    ),
    "group twice": (
        HEADING + '[[group]]\nkey = "resident"\nlabel = "居民"\n',
        "130000-hebei.toml 第9行 group：resident 写了两次。请留一个。",
    ),
    "newborn without a price": (
        HEADING + '[[fact]]\nkey = "newborn.group"\ngroup = "student"\nsources = ["X11"]\n',
        "130000-hebei.toml 第10行 newborn.group：student 没有金额。请核对 group，或补上 amount.student。",
    ),
    "one table only": (
        HEADING + LIMIT.replace("[[fact]]", "[fact]"),
        "130000-hebei.toml 第1行 fact：fact 不是一张一张的表。请每一项都以 [[fact]] 起头。",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_pack_is_refused_with_a_sentence_a_clerk_can_act_on(case: str, tmp_path: Path) -> None:
    text, sentence = BAD[case]
    folder = shelf(tmp_path, text)
    with pytest.raises(BadPack) as refused:
        Library.open(folder)
    assert [str(problem) for problem in refused.value.problems] == [sentence]
    assert problems(folder, TODAY) == refused.value.problems


UNTIMELY = {
    "verify_by has passed": (
        HEADING.replace("2027-05-20", "2026-11-20"),
        "130000-hebei.toml 第2行 verify_by：复核期限 2026-11-20 已经过了。"
        "请重读来源，在 sources.toml 里改 checked，再把 verify_by 改到那天之后的 180 天以内。",
    ),
    "verify_by is far off": (
        HEADING.replace("2027-05-20", "2027-05-21") + LIMIT,
        "130000-hebei.toml 第2行 verify_by：复核期限 2027-05-21 太远，来源最近一次核对是 2026-11-21。"
        "请重读来源，在 sources.toml 里改 checked，再把 verify_by 改到那天之后的 180 天以内。",
    ),
    "a fact's own verify_by has passed": (
        HEADING + LIMIT + "verify_by = 2026-01-01\n",
        "130000-hebei.toml 第12行 newborn.limit：复核期限 2026-01-01 已经过了。"
        "请重读来源，在 sources.toml 里改 checked，再把 verify_by 改到那天之后的 180 天以内。",
    ),
    "a year that is not near": (
        HEADING + PRICE.replace("2026", "2062"),
        "130000-hebei.toml 第10行 amount.resident：参保年度 2062 不合情理。请核对 cover：现在最多写到 2027。",
    ),
}


@pytest.mark.parametrize("case", UNTIMELY)
def test_what_only_the_calendar_tells_is_reported_to_staff_but_stops_nobody(case: str, tmp_path: Path) -> None:
    text, sentence = UNTIMELY[case]
    folder = shelf(tmp_path, text)
    assert "130000" in Library.open(folder).packs
    assert [str(problem) for problem in problems(folder, TODAY)] == [sentence]


def test_a_code_that_is_no_region_is_reported(tmp_path: Path) -> None:
    folder = shelf(tmp_path, HEADING.replace("130000", "139999"), file="139999-nowhere.toml")
    assert [str(problem) for problem in problems(folder, TODAY)] == [
        "139999-nowhere.toml 第1行 region：没有 139999 这个地区。请对照 GB/T 2260 的六位行政区划代码改正。"
    ]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("140000-shanxi.toml", "第1行 region：地区代码是 130000，文件名里却是 140000。请改成一致的。"),
        ("hebei.toml", "第1行：文件名的写法不对。请改成地区代码加拼音，例如 130000-hebei.toml。"),
    ],
)
def test_a_file_is_named_after_its_region(file: str, sentence: str, tmp_path: Path) -> None:
    assert [str(problem) for problem in problems(shelf(tmp_path, HEADING, file), TODAY)] == [f"{file} {sentence}"]


def test_one_region_has_one_file(tmp_path: Path) -> None:
    folder = shelf(tmp_path, HEADING, **{"130000-again.toml": HEADING})
    assert [str(problem) for problem in problems(folder, TODAY)] == [
        "130000-again.toml 第1行 region：这个地区已经有一个文件 130000-hebei.toml。请合成一个文件。"
    ]


def test_the_national_pack_is_there(tmp_path: Path) -> None:
    folder = shelf(tmp_path, HEADING)
    (folder / "packs" / "000000-national.toml").unlink()
    assert [str(problem) for problem in problems(folder, TODAY)] == [
        "packs 第1行：没有全国的规则。请补上 000000-national.toml；各地没有写的都用它。"
    ]


BAD_SOURCES = {
    "twice": (
        SOURCES + SOURCES.partition("\n\n")[0],
        "sources.toml 第21行 X11：这个编号写了两次。请给另一份材料换一个编号。",
    ),
    "too long a quote": (
        SOURCES.replace('quote = ""', f'quote = "{"医" * 81}"'),
        "sources.toml 第17行 S2：摘录有 81 个字，最多 80 个。请只留最要紧的一句原文。",
    ),
    "no such kind": (
        SOURCES.replace('"seed"', '"rumour"'),
        "sources.toml 第16行 S2：kind 写的是 rumour。请改成 'official'、'quoted_official'、'secondary' 或 'seed'。",
    ),
}


@pytest.mark.parametrize("case", BAD_SOURCES)
def test_the_list_of_sources_is_read_as_closely(case: str, tmp_path: Path) -> None:
    sources, sentence = BAD_SOURCES[case]
    folder = shelf(tmp_path, HEADING, sources=sources)
    assert [str(problem) for problem in problems(folder, TODAY)] == [sentence]


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder = shelf(tmp_path, HEADING)
    (folder / "packs" / "140000-shanxi.toml").write_bytes("# 山西".encode("gb18030"))
    assert [str(problem) for problem in problems(folder, TODAY)] == [
        "140000-shanxi.toml 第1行：不是 UTF-8 编码的文件。请用编辑器另存为 UTF-8。"
    ]


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = shelf(
        tmp_path,
        HEADING + PRICE.replace("X11", "X99").replace('"400"', "400") + LIMIT.replace("newborn", "newbron"),
        **{"140000-shanxi.toml": 'region = "140000"\n' + LIMIT.replace("days", "day")},
    )
    with pytest.raises(BadPack) as refused:
        Library.open(folder)
    assert [(problem.file, problem.line) for problem in refused.value.problems] == [
        ("130000-hebei.toml", 11),
        ("130000-hebei.toml", 15),
        ("140000-shanxi.toml", 1),
        ("140000-shanxi.toml", 4),
    ]
    assert str(refused.value).count("\n") == 3, "one line each"


def test_what_stands_above_the_readings_holds_for_each(tmp_path: Path) -> None:
    text = """
[[fact]]
key = "late.1"
cover = 2025
first = 2025-01-01
[[fact.reading]]
payer = "personal"
sources = ["S2:43"]
[[fact.reading]]
last = 2025-06-30
payer = "personal_plus_subsidy"
sources = ["X11"]
"""
    [fact] = Library.open(shelf(tmp_path, HEADING + text)).packs["130000"].facts
    assert [reading.value.model_dump(exclude_none=True) for reading in fact.readings] == [
        {"first": "2025-01-01", "payer": "personal", "start": "after_wait"},
        {"first": "2025-01-01", "last": "2025-06-30", "payer": "personal_plus_subsidy", "start": "after_wait"},
    ]
    assert fact.status is Status.QUOTED_OFFICIAL, "the grade of the best source"
    assert fact.grounds(fact.readings[0])[0].sources == ("S2",), "the line of a source is not part of its id"


def test_a_fact_may_state_a_weaker_status_and_an_earlier_day_to_be_read_again(tmp_path: Path) -> None:
    text = PRICE + 'status = "secondary"\nverify_by = 2027-01-31\n'
    [fact] = Library.open(shelf(tmp_path, HEADING + text)).packs["130000"].facts
    assert (fact.status, fact.verify_by) == (Status.SECONDARY, date(2027, 1, 31))


def test_a_signed_official_page_makes_a_fact_verified(tmp_path: Path) -> None:
    sources = SOURCES.replace("quoted_official", "official")
    folder = shelf(tmp_path, HEADING + PRICE + 'status = "verified_official"\n', sources=sources)
    assert problems(folder, TODAY) == ()


def test_a_wider_region_can_be_disputed(tmp_path: Path) -> None:
    city = 'region = "131000"\nverify_by = 2027-05-20\n' + LIMIT + 'disputed_with = "130000"\n'
    folder = shelf(tmp_path, HEADING + LIMIT, **{"131000-langfang.toml": city})
    assert Library.open(folder).packs["131000"].facts[0].disputed_with == "130000"
