"""Taking: every update, however it came, is read, taken in, and answered or left alone.

Telegram may forget an update only when it is taken: when it is on the disk, or means nothing.
"""

import traceback
from dataclasses import dataclass, field

import structlog

from bot.channels.telegram import reading
from bot.channels.telegram.afterwards import Afterwards
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.echoes import Echoes
from bot.channels.telegram.reading import CHANNEL, Called, Meaning, Met, Nothing, Pressed, Spoken, Unfolded
from bot.channels.telegram.update import Malformed, parse
from bot.conversation import Conversation
from bot.lanes import Overloaded
from storage.errors import DamagedRow, StorageError
from storage.people import People

log = structlog.get_logger()


class NotTaken(Exception):
    """An update could not be kept: it must come again."""


@dataclass
class Taking:
    """What takes updates in. `username` is ours, as soon as it is known."""

    conversation: Conversation
    afterwards: Afterwards
    channel: TelegramChannel
    username: str = ""
    _echoes: Echoes = field(default_factory=Echoes)

    def read(self, raw: bytes | dict[str, object]) -> Meaning:
        """What an update means. One that cannot be read is set aside: it means nothing, and the others go on."""
        try:
            return reading.meaning(parse(raw), self.username)
        except Malformed as error:
            log.error("telegram.set_aside", update=_id_of(raw), wrong=str(error))
        except Exception as error:
            log.error("telegram.set_aside", update=_id_of(raw), wrong=type(error).__name__, where=_where(error))
        return Nothing()

    async def take(self, meaning: Meaning) -> str:
        """Take in what an update means, and return once it is kept. Raises `NotTaken`.

        Returns the button that Telegram is to be told was heard, as Telegram calls it; nothing where there is none.
        Whoever brought the update knows the shortest way to say so.
        """
        if isinstance(meaning, Spoken | Pressed):
            self.channel.newest.heard(meaning.incoming.person, meaning.incoming.event_id)
        try:
            return await self._take(meaning)
        except DamagedRow as error:
            # It will be the same however often it comes again, and must not keep everybody else's from being fetched.
            log.error("telegram.given_up", error=str(error))
            if isinstance(meaning, Spoken | Pressed):
                self.afterwards.apologise(meaning.incoming)
        except (StorageError, Overloaded) as error:
            log.error("telegram.not_taken", error=str(error))
            if isinstance(meaning, Spoken | Pressed):
                self._echoes.forget(meaning)
                self.afterwards.ask_for_patience(meaning.incoming)
            raise NotTaken from error
        except Exception as error:
            # A defect that one update brings out must not keep everybody else's from being answered.
            log.error("telegram.failed", error=type(error).__name__, where=_where(error))
            if isinstance(meaning, Spoken | Pressed):
                self.afterwards.apologise(meaning.incoming)
        return ""

    async def _take(self, meaning: Meaning) -> str:
        match meaning:
            case Spoken():
                await self._take_words(meaning)
            case Pressed(query=query):
                await self._take_press(meaning)
                return query
            case Met(person, reachable):
                people = People(self.conversation.database)
                await people.note_reachable(CHANNEL, person, reachable, self.conversation.clock())
            case Unfolded():
                self.afterwards.unfold(meaning)
            case Called(chat, language):
                self.afterwards.decline(chat, language)
            case Nothing(query):
                return query
        return ""

    async def _take_words(self, spoken: Spoken) -> None:
        if spoken.album and self._echoes.is_echo(spoken):
            return
        replies = await self.conversation.take(spoken.incoming)
        session = self.conversation.memory.recall((CHANNEL, spoken.incoming.person))
        if session is None or session.revision > 1:  # to whoever is new nothing was said before
            self.afterwards.answered(spoken.incoming.person, replies)

    async def _take_press(self, pressed: Pressed) -> None:
        if self._echoes.is_echo(pressed):
            return
        if pressed.on and (shown := self.channel.shown_by(pressed.incoming.person, pressed.on["message_id"])):
            self.conversation.delivery.arrived(shown, str(pressed.on["message_id"]))
        await self.conversation.take(pressed.incoming)
        self.afterwards.chosen(pressed)


def _id_of(raw: bytes | dict[str, object]) -> object:
    """What Telegram calls an update that cannot be read, where it says so."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) else None


def _where(error: Exception) -> list[str]:
    """Where something went wrong, but not its message: it may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-10:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
