"""The words that work in every state: in every width, case and script, and only when nothing else is said."""

import pytest

from flows.answers.answer import Option
from flows.commands import COMMANDS, command, folded, is_called, is_urgent
from flows.heard import Back, Heard, Help, Menu, Pause, Person, Restart, Resume, Review, Speak, Unfold
from flows.words import Words
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
        "我要重来一次",
        "人工智能",
        "打不通电话",
        "不对吧应该是3月",
        "上一步" * 9,
        "查看余额怎么弄",
        "帮助我妈参保",
    ],
)
def test_a_sentence_is_no_command(said: str) -> None:
    assert command(said) is None


def test_every_word_is_written_as_it_is_compared() -> None:
    assert [word for word in COMMANDS if folded(word) != word] == []


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
