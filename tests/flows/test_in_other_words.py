"""In other words: questions and offers are answered as villagers write; what is not so is not guessed."""

import pytest

from tests.flows.standing import AUGUST, NOVEMBER, at
from tests.talk import Talk, talk

PAY_NOW = "enroll--where-610500--history-continuous--job_insurance-no"


@pytest.mark.parametrize(
    ("said", "step"),
    [
        *(
            (said, "registered")
            for said in ("我要办", "我想现在办", "想办", "请带我办吧", "继续", "go on", "好，帮我办", "我要开始办")
        ),
        *(
            (said, "kept_for_later")
            for said in ("不想办", "我再想想", "想想再说", "我想考虑考虑", "先不办了吧", "我想以后再说")
        ),
        *(
            (said, "misunderstood")
            for said in ("要办吗", "能办吗？", "我想一下", "我想问一下", "不是我办", "怎么办", "我要退")
        ),
    ],
)
def test_what_is_offered_may_be_wished_for(said: str, step: str) -> None:
    assert talk(NOVEMBER, "户口在这里", "都没有", said, entry=PAY_NOW).step == step


@pytest.mark.parametrize(
    ("question", "said"), [("job_insurance", "我想有"), ("hukou", "要上了"), ("residence", "想办居住证")]
)
def test_what_is_so_is_not_wished_for(question: str, said: str) -> None:
    assert question not in at(question).say(said).answers


@pytest.mark.parametrize(
    ("question", "said", "stored"),
    [
        *(
            ("hukou", said, "done")
            for said in (
                "已落户",
                "户口已上",
                "办妥了",
                "已经上户口了",
                "上户口了",
                "户口上好了",
                "戶口上好了",
                "宝宝户口上了",
            )
        ),
        *(
            ("hukou", said, "not_yet")
            for said in (
                "未上",
                "未落户",
                "暂时没有",
                "无",
                "没有上户口",
                "没上户口",
                "户口还没办",
                "户口没有",
                "no hukou",
            )
        ),
        *(
            ("job_insurance", said, "no")
            for said in ("没有职工医保", "我没有职工医保", "沒有職工醫保", "没得", "都没得", "职工医保没有")
        ),
        *(("job_insurance", said, "yes") for said in ("有职工医保", "在交职工医保", "单位交的", "单位给交了")),
        *(("history", said, "first") for said in ("从来没交过", "我从没交过")),
        *(("history", said, "continuous") for said in ("每年都交", "我一直交的", "年年都交")),
        *(("hardship", said, "none") for said in ("没有困难", "都没得", "啥都没有")),
        *(("hardship", said, "dibao") for said in ("低保户", "我家是低保户")),
        ("hardship", "五保户", "tekun"),
        *(("residence", said, "local_hukou") for said in ("我是本村人", "本村的")),
    ],
)
def test_villagers_are_understood(question: str, said: str, stored: str) -> None:
    assert at(question).say(said).answers[question] == stored


@pytest.mark.parametrize(
    ("question", "said"),
    [
        *(
            ("hukou", said)
            for said in (
                "想上户口",
                "要上户口了",
                "快上户口了",
                "上户口了吗",
                "上户口",
                "户口",
                "户口在老家",
                "等上了户口再办",
            )
        ),
        *(
            ("job_insurance", said)
            for said in ("想有职工医保", "以前有职工医保", "职工医保停了", "有没有职工医保", "职工医保", "职工医保1")
        ),
        *(
            ("job_insurance", said)
            for said in ("老公有职工医保", "老公没有职工医保", "老公单位交的", "以前单位交", "单位不给交", "我没有单位")
        ),
        *(("history", said) for said in ("以前每年都交", "没交过", "去年没交", "每年都交，今年也交了")),
        *(
            ("hardship", said)
            for said in ("想办低保", "以前是低保户", "不是低保户", "有困难", "快评上低保户了", "低保户停了")
        ),
        *(("residence", said) for said in ("不是本村人", "不是本村的")),
    ],
)
def test_what_is_not_so_of_what_is_asked_about_is_not_guessed(question: str, said: str) -> None:
    assert question not in at(question).say(said).answers


def on_the_way(question: str) -> Talk:
    """Somebody who has come as far as a question of another journey."""
    entry, said = ON_THE_WAY[question]
    return talk(AUGUST, *said, entry=entry)


ON_THE_WAY = {
    "special": ("late--where-130600", ("2024年",)),
    "stage": ("elsewhere--where-610500--to_where-110000--reason-living", ()),
    "relation": ("mutual_aid", ()),
    "when_paid": ("payment_trouble", ()),
}


@pytest.mark.parametrize(
    ("question", "said", "stored"),
    [
        *(("registered", said, "done") for said in ("登记了", "以前登记过", "登记成功")),
        *(("registered", said, "trouble") for said in ("登记失败了", "登不上", "没登记上", "登记不成功")),
        *(("paid", said, "done") for said in ("交了", "缴费成功", "已经交了", "已缴费")),
        *(("paid", said, "trouble") for said in ("交不了", "付款失败", "缴费失败", "没交上", "没成功")),
    ],
)
def test_how_a_step_went_is_understood(question: str, said: str, stored: str) -> None:
    assert at(question).say(said).answers[question] == stored


@pytest.mark.parametrize(
    ("question", "said"),
    [
        *(("registered", said) for said in ("还没登记", "不会弄", "怎么登记", "我要登记", "快登记了", "交了")),
        *(("paid", said) for said in ("还没交", "要交了", "我要交", "怎么交", "扣了钱", "交了吗", "没钱")),
        *(("checked", said) for said in ("交了", "还没查")),
    ],
)
def test_what_is_not_done_yet_is_not_guessed(question: str, said: str) -> None:
    assert question not in at(question).say(said).answers


@pytest.mark.parametrize(
    ("question", "said", "stored"),
    [
        *(("special", said, "graduate") for said in ("毕业了还没工作", "大学毕业没找到工作", "应届生")),
        *(("stage", said, "before") for said in ("还没有去", "我想去看", "打算去", "准备去看")),
        *(("relation", said, "parent") for said in ("想给我妈用", "我想给父母用", "我要给我爸交")),
        *(("relation", said, "child") for said in ("要给女儿用", "想给孩子")),
        *(("when_paid", said, "today") for said in ("今天早上", "今天下午交的")),
        *(("when_paid", said, "earlier") for said in ("3天前", "好几天了")),
    ],
)
def test_other_questions_are_answered_in_other_words(question: str, said: str, stored: str) -> None:
    assert on_the_way(question).say(said).answers[question] == stored


@pytest.mark.parametrize(
    ("question", "said"),
    [
        *(("special", said) for said in ("没工作", "一直没工作", "没找到工作", "想离职")),
        *(("stage", said) for said in ("不想去", "不要去", "要去吗", "快出院了")),
        *(("relation", said) for said in ("不想给我妈用", "不是给我妈", "想给我妈用吗")),
        *(("when_paid", said) for said in ("我要交", "准备交")),
    ],
)
def test_other_questions_are_not_guessed_at(question: str, said: str) -> None:
    assert question not in on_the_way(question).say(said).answers


@pytest.mark.parametrize(
    ("question", "said"),
    [
        *(
            ("hukou", said)
            for said in ("出生证办好了", "准生证已办", "医保卡办好了", "户口本上好了字", "暂时没有户口本")
        ),
        ("hukou", "no hukou problem"),
        *(("job_insurance", said) for said in ("我要职工医保", "职工医保我要", "职工医保不想要", "我自己在交")),
        *(("job_insurance", said) for said in ("邻居单位给交", "去年单位交的", "单位交到去年", "单位买商业保险")),
        *(("history", said) for said in ("一直交到前年", "从来没买过商业险", "从没交过职工的")),
        *(("residence", said) for said in ("嫁到本村", "租住在本村", "我是外来的，住在本村", "我老婆是本村人")),
        *(("hardship", said) for said in ("我申请了低保户", "邻居是低保户", "吃低保多少钱", "没有困难证")),
        *(("registered", said) for said in ("邻居登记了", "登记了手机号", "会成功", "怕失败", "支付失败")),
        *(("paid", said) for said in ("去年交了", "我老婆交了", "会成功", "怕失败")),
        *(("when_paid", said) for said in ("今天下午再交", "今天上午去问了", "今天中午才知道")),
    ],
)
def test_of_others_of_another_time_or_of_another_thing_is_no_answer(question: str, said: str) -> None:
    assert question not in at(question).say(said).answers


@pytest.mark.parametrize("said", ["村里带我办", "我儿子带我办", "带我办证", "go on holiday"])
def test_somebody_who_is_helped_by_others_does_not_begin_here(said: str) -> None:
    assert talk(NOVEMBER, "户口在这里", "都没有", said, entry=PAY_NOW).step == "misunderstood"


@pytest.mark.parametrize("said", ["打算去报销", "没有去备案", "还没有去备案"])
def test_who_has_not_gone_to_an_office_may_have_been_treated(said: str) -> None:
    there = talk(AUGUST, "北京", "2", entry="elsewhere--where-610500")
    assert there.step == "stage"
    assert "stage" not in there.say(said).answers


@pytest.mark.parametrize("said", ["我交了，但是查不到", "我交了,没成功"])
def test_paid_in_vain_is_trouble(said: str) -> None:
    assert at("paid").say(said).answers["paid"] == "trouble"
