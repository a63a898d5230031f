import pytest

from flows.answers.answer import NotUnderstood, Option
from flows.answers.numbered import by_number, positions
from flows.answers.reading import normalised
from flows.words import Words
from tests.flows.answers.told import rows, told

AMONG_FOUR = """
2 · ２ · ② · ❷ · ⒉ · ⑵ · 2️⃣ · ² · 二 · 贰        → 2
2. · 2、 · (2) · （2） · 2) · 【2】 · #2 · 2！ · 2吧  → 2
第二 · 第二个 · 第2个 · 第 2 个 · 第2项 · 第二条 · 二号 → 2
选2 · 选二 · 我选2 · 选第二个 · 选择2 · 选项二          → 2
我选第二个吧 · 就选2 · 答案是2 · 回复2                  → 2
我要第二个 · 我想办第二个 · 要2 · 就第二个吧            → 2
B · b · Ｂ · 选B · b. · (b)                            → 2
option 2 · no. 2 · 2nd · second · the second one       → 2
第一个 · 头一个 · first                                → 1
最后一个 · 最后那个 · 最后一项 · 选最后一个 · 最下面那个 → 4
last · the last one                                    → 4
十 · ⑩                                                 → 10
0                                                      → 0
99                                                     → 99
1和2 · 1、2 · 1,2 · 1 2 · 1或者2 · 第一个和第二个 · a or b · 1 and 2 → 1 2
1，1                                                   → 1
"""
# 一个 says how many, not which; what is measured, dated or in another script is no position.
NO_POSITION = """
一个 · 2个 · 两个 · 两个都是 · 我要2个 · 就一个 · 想办一个 · 2岁 · 2025年 · 3月 · 三四 → -
-1 · 1.5 · 1-2 · 12345 · ٣ · x · y · 好 · nob · 。                  → -
"""


@pytest.mark.parametrize(("said", "meant"), rows(AMONG_FOUR + NO_POSITION))
def test_positions_among_four(said: str, meant: str) -> None:
    assert (" ".join(map(str, positions(normalised(said), 4))) or "-") == meant


FOUR = tuple(Option(key, Words(key)) for key in ("spring", "summer", "autumn", "winter"))


@pytest.mark.parametrize(
    ("said", "key"),
    rows("""
    2         → summer
    最后一个  → winter
    1和3      → spring | autumn
    5 · 0 · 1和5 → ✗ 这里只有{count}个选项
    """),
)
def test_the_key_of_a_number(said: str, key: str) -> None:
    outcome = by_number(said, FOUR)
    assert outcome is not None
    assert told(outcome) == key


def test_how_many_there_are_is_said() -> None:
    outcome = by_number("9", FOUR)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.why is not None
    assert outcome.why.given == {"count": 4}


def test_a_word_that_begins_with_a_letter_and_ends_like_a_position_names_none() -> None:
    assert by_number("done", FOUR) is None
    assert by_number("b one", FOUR) is not None


def test_without_options_or_positions_nothing_is_read() -> None:
    assert by_number("1", ()) is None
    assert by_number("春天", FOUR) is None
