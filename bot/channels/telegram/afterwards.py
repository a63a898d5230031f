"""Afterwards: what is done when an update was taken. Old buttons go, more is shown, the button stops waiting.

All of it is courtesy; the answer itself goes out through the outbox.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.channels.telegram.answered import (
    OpenKeyboards,
    after_answer,
    keys_of,
    mark_in,
    marked_with,
    text_of,
    without_answers,
)
from bot.channels.telegram.api import Api, rewrite, set_keys, settle_query
from bot.channels.telegram.courtesy import Courtesies
from bot.channels.telegram.layout import page_of
from bot.channels.telegram.marked import Marked, parts
from bot.channels.telegram.reading import CHANNEL, Pressed, Unfolded
from bot.incoming import Incoming
from bot.translator import translator
from flows.pages import is_page
from flows.words import _
from storage.database import Database
from storage.outbox import Delivery, Message, Outbox

_IN_PRIVATE = _("您的事别在群里说，我只在私聊里回答：点我的头像，再点「发消息」。")
_PATIENCE = _("现在人多，您发的还没来得及记下。不用重发，过一会儿就回您。")
_SORRY = _("这一步我没处理好，不怪您。请再发一次，或者说「菜单」重新选。")
_GONE = _("这条消息太早了，看不到更多了。")

_SAID_EVERY = 600.0
"""Seconds in which nobody is told the same of these twice."""

_KNOWN = 100
"""How far back a message can be unfolded."""


@dataclass
class Afterwards:
    """What is done beside the answers."""

    api: Api
    database: Database
    keyboards: OpenKeyboards
    courtesies: Courtesies
    _said: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)

    def settle(self, query: str) -> None:
        """Tell the person's Telegram that the button was heard."""
        self.courtesies.do(settle_query(query))

    def answered(self, person: str, replies: Sequence[Message]) -> None:
        """Somebody wrote. What was open for them before this process began has to be looked up."""
        if replies and not self.keyboards.knows(person):
            self.courtesies.do(self._close_before(person, replies[0].id))

    def chosen(self, pressed: Pressed) -> None:
        """A button was pressed: its message shows what was chosen, and has no more buttons to answer with."""
        on, person = pressed.on, pressed.incoming.person
        was_open = on is not None and self.keyboards.closed(person, on["message_id"])
        if on is None or on.get("text") is None:  # it is too old to be changed
            return
        left = after_answer(on, pressed.data)
        if left is None:
            return
        stay, label = left
        # An old button chooses nothing: it is asked about first. And a page that is turned is no answer.
        answers = was_open and not is_page(pressed.data.partition(":")[2])
        if answers and (marked := marked_with(text_of(on), label)):
            self.courtesies.do(rewrite(person, on["message_id"], marked, stay))
        else:
            self.courtesies.do(set_keys(person, on["message_id"], stay))

    def unfold(self, unfolded: Unfolded) -> None:
        """Show more, or less, of a message."""
        self.courtesies.do(self._unfold(unfolded))

    def decline(self, chat: int, language: str) -> None:
        """Say in a group that we only talk in private, now and then."""
        self._say(str(chat), _IN_PRIVATE, language)

    def ask_for_patience(self, incoming: Incoming) -> None:
        """Tell somebody that their message waits."""
        self._say(incoming.person, _PATIENCE, incoming.language)

    def apologise(self, incoming: Incoming) -> None:
        """Tell somebody that we failed."""
        self._say(incoming.person, _SORRY, incoming.language)

    def _say(self, person: str, text: str, language: str) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._said.get((person, text), -_SAID_EVERY) < _SAID_EVERY:
            return
        self._said[person, text] = now
        self._said.move_to_end((person, text))
        while len(self._said) > self.keyboards.most:
            self._said.popitem(last=False)
        self.courtesies.do(self.api.send(person, Marked(translator(language).gettext(text))))

    async def _unfold(self, unfolded: Unfolded) -> None:
        told = await Outbox(self.database).last(CHANNEL, unfolded.person, _KNOWN)
        message = next((one for one in told if one.id == unfolded.fold.message), None)
        template = page_of(message.body, unfolded.fold.view) if message else None
        if template is None:
            await self.api.settle(settle_query(unfolded.query, translator(unfolded.language).gettext(_GONE)))
            return
        page = template.of(unfolded.fold.message)
        keys, stay = keys_of(unfolded.on), without_answers(page.keys)
        first = parts(page.text)[0]
        text = marked_with(first, mark_in(unfolded.on)) or first
        keys_left = stay if keys == without_answers(keys) else page.keys
        await self.api.settle(rewrite(unfolded.person, unfolded.on["message_id"], text, keys_left))
        await self.api.settle(settle_query(unfolded.query))

    async def _close_before(self, person: str, reply: int) -> None:
        """Take the buttons away from the last message that was sent before this reply."""
        told = await Outbox(self.database).last(CHANNEL, person, 3)
        sent = [one for one in told if one.id < reply and one.delivery is Delivery.SENT and one.receipt]
        if not sent or not (sent[-1].receipt or "").isdecimal():
            return
        if template := page_of(sent[-1].body):
            stay = without_answers(template.of(sent[-1].id).keys)
            await self.api.settle(set_keys(person, int(sent[-1].receipt or 0), stay))
