"""The strict stub of ours, beside the servers of others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi, Posted
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import TOKEN, bot, restarted
from tests.telegram.journeys import Act
from tests.telegram.serving import Program


@dataclass
class Strict:
    """See `tests/telegram/botapi`."""

    api: BotApi
    program: Program

    async def act(self, person: int, act: Act) -> None:
        """Somebody writes something, or presses a button of the last message."""
        somebody = Somebody(self.api, person)
        if act.data:
            somebody.press(act.data, somebody.latest)
        else:
            somebody.say(act.text)

    async def messages(self, person: int) -> list[Posted]:
        """What the bot has sent them."""
        return Somebody(self.api, person).messages

    async def restart(self) -> None:
        """Kill the bot, and start it again."""
        await restarted(self.program)

    def database(self, person: int) -> Path:
        """Everybody's."""
        return self.program.database

    async def bring(self, content: dict[str, object]) -> None:
        """Bring an update with this in it. What comes before the next `await` of ours is brought in one batch."""
        self.api.pending.append({"update_id": self.api.count("update"), **content})


@asynccontextmanager
async def open_strict(folder: Path, *, by_webhook: bool = False) -> AsyncIterator[Strict]:
    """The stub, and a bot. Raises `AssertionError` if the bot asks for anything that it should know is refused."""
    api = BotApi(token=TOKEN)
    async with served(api) as address, bot(folder, address, by_webhook=by_webhook) as program:
        yield Strict(api, program)
    assert not (refused := refused_for_good_reason(api)), refused


def refused_for_good_reason(api: BotApi, but: tuple[str, ...] = ()) -> set[str]:
    """What the stub refused, but for what nobody can know before, and what is named here."""
    mild = ("message is not modified", "query is too old", *but)
    return {f"{method}: {why}" for method, why in api.refusals if not any(one in why for one in mild)}
