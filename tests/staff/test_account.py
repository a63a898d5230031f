"""Who runs a command: the account of the machine, which nobody chooses by setting a variable."""

import os
import pwd

import pytest

from bot.staff.account import account

NOBODY = 65534
NAMELESS = 3_999_999_999


@pytest.fixture(autouse=True)
def pretending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who says that they are wang."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "wang")
    monkeypatch.delenv("SUDO_UID", raising=False)
    monkeypatch.setenv("SUDO_USER", "wang")


def as_user(monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    monkeypatch.setattr(os, "getuid", lambda: user)


def test_a_variable_makes_nobody_somebody_else() -> None:
    assert account() == pwd.getpwuid(os.getuid()).pw_name != "wang"


def test_whoever_became_root_by_sudo_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 0)
    assert account() == "root"
    monkeypatch.setenv("SUDO_UID", str(NOBODY))
    assert account() == pwd.getpwuid(NOBODY).pw_name
    monkeypatch.setenv("SUDO_UID", "wang")
    assert account() == "root"


def test_nobody_but_root_came_by_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, NOBODY)
    monkeypatch.setenv("SUDO_UID", "0")
    assert account() == pwd.getpwuid(NOBODY).pw_name


def test_accounts_without_a_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, NAMELESS)
    assert account() == str(NAMELESS)
