"""The words that work in every state: in every width, case and script, and only when nothing else is said."""

import pytest

from flows.answers.answer import Option
from flows.answers.reading import normalised
from flows.commands import COMMANDS, command, folded, is_called, is_urgent
from flows.heard import (
    Back,
    Forget,
    Heard,
    Help,
    Menu,
    MyData,
    Pause,
    Person,
    Restart,
    Resume,
    Review,
    Speak,
    Subscribe,
    Unfold,
    Unsubscribe,
)
from flows.words import Words
from tests.flows.standing import at
from tests.talk import talk


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(
            (word, Back())
            for word in (
                "上一步",
                "返回",
                "后退",
                "不对",
                "错了",
                "BACK",
                " 上一步 ",
                "上一步。",
                "上一步！",
                "上 一 步",
            )
        ),
        *((word, Restart()) for word in ("重来", "重來", "重新开始", "Start Over", "ＲＥＳＴＡＲＴ")),
        *((word, Person()) for word in ("人工", "转人工", "找人", "轉人工", "电话")),
        *((word, Help()) for word in ("帮助", "幫助", "help", "?", "？", "怎么用")),
        *((word, Review()) for word in ("查看", "我的回答", "my answers")),
        *((word, Unfold("sources")) for word in ("依据", "依據", "Sources")),
        *((word, Unfold("details")) for word in ("看详细", "看詳細", "See details")),
        *((word, Menu()) for word in ("菜单", "/start", "主页")),
        *((word, Pause()) for word in ("以后再说", "改天")),
        *((word, Resume()) for word in ("回到刚才", "resume")),
        *((word, Speak("en")) for word in ("English", "英文")),
        *((word, Speak("zh_Hant")) for word in ("繁體", "繁体中文")),
        *((word, Speak("zh_Hans")) for word in ("简体", "中文")),
    ],
)
def test_a_command_is_heard(said: str, meant: Heard) -> None:
    assert command(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "1",
        "返回上一级",
        "我要重来一次医保",
        "人工智能",
        "打不通电话",
        "不对吧应该是3月",
        "上一步" * 9,
        "查看余额怎么弄",
        "帮助我妈参保",
        *(
            "不要重来",
            "不想返回",
            "别返回",
            "我不要人工",
            "不用菜单",
            "不要删除我的数据",
            "不想订阅",
            "don't delete my data",
        ),
        *(
            "返回吗",
            "重来吗",
            "要退订吗",
            "中文吗",
            "不对吧",
            "我想不对",
            "错了吧",
            "好像错了",
            "请回答",
            "能退回吗",
            "我想回去",
        ),
        *(
            "返回上海",
            "回去年",
            "改天上户口",
            "过两天生",
            "重新上户口",
            "从头痛开始",
            "详细地址",
            "英文名",
            "中文名字",
            "我没电话",
        ),
        *(
            "看看",
            "看一下",
            "请",
            "我想",
            "麻烦您",
            "谢谢",
            "请问",
            "我要",
            "please",
            "in person",
            "I have someone",
            "交错了",
        ),
        *("怎么办", "怎么弄", "不会弄", "我不会", "帮我", "继续", "别发了", "取消"),
    ],
)
def test_a_sentence_is_no_command(said: str) -> None:
    assert command(said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(
            (word, Restart())
            for word in ("从头开始", "從頭開始", "我想重来", "请重来", "重来一次吧", "我要重新开始", "麻烦您重新来一遍")
        ),
        *((word, Restart()) for word in ("我要重來", "重填一下", "start over please", "Can I start again?")),
        *(
            (word, Back())
            for word in ("我想返回", "返回一下", "请返回", "返回吧", "回到上一步", "返回上一題", "退一步", "能返回吗")
        ),
        *(
            (word, Back())
            for word in ("我填错了", "刚才选错了", "输错了", "輸入錯了", "go back", "I want to go back, please")
        ),
        *(
            (word, Help())
            for word in (
                "请帮助",
                "我需要帮助",
                "帮帮我",
                "我不会用",
                "怎麼用啊",
                "能帮忙吗",
                "help me please",
                "I need help",
            )
        ),
        *(
            (word, Person())
            for word in ("我要人工", "麻烦转人工，谢谢", "轉人工謝謝", "人工客服", "你好，我想找客服", "我想打电话")
        ),
        *(
            (word, Person())
            for word in (
                "请问电话多少",
                "找工作人员",
                "有电话吗",
                "talk to a human",
                "I would like to speak to a person",
            )
        ),
        *(
            (word, Menu())
            for word in (
                "返回菜单",
                "回到首頁",
                "主菜单",
                "我要看菜单",
                "菜单吧",
                "办别的事",
                "go to the menu",
                "换语言",
            )
        ),
        *(
            (word, Review())
            for word in (
                "查看一下",
                "看我填的",
                "我要修改",
                "我想改一下",
                "我填了什么",
                "show my answers",
                "Can I edit?",
            )
        ),
        *(
            (word, Unfold("details"))
            for word in ("我想看详细", "看详细的", "详细一点", "查看详情", "看詳情", "more details please")
        ),
        *((word, Unfold("sources")) for word in ("看来源", "依据是什么", "依據呢", "请看依据", "show sources")),
        *((word, Unfold("less")) for word in ("收起来", "请收起")),
        *(
            (word, Pause())
            for word in (
                "以后再说吧",
                "以後再說吧",
                "改天吧",
                "明天再说",
                "我晚点再来",
                "先不办了",
                "等会儿再填",
                "later please",
            )
        ),
        *((word, MyData()) for word in ("查看我的数据", "我想看我的資料", "show my data")),
        *(
            (word, Forget())
            for word in ("请删除我的数据", "把我的数据删了", "我要刪除我的資料", "please delete my data")
        ),
        *((word, Unsubscribe()) for word in ("我要退订", "请退訂", "别再发消息了", "不要再发了", "unsubscribe please")),
        *((word, Subscribe()) for word in ("我想订阅", "请恢复訂閱")),
        *(
            (word, Speak("en"))
            for word in ("换成英文", "请用英语", "我要英文", "English please", "in English", "I want English")
        ),
        *((word, Speak("zh_Hant")) for word in ("換成繁體", "看繁体字", "traditional Chinese")),
        *((word, Speak("zh_Hans")) for word in ("换回中文", "说中文吧", "用简体", "switch to Chinese")),
    ],
)
def test_a_command_is_heard_in_the_words_with_which_people_ask(said: str, meant: Heard) -> None:
    assert command(said) == meant


def test_every_command_may_be_wished_for() -> None:
    never = {"不对", "错了", "回答", "退回", "回去", "?"}
    for word, meant in COMMANDS.items():
        if word.isascii() or word.startswith(("我", "/")):
            continue
        assert command(f"麻烦您{word}，谢谢！") == (None if word in never else meant), word


@pytest.mark.parametrize(("said", "taken"), [("以后再说吧", "kept_for_later"), ("我就以后再说吧", "kept_for_later")])
def test_an_option_comes_first_with_courtesies_as_well(said: str, taken: str) -> None:
    offer = talk("2025-11-30", "没有", "户口在这里", "都没有", entry="enroll--where-610500--history-continuous")
    assert offer.say(said).step == taken


@pytest.mark.parametrize("said", ["办别的", "我要办别的事", "别的"])
def test_something_else_is_on_the_next_page_of_the_menu_and_the_menu_elsewhere(said: str) -> None:
    assert "moving" in {option.key for option in talk("2026-08-10", said).screen.options}
    if said != "别的":
        assert at("hukou").say(said).step == "menu"


def test_what_an_option_calls_wrong_is_no_slip() -> None:
    assert talk("2025-11-30", "以前交的", "登记过", "我填错了", entry="payment_trouble").step == "correct_details"


def test_every_word_is_written_as_it_is_compared() -> None:
    assert [word for word in COMMANDS if folded(normalised(word)) != word] == []


@pytest.mark.parametrize("said", ["我妈胸痛", "他喘不上气了怎么办", "人昏迷了", "突然晕倒", "大出血", "老人没有呼吸了"])
def test_an_emergency_is_heard_inside_a_sentence(said: str) -> None:
    assert is_urgent(said)


@pytest.mark.parametrize("said", ["", "胸片能报吗", "痛风药报销", "呼吸科挂号", "婴儿出生证明"])
def test_illness_alone_is_no_emergency(said: str) -> None:
    assert not is_urgent(said)


def test_an_option_of_the_same_name_comes_first() -> None:
    offer = talk("2025-11-30", "没有", "户口在这里", "都没有", entry="enroll--where-610500--history-continuous")
    assert offer.step == "pay_now"
    assert offer.say("以后再说").step == "kept_for_later"


@pytest.mark.parametrize("said", ["以后再说", " 以后 再说。", "先不办", "Later", "later!"])
def test_an_option_is_called_by_its_label_by_what_people_say_and_as_it_was_shown(said: str) -> None:
    assert is_called(folded(said), Option("later", Words("以后再说"), also=("先不办",)), "Later")


@pytest.mark.parametrize("shown", [None, "以后再说"])
def test_an_option_is_not_called_by_what_nobody_was_shown(shown: str | None) -> None:
    assert not is_called(folded("Later"), Option("later", Words("以后再说"), also=("先不办",)), shown)


@pytest.mark.parametrize("word", sorted(COMMANDS))
def test_every_command_is_answered_in_every_state(word: str) -> None:
    for there in (talk("2026-08-10"), talk("2026-08-10", entry="newborn--where-610500--born-20260520")):
        said = there.say(word)
        assert said.reply is not None
        assert said.reply.step != "misunderstood"
        assert said.state.misses == 0
