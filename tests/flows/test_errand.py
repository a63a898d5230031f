"""Errands: what residents write at the menu, as they ask for it; a denial and another matter are none."""

import pytest

from flows.errand import errand
from flows.heard import Menu, Speak
from flows.journeys import JOURNEYS
from tests.flows.answers.told import rows
from tests.flows.standing import AUGUST, NOVEMBER, at, at_conclusion
from tests.talk import talk


@pytest.mark.parametrize(
    ("said", "journey"),
    rows("""
    我要给新生儿参保 · 孩子刚出生怎么参保 · 宝宝刚生要办医保 · 想给宝宝上医保 · 生了二胎要参保   → newborn
    新生儿医保怎么办 · 我孙子刚出生要交医保吗 · 娃出生了咋参保 · 給新生兒參保 · 我想給新生兒參保 → newborn
    能不能给新生儿参保 · 新生儿要交多少钱 · 孩子昨天出生 · my baby was just born               → newborn
    我想给孩子参保 · 我要交医保 · 想买医保 · 要交明年的医保 · 我想给我妈交医保 · 怎么交医保     → enroll
    医保怎么交 · 新农合怎么交 · 我要交合作医疗 · 城乡居民医保缴费 · 麻烦帮我交一下医保 · 交2026年医保 → enroll
    我要续保，怎么弄？ · 请问怎么参保？ · 我要交醫保 · 想參保 · 我想缴费 · 在哪里交医保         → enroll
    外地户口怎么参保 · 退休了想参保 · I want to pay · How do I enroll?                          → enroll
    我想补缴 · 医保断了怎么办 · 医保断了想接上 · 断缴了想补 · 忘了交医保 · 去年没交，今年想补   → late
    好几年没交医保了 · 错过缴费了 · 可不可以补缴 · 我想補繳 · 断缴了要交多少钱 · I missed a year → late
    我要去外地看病 · 我想办个异地备案 · 在外地住院怎么报销 · 外地看病能报吗 · 异地就医怎么办     → elsewhere
    跨省看病要备案吗 · 转院到外地 · 想辦異地就醫備案 · 我要备案                                 → elsewhere
    缴费失败了怎么办 · 交医保失败了 · 医保交不上怎么办 · 医保交了没到账                         → payment_trouble
    早产儿参保 · 宝宝参保 · 刚满月的娃能参保吗 · 二孩参保 · register my baby                    → newborn
    医保还能交吗 · 居民医保怎么办理 · 给五保户交医保 · 孩子一岁了怎么参保                         → enroll
    没赶上缴费 · 过了缴费期还能交吗 · 漏交一年 · 中斷參保                                       → late
    外地住院怎么办 · 急诊在外地住院 · medical treatment in another city                         → elsewhere
    搬家了怎么转医保 · 我想转医保                                                               → moving
    我想办家庭共济 · 家庭共济怎么弄                                                             → mutual_aid
    交医保要多少钱 · 买医保多少钱一年 · 我想知道要交多少                                         → fee
    """),
)
def test_what_is_wanted_is_understood_however_it_is_asked_for(said: str, journey: str) -> None:
    assert talk(AUGUST, said).state.journey == journey


@pytest.mark.parametrize(
    "said",
    [
        *(
            "我不要参保",
            "不想参保",
            "我不想给新生儿参保",
            "不用参保了",
            "孩子不想参保",
            "没想参保",
            "打算不交了",
            "不想去外地看病",
        ),
        *("I do not want to enroll", "don't want to pay", "要不要参保", "该不该补缴", "有必要参保吗", "不参保行不行"),
        *(
            "参保了吗",
            "我妈参保没有",
            "我有没有参保",
            "怎么查参保",
            "想取消参保",
            "取消参保",
            "怎么退参保的钱",
            "能退参保费吗",
        ),
        *("停了医保会怎样", "断缴会怎样", "要是不参保呢", "要是断缴了怎么办", "除了参保还能怎么办", "重复参保了怎么办"),
        *("我可能断缴了", "如果断缴了", "没断缴", "已经补缴了", "今年没交", "忘交作业", "腿断了怎么报"),
        *("老婆快生了", "准备生孩子", "生孩子怎么报销", "我1985年出生", "出生证明怎么办", "新生儿断缴"),
        *(
            "外地生孩子能报吗",
            "异地备案怎么取消",
            "异地报销",
            "怎么办医保码",
            "补办医保卡",
            "上医保局",
            "怎么交职工医保",
            "交了医保怎么报销",
            "我想去医院",
            "想要",
            "我要",
        ),
    ],
)
def test_what_is_denied_doubted_or_another_matter_is_not(said: str) -> None:
    one = talk(AUGUST, said)
    assert (one.step, one.state.journey, one.state.misses) == ("menu", None, 1)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_is_wanted_by_every_name_it_has(journey: str) -> None:
    for name in (JOURNEYS[journey].title, *JOURNEYS[journey].option.also):
        assert talk(AUGUST, name).state.journey == journey, name
    assert talk(AUGUST, f"我想办{JOURNEYS[journey].title}").state.journey == journey


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_every_label_on_the_menu_is_its_own_name(language: str) -> None:
    for page in ((), ("更多",)):
        labels = {one.key: one.label for one in talk(AUGUST, *page, language=language).screen.options}
        for key, label in labels.items():
            if key in JOURNEYS:
                assert talk(AUGUST, *page, label, language=language).state.journey == key


@pytest.mark.parametrize(
    ("said", "journey"), [("我要第二个", "newborn"), ("我想办第一个", "enroll"), ("就要3", "late")]
)
def test_a_number_may_be_wanted_as_well(said: str, journey: str) -> None:
    assert talk(AUGUST, said).state.journey == journey


@pytest.mark.parametrize("said", ["我要一个", "要两个", "想办一个", "我就一个"])
def test_how_many_are_wanted_is_no_number_of_an_option(said: str) -> None:
    assert talk(AUGUST, said).state.journey is None


@pytest.mark.parametrize("said", ["怎么交钱", "我想知道交多少", "怎么给新生儿参保", "在哪里交医保"])
def test_a_conclusion_stays_where_just_that_is_asked_about(said: str) -> None:
    assert at_conclusion().say(said).answers == at_conclusion().answers


def test_another_errand_can_be_wanted_below_a_conclusion() -> None:
    assert at_conclusion().say("我还想办异地备案").state.journey == "elsewhere"


def test_whoever_is_under_way_is_asked_first() -> None:
    assert at("hukou").hear(Menu()).say("我要去外地看病").step == "entry"


@pytest.mark.parametrize("said", ["我要交医保", "怎么给新生儿参保", "想去外地看病"])
def test_a_question_is_no_menu(said: str) -> None:
    assert at("hukou").say(said).state.journey == "newborn"


def test_a_long_story_is_no_errand() -> None:
    assert errand("我要交医保" * 100) == "我要交医保" * 100


def test_the_language_makes_no_difference() -> None:
    assert talk(AUGUST).hear(Speak("en")).say("How can I pay?").state.journey == "enroll"


@pytest.mark.parametrize("bit", ["要", "怎么", "医保", "交", "1", "去年", "外地", "孩子", "我想给", "补,"])
def test_whatever_is_repeated_is_read_without_delay(bit: str) -> None:
    assert talk(AUGUST, (bit * 300)[:300]).reply


@pytest.mark.parametrize(
    "said",
    [
        *("试管婴儿失败了", "面试失败了", "孩子生了病怎么办", "孙子生了大病", "我刚生完病", "孩子出生证明丢了怎么办"),
        *("三胎补贴怎么领", "二胎政策", "婴儿奶粉", "单位交医保怎么办", "怎么避免断缴", "断缴的已经补上了"),
        *("医保交多少年可以退休", "医保交到哪了", "my baby is sick", "I am from another city"),
        *("给宝宝打疫苗", "二胎流产了", "孩子快出生了", "三年没交物业费", "去年没有买房", "我去年断缴今年已经交了"),
    ],
)
def test_who_speaks_of_another_matter_is_not_sent_on_an_errand(said: str) -> None:
    assert talk(NOVEMBER, said).step == "menu"
