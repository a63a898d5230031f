"""The channel: how a message from the outbox gets into somebody's Telegram, and what became of it."""

from collections import OrderedDict
from dataclasses import dataclass, field

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.answered import OpenKeyboards
from bot.channels.telegram.api import Api, rewrite, set_keys
from bot.channels.telegram.courtesy import Courtesies
from bot.channels.telegram.layout import Page, page_of
from bot.channels.telegram.newest import Newest
from bot.channels.telegram.outcomes import NO_SUCH_BOT, outcome_of
from bot.channels.telegram.proof import Proof
from bot.channels.telegram.reading import CHANNEL
from bot.outcome import Later, Outcome, Refused, Sent, Unknown
from bot.pace import Pace
from storage.outbox import Message

log = structlog.get_logger()


@dataclass
class TelegramChannel:
    """Sends one message at a time to anybody; to how many people at once is for delivery to say."""

    api: Api
    newest: Newest = field(default_factory=Newest)
    keyboards: OpenKeyboards = field(default_factory=OpenKeyboards)
    proof: Proof = field(default_factory=Proof)
    pace: Pace = field(default_factory=Pace)
    name: str = CHANNEL
    courtesies: Courtesies = field(init=False)
    _begun: OrderedDict[int, int] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self.courtesies = Courtesies(self.api, self.pace)
        self.pace.way = self.api.connected

    async def send(self, message: Message) -> Outcome:
        """Try to send a message once. One that needs several goes on, when it is tried again, where it stopped."""
        template = page_of(message.body)
        if template is None:
            return Refused("it was written by another version, and cannot be read")
        if (outcome := self.newest.instead(message)) is not None:
            return outcome
        page = template.of(message.id)
        if page.instead_of is not None and (outcome := await self._edit(message.person, page.instead_of, page)):
            return outcome
        self.proof.begin(message)
        try:
            sent = await self._send_parts(message, page)
        except BaseException as error:
            outcome = outcome_of(error) if isinstance(error, TelegramError) else Unknown()
            self.proof.failed(message, in_doubt=outcome == Unknown())
            # Where updates are brought, nothing else tells of it. Once is enough: the silence after it is everybody's.
            if isinstance(error, InvalidToken) and not self.pace.is_silent:
                log.error("telegram.refused", why=NO_SUCH_BOT)
            if isinstance(error, TelegramError):
                return outcome
            raise
        self._begun.pop(message.id, None)
        if self.proof.arrived(message, sent):
            self._take_over(message.person, sent, page)
        return Sent(str(sent))

    async def _send_parts(self, message: Message, page: Page) -> int:
        """Send what has not been sent of it. Returns the number that the last part got, which has the buttons."""
        *before, last = page.contents
        begun = self._begun.get(message.id, 0)
        for number, part in enumerate(before[begun:], begun):
            await self.api.send_content(message.person, part)
            self._note_begun(message.id, number + 1)
        return await self.api.send_content(message.person, last)

    async def _edit(self, person: str, older: int, page: Page) -> Outcome | None:
        """Make an older message of ours into this one; `None` where that cannot be done, and it is to be sent anew."""
        if len(page.contents) > 1:
            return None
        try:
            await self.api.settle(rewrite(person, older, page.text, page.keys))
        except TelegramError as error:
            if isinstance(error, BadRequest) and any(one in error.message.casefold() for one in _NOT_EDITED):
                return None
            outcome = outcome_of(error)
            return Later() if isinstance(outcome, Unknown) else outcome  # done twice, an edit is the same
        return Sent(str(older))

    def shown_by(self, person: str, number: int) -> Message | None:
        """The message on its way that a button under the message with this number shows to have arrived."""
        message = self.proof.shown_by(person, number)
        if message is not None and (template := page_of(message.body)):
            self._take_over(person, number, template.of(message.id))
        return message

    def _note_begun(self, message: int, count: int) -> None:
        self._begun[message] = count
        while len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)

    def _take_over(self, person: str, sent: int, page: Page) -> None:
        """From now on this message has the buttons to answer with, and the one before has none."""
        if not page.asks:  # what was asked before is still open
            return
        if before := self.keyboards.opened(person, sent, page.keys):
            older, keys = before
            self.courtesies.do(set_keys(person, older, keys))


_NOT_EDITED = ("message to edit not found", "message can't be edited", "message_id_invalid")
"""Reasons in a 400 for which a message stays as it is, or is there no more."""

_REMEMBERED = 1000
"""How many messages that were sent in part are remembered."""
