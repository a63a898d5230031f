"""Killing: what was replied is held against what a restart remembers."""

import os
from itertools import islice
from pathlib import Path

import pytest

from bench import process
from bench.contender import Contender, named
from bench.dialogue import write_dialogues
from bench.journal import Account, Journal
from bench.killing import kill_each
from bench.population import typical
from bench.progress import Progress


def test_a_journal_is_read_back_wherever_it_was_cut() -> None:
    read, write = os.pipe()
    journal = Journal(write)
    for person in (5, 6, 5):
        journal.handed(person)
    journal.confirmed(5)
    journal.replied(5)
    os.close(write)
    account, rest = Account(), b""
    while some := os.read(read, 7):
        rest = account.add(rest + some)
    os.close(read)
    assert (account.handed, account.confirmed, account.replied) == ({5: 2, 6: 1}, {5: 1}, {5: 1})
    assert rest == b""


@pytest.fixture
def population(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(process, "BUILD", tmp_path)
    write_dialogues(tmp_path / "people.jsonl", islice(typical(1), 50))
    return tmp_path / "people.jsonl"


@pytest.mark.parametrize(("name", "loses"), [("prototype", False), ("nothing", True)])
def test_a_bot_that_keeps_loses_nothing_and_one_that_does_not_loses_all(
    name: str, loses: bool, population: Path
) -> None:
    contender: Contender = named(name)
    losses = kill_each([contender], population, kills=1, seconds=(0.05, 0.1), seed=1, progress=Progress())[name]
    assert losses.kills == 1
    assert losses.acknowledged > 0
    assert losses.lost == (losses.acknowledged if loses else 0)
    assert losses.unopenable == 0
