"""What a colleague is called: a few words, and no number of theirs."""

from datetime import date

import pytest

from bot.staff.naming import NotAName, called
from storage.staff import Staff
from tests.staff.bureau import BOSS, Bureau

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("小李", "小李"), ("  城北  窗口 ", "城北 窗口"), ("小\u202e李\x1b", "小李"), ("王2", "王2"), ("－", "－")],
)
def test_a_name_is_kept_as_it_would_be_in_chat(typed: str, kept: str) -> None:
    assert called(typed, TODAY) == kept


@pytest.mark.parametrize(
    "typed", ["", " ", "小" * 21, "\u200b", "李110105194912310021", "138 1234 5678", "〔电话号码〕"]
)
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(NotAName):
        called(typed, TODAY)


@pytest.mark.parametrize("number", ["〔身份证号〕", "小李〔卡号〕", "13812345678"])
async def test_in_chat_a_number_is_no_name_and_the_question_is_asked_again(bureau: Bureau, number: str) -> None:
    told = await bureau.say(BOSS, "/staff", "加一个人", "编辑", "南宁", number)
    assert "称呼里像是有身份证号、银行卡号或者电话号码" in told
    assert "怎么称呼这个人" in told
    assert await Staff(bureau.database).codes(bureau.now) == ()
    assert "邀请码：" in await bureau.say(BOSS, "小李")
