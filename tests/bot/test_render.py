"""A reply as a screen: everything said, in order, with what is unsure marked and only government pages linked."""

from datetime import date
from decimal import Decimal

import pytest

from bot.render import as_text, citation, render
from bot.translator import translator
from flows.answers.answer import Option
from flows.policy.figure import UNKNOWN, Figure, Ground, Status, stated
from flows.policy.pack import Source
from flows.reply import Advice, Reply, Reviewed, Row
from flows.words import Words

ZH = translator("zh_Hans")
DUE = date(2027, 5, 20)
OFFICIAL = Ground("610000", "amount.resident", Status.QUOTED_OFFICIAL, ("X09",), DUE)
HEARSAY = Ground("610000", "late.1", Status.SECONDARY, ("X22a",), DUE)


def source(id: str = "X09", address: str | None = None, quote: str = "全省统一标准") -> Source:
    return Source(
        id=id,
        title="缴费通告",
        issuer="医疗保障局",
        published="2025-10",
        kind="quoted_official",
        quote=quote,
        checked=date(2026, 11, 21),
        address=address,
    )


def row(name: str, label: str, figure: Figure[Decimal]) -> Row:
    return Row(name, Words(label), figure)


CONCLUSION = Reply(
    step="pay_now",
    kind="offer",
    title=Words("参保缴费"),
    said=(Words("记下了：{value}", {"value": "陕西省"}),),
    text=Words("现在可以缴：{total}。", {"total": stated([(Decimal(400), (OFFICIAL,))])}),
    notes=(Words("别断。"),),
    rows=(
        row("total", "多少钱", stated([(Decimal(400), (OFFICIAL,))])),
        row("subsidy", "财政补助", stated([(Decimal(670), (HEARSAY,)), (Decimal(700), (OFFICIAL,))])),
        row("deadline", "什么时候前", UNKNOWN),
    ),
    advice=(Advice(Words("先登记，再缴费。"), (HEARSAY,)),),
    banners=(Words("未经官方核实"),),
    citations=(source(),),
    further=(source("S4"), source("X48")),
    question="pay_now",
    options=(Option("start", Words("带我一步步办")), Option("later", Words("以后再说"))),
    actions=("back", "person"),
    terms=("payment_window",),
)


def test_a_conclusion_as_text() -> None:
    assert as_text(render(CONCLUSION, ZH), ZH).splitlines() == [
        "记下了：陕西省",
        "〔参保缴费〕",
        "现在可以缴：400元。",
        "别断。",
        "⚠ 未经官方核实",
        "· 先登记，再缴费。",
        "多少钱：400元",
        "财政补助＊：670元或700元（各处说法不一）",
        "什么时候前：（还没有查到）",
        "依据：",
        "  [X09] 缴费通告，医疗保障局，2025-10，2026年11月21日查阅，「全省统一标准」",
        "材料、渠道和电话的出处：S4 X48",
        "  1. 带我一步步办",
        "  2. 以后再说",
        "  ? 集中缴费期是什么？",
        "上一步 · 人工",
    ]


def test_a_question_as_text() -> None:
    question = Reply(
        step="hukou",
        kind="ask",
        text=Words("宝宝上户口了吗？"),
        title=Words("新生儿参保"),
        progress=(3, 4),
        question="hukou",
        options=(Option("done", Words("上了")), Option("not_yet", Words("还没有"))),
        actions=("back", "restart", "help"),
    )
    assert as_text(render(question, ZH), ZH).splitlines() == [
        "〔新生儿参保 · 第3/4步〕",
        "宝宝上户口了吗？",
        "  1. 上了",
        "  2. 还没有",
        "上一步 · 重来 · 帮助",
    ]


def test_a_summary_as_text() -> None:
    review = (Reviewed("where", Words("参保地"), Words("陕西省")), Reviewed("hukou", Words("宝宝户口"), Words("上了")))
    text = as_text(render(Reply(step="review", kind="aside", text=Words("您填的："), review=review), ZH), ZH)
    assert text.splitlines() == ["您填的：", "参保地：陕西省", "宝宝户口：上了"]


def test_buttons_are_numbered_from_one_and_keep_their_keys() -> None:
    screen = render(CONCLUSION, ZH)
    assert [(button.number, button.key, button.label) for button in screen.options] == [
        (1, "start", "带我一步步办"),
        (2, "later", "以后再说"),
    ]
    assert [(button.key, button.label, button.number) for button in screen.actions] == [
        ("back", "上一步", None),
        ("person", "人工", None),
    ]


def test_what_rests_on_something_unofficial_is_marked_and_what_is_unknown_is_not() -> None:
    assert [(line.key, line.confirmed) for line in render(CONCLUSION, ZH).rows] == [
        ("total", True),
        ("subsidy", False),
        ("deadline", True),
    ]


@pytest.mark.parametrize(
    ("notes", "beside"),
    [((20,), 0), ((60, 40), 0), ((60, 41), 1), ((101,), 1), ((60, 60, 60), 2), ((), 0)],
)
def test_as_many_remarks_as_are_read_in_one_go_stand_with_the_conclusion(notes: tuple[int, ...], beside: int) -> None:
    reply = Reply(step="x", kind="tell", text=Words("一" * 20), notes=tuple(Words("二" * length) for length in notes))
    screen = render(reply, ZH)
    assert len(screen.notes) == len(notes) - beside
    assert len(screen.remarks) == beside
    assert len(screen.text) + sum(map(len, screen.notes)) <= 120


def test_a_conclusion_that_is_long_by_itself_is_told_all_the_same() -> None:
    screen = render(Reply(step="x", kind="tell", text=Words("一" * 200), notes=(Words("二"),)), ZH)
    assert (len(screen.text), screen.notes, screen.remarks) == (200, (), ("二",))


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://www.gov.cn/zhengce/content_6965741.htm", True),
        ("http://ybj.beijing.gov.cn/x.html", True),
        ("https://gov.cn/x", True),
        ("https://mp.weixin.qq.com/s/x", False),
        ("https://www.gov.cn.example.com/x", False),
        ("https://notgov.cn/x", False),
        ("https://example.com/?www.gov.cn", False),
        ("https://www.gov.cn@example.com/", False),
        ("not an address", False),
        (None, False),
    ],
)
def test_only_government_pages_are_linked(address: str | None, linked: bool) -> None:
    assert (citation(source(address=address), ZH.language).address is not None) is linked


def test_a_source_says_what_is_known_of_it() -> None:
    bare = Source(
        id="S2", title="文章", issuer="", published="", kind="seed", quote="", checked=date(2026, 11, 21), address=None
    )
    text = as_text(render(Reply(step="x", kind="tell", text=Words("好"), title=Words("题"), citations=(bare,)), ZH), ZH)
    assert text.splitlines()[-1] == "  [S2] 文章，2026年11月21日查阅"


def test_no_markup_is_read_in_what_people_or_packs_wrote() -> None:
    said = Words("{text}", {"text": "<b>*粗* [链接](https://example.com)</b>"})
    assert as_text(render(Reply(step="x", kind="aside", text=said), ZH), ZH) == said.given["text"]
