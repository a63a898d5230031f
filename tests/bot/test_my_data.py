"""What is kept about somebody, in words: in every language, and as each platform knows people."""

from datetime import date

import pytest

from bot.my_data import counted
from bot.render import render
from bot.retention import Retention
from bot.translator import LANGUAGES, translator
from flows.reply import Reply
from flows.words import Words
from storage.holdings import Held

DAY = date(2026, 8, 10)


def said(held: Held, since: date | None, channel: str = "web", language: str = "zh_Hans") -> list[str]:
    shown = render(Reply("my_data", "ask", Words("留着接着办，还是全部删除？")), translator(language))
    return list(counted(shown, held, since, channel, Retention()).said)


def test_how_much_since_when_how_long_and_how_people_are_known() -> None:
    kept, never_kept, known_by, how_long, news = said(Held(3, 4), DAY)
    assert "2026年8月10日" in kept
    assert "3条" in kept
    assert "4条" in kept
    assert "简体中文" in kept
    assert "证件号" in never_kept
    assert "浏览器" in known_by
    assert "30天" in how_long
    assert "90天" in how_long
    assert "退订" in news


def test_of_somebody_new_there_is_nothing_to_tell() -> None:
    assert "没有您的任何记录" in said(Held(), None)[0]


@pytest.mark.parametrize(("channel", "by"), [("web", "浏览器"), ("telegram", "Telegram"), ("terminal", "编号")])
def test_every_platform_knows_people_in_its_own_way(channel: str, by: str) -> None:
    assert any(by in line for line in said(Held(1, 1), DAY, channel))


def test_whether_news_comes_is_told() -> None:
    assert "您退订了" in said(Held(1, 1, wants_news=False), DAY)[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(language: str) -> None:
    lines = said(Held(3, 4), DAY, language=language)
    assert LANGUAGES[language] in lines[0]
    assert not any("{" in line for line in lines)
