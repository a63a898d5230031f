"""A contender: what is measured, as the harness sees it. Each runs in a process, and an environment, of its own."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol

Sent = Callable[[int], None]
"""Called with the person at the moment their reply is handed, as bytes, to whatever would send it."""


class Bot(Protocol):
    """A bot under test, opened on a folder of its own."""

    async def take(self, update: bytes) -> None:
        """Take one update; when this returns, the platform may forget it."""

    async def held(self, person: int) -> int:
        """How many turns of this person's dialogue the bot remembers."""

    def others(self) -> tuple[int, ...]:
        """The processes beside this one that work for it: their memory and their time count too."""

    def facts(self) -> dict[str, float]:
        """What else is worth knowing of a run, such as how often a cache had the answer."""

    def remember(self, sessions: int) -> None:
        """Keep at most so many sessions in memory from now on, where there is a choice."""


Open = Callable[[Path, Sent], AbstractAsyncContextManager[Bot]]


@dataclass(frozen=True)
class Contender:
    """One line of the table. `make` names the function that opens it, `given` what that function is told.

    `durable` where a reply is let go only after its turn is on the disk, so that also a power cut loses nothing.
    """

    name: str
    title: str
    make: str
    environment: Literal["canbao", "peers"] = "peers"
    durable: bool = False
    given: dict[str, object] = field(default_factory=dict)
    needs: str = ""
    peer: bool = True

    def opener(self) -> Open:
        """The function that opens it; to be called in its own environment only."""
        module, _, name = self.make.partition(":")
        make = getattr(import_module(module), name)

        def open_in(folder: Path, sent: Sent) -> AbstractAsyncContextManager[Bot]:
            opened: AbstractAsyncContextManager[Bot] = make(folder, sent, **self.given)
            return opened

        return open_in


PTB = "bench.peers.ptb:open_ptb"
AIOGRAM = "bench.peers.aiogram_fsm:open_aiogram"
CANBAO = "bench.canbao_runner:open_canbao"

CONTENDERS = (
    Contender("canbao", "Canbao", CANBAO, environment="canbao", durable=True, peer=False),
    Contender("ptb", "PTB ConversationHandler, nothing kept", PTB, given={"keep": "nothing"}),
    Contender("ptb_pickle", "PTB PicklePersistence, every 60 s", PTB, given={"keep": "pickle", "every": 60.0}),
    Contender("ptb_pickle_often", "PTB PicklePersistence, every 1 s", PTB, given={"keep": "pickle", "every": 1.0}),
    Contender("ptb_sqlite", "PTB, one SQLite commit per turn", PTB, durable=True, given={"keep": "sqlite"}),
    Contender("aiogram", "aiogram FSM, MemoryStorage", AIOGRAM, given={"keep": "memory"}),
    Contender(
        "aiogram_redis_everysec",
        "aiogram FSM, Redis appendfsync everysec",
        AIOGRAM,
        given={"keep": "redis", "fsync": "everysec"},
        needs="redis-server",
    ),
    Contender(
        "aiogram_redis_always",
        "aiogram FSM, Redis appendfsync always",
        AIOGRAM,
        durable=True,
        given={"keep": "redis", "fsync": "always"},
        needs="redis-server",
    ),
    Contender(
        "aiogram_sqlite", "aiogram FSM, one SQLite commit per turn", AIOGRAM, durable=True, given={"keep": "sqlite"}
    ),
)
"""Canbao and its peers."""

BESIDE = (
    Contender(
        "canbao_adapter",
        "Canbao, its whole Telegram adapter",
        CANBAO,
        environment="canbao",
        durable=True,
        given={"through": "adapter"},
        peer=False,
    ),
    Contender(
        "prototype", "bare prototype", "bench.prototype:open_prototype", environment="canbao", durable=True, peer=False
    ),
    Contender("nothing", "the harness alone", "bench.nothing:open_nothing", environment="canbao", peer=False),
)
"""What else is told: Canbao set up otherwise, a bare prototype of its design, and no bot at all."""


def named(name: str) -> Contender:
    """The contender of this name. Raises `KeyError`."""
    return {one.name: one for one in (*CONTENDERS, *BESIDE)}[name]
