from datetime import date

import pytest

from flows.answers.answer import Option
from flows.answers.named import named
from flows.answers.reading import normalised
from flows.words import Words
from tests.flows.answers.told import rows


def options(*labels: str) -> tuple[Option, ...]:
    """Options whose keys are their labels."""
    return tuple(Option(label, Words(label)) for label in labels)


def names(said: str, among: tuple[Option, ...]) -> str:
    return " | ".join(named(normalised(said), among)) or "-"


SCHEMES = options("城乡居民医保", "职工医保")
REASONS = options("异地安置退休", "异地长期居住", "转诊", "急诊抢救")
JOBS = options("上学", "有工作", "没有工作", "退休/离休", "大学生", "学生")
IDENTITIES = options("特困", "孤儿(含事实无人抚养)", "低保", "低保边缘", "都没有")


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    城乡居民医保 · 城乡居民医保。 · 居民 · 居民医保 · 我是居民医保 → 城乡居民医保
    职工医保 · 职工 · 我有职工医保 · 在职职工医保呢               → 职工医保
    医保                                                         → 城乡居民医保 | 职工医保
    职工医保和居民医保                                           → 职工医保 | 城乡居民医保
    不是职工医保 · 没有职工医保 · 不是职工医保是居民医保         → -
    以前是职工医保 · 想办职工医保 · 职工医保停了 · 快有职工医保了 → -
    取消职工医保 · 注销了职工医保                                 → -
    职工医保? · 是不是职工医保 · 职工医保吗 · 什么是职工医保       → -
    """),
)
def test_schemes(said: str, meant: str) -> None:
    assert names(said, SCHEMES) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    转诊 · 转诊的 · 是转诊 · 医生让转诊 → 转诊
    急诊 · 抢救 · 急诊抢救            → 急诊抢救
    退休                              → 异地安置退休
    长期居住                          → 异地长期居住
    异地                              → 异地安置退休 | 异地长期居住
    不是转诊 · 要转诊 · 住 · 转诊还要多久 → -
    """),
)
def test_reasons(said: str, meant: str) -> None:
    assert names(said, REASONS) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    有工作 · 我有工作          → 有工作
    没有工作 · 现在没有工作     → 没有工作
    工作                       → 有工作
    没工作 · 无工作             → -
    大学生 · 我是大学生 · 孩子是大学生 → 大学生
    学生 · 我是学生             → 学生
    学生，大学生               → 大学生 | 学生
    退休 · 离休                → 退休/离休
    不上学 · 上学的时候          → -
    """),
)
def test_a_part_says_the_same_as_the_whole(said: str, meant: str) -> None:
    assert names(said, JOBS) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    孤儿 · 事实无人抚养 · 孩子是孤儿 → 孤儿(含事实无人抚养)
    低保                          → 低保
    低保边缘 · 边缘 · 我家是低保边缘 → 低保边缘
    没有 · 都没有 · 没 · 没有呢      → 都没有
    没有低保                       → -
    """),
)
def test_a_label_that_lists_several(said: str, meant: str) -> None:
    assert names(said, IDENTITIES) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    rows("""
    Local hukou · local hukou. · I have a local hukou now   → Local hukou
    student · I am a student                                → Student
    students · study · not a student · I don't have a local hukou → -
    none                                                    → None
    60岁以上 · 我妈60岁以上                                  → 60岁以上
    160岁以上 · 0岁以上                                      → -
    """),
)
def test_latin_words_and_numbers_are_whole(said: str, meant: str) -> None:
    assert names(said, options("Local hukou", "Student", "None", "60岁以上", "18岁以下")) == meant


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (Words("{year}年", {"year": 2025}), "2025年"),
        (Words("{day}", {"day": date(2025, 3, 5)}), "2025-03-05"),
        (Words("就按{place}", {"place": Words("{city}市", {"city": "廊坊"})}), "就按廊坊市"),
        (Words("{没有这个值}", {}), "没有这个值"),
        (Words("随便{", {}), "随便"),
    ],
)
def test_what_a_label_quotes_is_part_of_it(label: Words, said: str) -> None:
    assert named(normalised(said), (Option("this", label), Option("that", Words("别的")))) == ("this",)


def test_a_label_of_signs_alone_has_no_name() -> None:
    assert named("好", (Option("this", Words("。。。")), Option("that", Words("")))) == ()


def test_a_label_of_two_statements_is_not_named_by_one_of_them() -> None:
    both = options("去年有医保，今年还没交", "去年没有医保")
    assert names("今年还没交", both) == "-"
    assert names("去年有医保,今年还没交", both) == "去年有医保，今年还没交"


@pytest.mark.parametrize(
    ("said", "meant"), rows("How much do I pay? · how much do i pay? → fee\n要交多少吗 · Why do I pay? → -")
)
def test_a_label_may_be_a_question(said: str, meant: str) -> None:
    fee = (Option("fee", Words("我该交多少"), shown="How much do I pay?"), Option("enroll", Words("参保缴费")))
    assert names(said, fee) == meant


@pytest.mark.parametrize(("said", "meant"), [("宝宝", "宝宝"), ("大人大人", "大人")])
def test_a_name_that_repeats_itself_is_said_once(said: str, meant: str) -> None:
    assert names(said, options("宝宝", "大人")) == meant


def test_some_names_count_only_where_nothing_else_is_said() -> None:
    options = (Option("done", Words("做好了"), alone=("交了",)),)
    assert named("我交了", options) == named("嗯,已经交了", options) == ("done",)
    assert named("我邻居交了", options) == named("去年交了", options) == named("交了,但是没到账", options) == ()
