from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers.answer import Answer, Asked, Option, Understood
from flows.answers.choice import choice, read_choice, yes_no
from flows.words import Words
from tests.flows.answers.told import rows, told

ASKED = Asked(date(2026, 8, 10))

hukou = choice(done="上了", not_yet="还没有").also(done=("办了", "上好了"), not_yet=("没上", "没办", "没上户口"))
insured: Answer[str] = yes_no(yes="有", no="没有")
sure = yes_no(yes="登记过", no="没登记过", unsure="不清楚")


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    1 · １ · ① · ❶ · 1️⃣ · 一 · 第一个 · A · 选一 · (1) · 1. · 1、   → done
    2 · ② · 二 · 第二个 · b · 选第二个 · 最后一个 · last              → not_yet
    上了 · 上了。 · 上了! · 上 了 · 上了呢 · 已经上了 · 户口上了 · 嗯，上了 · 上了，谢谢 → done
    1.上了 · 1 上了 · ①上了 · 办了 · 宝宝户口上好了                   → done
    还没有 · 還沒有 · 还没 · 还没呢 · 没有 · 没有呢 · 没 · 没呢 · 户口还没有 → not_yet
    2. 还没有 · 没上 · 没上户口 · 还没上                              → not_yet
    上了还是还没有 · 上了，还没有 · 2.上了                            → either
    快上了 · 马上上了 · 上了吗 · 上了？ · 没上了 · 不上了 · 上了没 · 上没上 → ✗
    上了年纪 · 上了大学 · 正在上 · 要上了 · 等他上了 · 上完了 · 上         → ✗
    还没有，不过快上了 · 不是还没有 · 两个 · 一个 · ٣ · 哈哈 · 。 · 😀   → ✗
    3 · 第三个 · ③ · c · 0 · 99                                       → ✗ 这里只有{count}个选项
    不知道 · 不清楚 · 我也不记得了 · 忘了 · not sure                   → ✗ 不清楚没关系
    """),
)
def test_choice(said: str, meant: str) -> None:
    outcome = told(hukou.read(said, ASKED))
    assert outcome == meant or (meant == "either" and set(outcome.split(" | ")) == {"done", "not_yet"})


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    是 · 是的 · 是滴 · 是啊 · 对 · 对的 · 对对对 · 嗯 · 嗯嗯 · 恩 · 好 · 好的 · 好吧 · 要 · 行 · 可以 → yes
    有 · 有的 · 有啊 · 我有 · 都有 · 我们都有 · 有了 · 没错 · 当然 · 可不是嘛 · 是，有 · 嗯，有的      → yes
    yes · YES · y · Ｙ · ok · OK · [OK] · okay · Yes. · yeah · 1 · 有，谢谢                         → yes
    不是 · 没有 · 不 · 没 · 否 · 无 · 不对 · 不要 · 不用 · 不行 · 不可以 · 没有的 · 没了 · 不了        → no
    我没有 · 我们没有 · 孩子没有 · 现在没有 · 都没有 · 当然不是 · 还没有 · 还没呢 · 从来没有 · 没有没有 → no
    嗯，没有 · 嗯没有 · 沒有 · 没有，谢谢 · 没呢 · 不是的                                            → no
    no · NO · n · No. · nope · not yet · 2                                                          → no
    有没有 · 是不是 · 有吗 · 有？ · 对不对 · 可不可以 · 是什么 · 有的没有 · 没有不是 · 不是没有       → ✗
    有，不过停了 · 以前有 · 有过，断了 · 有点 · 好像有 · 应该有 · 可能没有 · 要是有呢 · 想有 · 说不好 → ✗
    now · know · 不一定 · 没听懂 · 知道了 · I said no, maybe                          → ✗
    不知道 · 不知道有没有 · 不清楚啊 · 不确定 · I don't know                                         → ✗ 不清楚没关系
    有没有我不清楚                                                                                    → ✗ 不清楚没关系
    """),
)
def test_yes_and_no(said: str, meant: str) -> None:
    assert told(insured.read(said, ASKED)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    登记过 · 登记过了 · 是 · 有 · 在社区登记过                → yes
    没登记过 · 没有 · 不是 · 我没登记过                      → no
    不清楚 · 不知道 · 我不知道 · 忘了 · 记不清了 · 3 · not sure → unsure
    登记过吗 · 登記過嗎 · 在社區登記過嗎                      → ✗
    """),
)
def test_not_knowing_can_be_an_answer(said: str, meant: str) -> None:
    assert told(sure.read(said, ASKED)) == meant


def test_the_options_shown_are_the_ones_that_are_read() -> None:
    shown = tuple(Option(key, Words("{name}", {"name": name})) for key, name in (("tier2", "二档"), ("tier1", "一档")))
    asked = Asked(ASKED.today, shown)
    assert hukou.read("1", asked) == Understood("tier2")
    assert hukou.read("一档", asked) == Understood("tier1")
    assert told(hukou.read("上了", asked)) == "✗"


def test_an_answer_is_stored_as_its_key_and_said_back_as_its_label() -> None:
    for option in hukou.options:
        assert hukou.restore(hukou.store(option.key)) == option.key
        assert hukou.echo(option.key) == option.label


@pytest.mark.parametrize("stored", ["", "Done", "done ", "1", "上了", "nonsense"])
def test_an_unknown_key_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="none of done, not_yet"):
        hukou.restore(stored)


def test_more_ways_to_say_an_option_leave_the_first_choice_alone() -> None:
    plain = choice(done="上了", not_yet="还没有")
    assert plain.also(done=("办妥了",)).read("办妥了", ASKED) == Understood("done")
    assert told(plain.read("办妥了", ASKED)) == "✗"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for answer in (hukou, insured, sure):
        answer.read(text, ASKED)


@pytest.mark.parametrize("bit", ["上了", "没", "1", "1,", "有没有", "a ", "的", "ﷺ", "🎉", "("])
def test_ten_thousand_characters_are_no_answer(bit: str) -> None:
    assert told(hukou.read((bit * 10_000)[:10_000], ASKED)) == "✗ 这段话有点长"


@pytest.mark.parametrize("bit", ["\x00", "\u200b", "\u202e", "\u0300", "\ud800", " "])
def test_ten_thousand_signs_that_nobody_sees_change_nothing(bit: str) -> None:
    assert hukou.read(f"上{bit * 10_000}了", ASKED) == Understood("done")


def test_reading_needs_no_question() -> None:
    assert read_choice("继续", (Option("stay", Words("继续填")), Option("switch", Words("换一个")))) == Understood(
        "stay"
    )
