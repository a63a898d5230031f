"""Proof: a button that was pressed shows that its message arrived, before the Bot API has said so.

Its answer may be late, or lost on the way: what the person is told next need not wait for it.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from storage.outbox import Message


@dataclass
class Proof:
    """What is on its way to whom, and the newest that is known to have arrived: of those who were told something last.

    Telegram numbers what it shows in the order in which it arrives. So a number beyond all that are known belongs to
    the one message on its way, unless there are more of them, or others of which nobody knows whether they arrived.
    """

    most: int = 10_000
    _sending: dict[str, list[Message]] = field(default_factory=dict)
    _newest: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def begin(self, message: Message) -> None:
        """A message is handed to the Bot API."""
        self._sending.setdefault(message.person, []).append(message)

    def arrived(self, message: Message, number: int) -> bool:
        """The Bot API says that it arrived, and under which number. Returns whether that is news."""
        self._note(message.person, number)
        return self._end(message)

    def failed(self, message: Message, *, in_doubt: bool) -> None:
        """It did not arrive; where that is `in_doubt`, no number proves anything until something else has arrived."""
        if self._end(message) and in_doubt:
            self._newest.pop(message.person, None)

    def shown_by(self, person: str, number: int) -> Message | None:
        """The message on its way that a button under the message with this number shows to have arrived."""
        sending = self._sending.get(person)
        if sending is None or len(sending) > 1 or not 0 < self._newest.get(person, 0) < number:
            return None
        (message,) = self._sending.pop(person)
        self._note(person, number)
        return message

    def _end(self, message: Message) -> bool:
        """It is no longer on its way. Returns whether that is news: not where it was shown to have arrived."""
        sending = self._sending.get(message.person, [])
        if message not in sending:
            return False
        sending.remove(message)
        if not sending:
            del self._sending[message.person]
        return True

    def _note(self, person: str, number: int) -> None:
        self._newest[person] = max(number, self._newest.pop(person, 0))
        if len(self._newest) > self.most:
            self._newest.popitem(last=False)
