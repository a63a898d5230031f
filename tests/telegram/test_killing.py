"""Killed at any moment and started again, the bot loses nothing that it was told, and says nothing twice unasked."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.journeys import WAYS
from tests.telegram.killing import check, walk_while_killed
from tests.telegram.serving import program


async def test_killed_and_started_again_it_goes_on_where_it_was(tmp_path: Path) -> None:
    api = BotApi()
    async with served(api) as address, program(tmp_path / "canbao.db", api.token, address) as running:
        account = await walk_while_killed(api, running, Random(1), kills=2, at_once=3)
    assert account.people >= 12
    assert account.repeated <= account.doubtful


WAY = WAYS["elsewhere"]


def told(*texts: str) -> list[Posted]:
    """Messages; the last one is a conclusion."""
    keys = [
        [
            {"text": "依据", "callback_data": "a"},
            {"text": "菜单", "callback_data": "b"},
            {"text": "", "callback_data": "c"},
        ]
    ]
    return [Posted(id, text, [], keys if WAY.conclusion in text else []) for id, text in enumerate(texts)]


def test_what_was_in_doubt_may_be_said_again_question_or_conclusion() -> None:
    twice = told("为什么？", "为什么？\n\n✓ 长期", "办了吗？", "先备案", "先备案")
    assert check(twice, WAY, Counter(["为什么？", "先备案"])) == 2


@pytest.mark.parametrize(
    "texts",
    [
        ("为什么？", "为什么？", "办了吗？", "先备案"),
        ("为什么？", "办了吗？", "先备案", "先备案", "先备案"),
        ("为什么？", "先备案"),
        ("为什么？", "办了吗？"),
        ("为什么？", "办了吗？", "已经记下了", "先备案"),
    ],
    ids=["never in doubt", "thrice", "lost", "no conclusion", "something else"],
)
def test_what_should_not_be_is_seen(texts: tuple[str, ...]) -> None:
    with pytest.raises(AssertionError):
        check(told(*texts), WAY, Counter(["先备案"]))
