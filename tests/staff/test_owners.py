"""Owners, as the settings name them."""

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from bot.staff.owners import read_owners, why_nobody
from bot.staff.roles import Grant, Role


def test_owners_are_read_from_one_line() -> None:
    assert read_owners("telegram:12345, web:9f86d081,,telegram:77@450100 ") == {
        "telegram:12345": Grant(Role.OWNER, "000000"),
        "web:9f86d081": Grant(Role.OWNER, "000000"),
        "telegram:77": Grant(Role.OWNER, "450100"),
    }


@pytest.mark.parametrize("between", ["，", "、", "；", ";", "\n", ", ", "，\u3000", " "])
def test_owners_are_told_apart_whatever_stands_between_them(between: str) -> None:
    assert list(read_owners(f"telegram:1001{between}telegram：１００２@450100")) == ["telegram:1001", "telegram:1002"]


@pytest.mark.parametrize("who", ["telegram:12345", f"web:{'0f' * 32}", "terminal:here"])
def test_whom_there_can_be(who: str) -> None:
    assert why_nobody(who) is None


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("telegram:@li", "全是数字"),
        ("telegram:li_ming", "全是数字"),
        ("telegram:-1001234567890", "全是数字"),
        ("telegram:012", "全是数字"),
        ("telegram:12345678901234567", "全是数字"),
        ("web:9f86d081", "六十四位"),
        ("tg:12345", "没有 tg 这个渠道"),
    ],
)
def test_whom_there_cannot_be_and_why(who: str, why: str) -> None:
    assert why in (why_nobody(who) or "")


def test_there_need_not_be_any() -> None:
    assert read_owners("") == {}


@pytest.mark.parametrize(
    "text", ["12345", "telegram:", "telegram:1@45", "telegram:1@450199", "telegram:1 2", "@450100"]
)
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        read_owners(text)


def test_the_settings_refuse_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_OWNERS", "telegram:12345")
    assert Settings().owners == "telegram:12345"
    monkeypatch.setenv("CANBAO_OWNERS", "12345")
    with pytest.raises(ValidationError, match="telegram:12345 或 web"):
        Settings()


def test_the_key_of_the_log_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_AUDIT_KEY", "a canary in a coal mine")
    settings = Settings()
    assert settings.audit_key is not None
    assert settings.audit_key.get_secret_value() == "a canary in a coal mine"
    assert "canary" not in repr(settings) + str(settings.model_dump())
