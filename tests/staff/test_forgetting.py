"""Staff who delete what is kept about them as residents keep their role, and are told so."""

from datetime import timedelta

import pytest

from bot.answers import Answer, in_writing
from bot.incoming import Incoming
from bot.my_data import MyData
from bot.render import render
from bot.retention import Retention
from bot.staff.roles import Role
from bot.translator import LANGUAGES, translator
from bot.what_happened import Happened, Trail
from flows.heard import Forget
from flows.reply import Reply
from flows.words import Words
from tests.staff.bureau import BOSS, LI, STRANGER, Bureau, seen


async def last_words(bureau: Bureau, who: str, language: str = "zh_Hans") -> str:
    """What somebody is told when everything about them was deleted."""
    channel, _, person = who.partition(":")
    screen = in_writing(render(Reply("forgotten", "aside", Words("都删除了。")), translator(language)))
    answer = Answer("", "", screen, Happened(Trail()), "forget")
    retention = Retention(timedelta(days=30), timedelta(days=90))
    my_data = MyData(bureau.database, retention, bureau.office.owners)
    told = await my_data.forget(answer, Incoming(channel, person, "1", Forget(), language), bureau.now)
    return "\n".join((seen((told,)).text, *seen((told,)).notes))


@pytest.mark.parametrize("who", [BOSS, LI])
async def test_whoever_is_on_the_staff_is_told_that_they_still_are(bureau: Bureau, who: str) -> None:
    await bureau.join(LI, "编辑", "南宁")
    assert "身份还在" in await last_words(bureau, who)
    assert {grant.role for grant in (await bureau.office.actor(who)).grants} == {
        Role.OWNER if who == BOSS else Role.EDITOR
    }


async def test_a_resident_hears_nothing_of_it(bureau: Bureau) -> None:
    assert await last_words(bureau, STRANGER) == "都删除了。"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_said_in_their_language(bureau: Bureau, language: str) -> None:
    assert len((await last_words(bureau, BOSS, language)).splitlines()) == 2
