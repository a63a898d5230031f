"""My data: what is kept about somebody in a resident's words, and the last words to somebody who is forgotten."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.answers import Answer, in_writing, read_screen
from bot.incoming import Incoming
from bot.render import Screen
from bot.retention import Retention
from bot.staff.office import who_is
from bot.translator import LANGUAGES, translator
from bot.values import written
from flows.words import Words, _
from storage.database import Database
from storage.forgetting import Forgetting
from storage.holdings import Held, Holdings
from storage.outbox import Delivery, Message, Priority
from storage.staff import Staff

UNSAVED = 0
"""The id of a message that is in no outbox: it is sent once, and nothing is noted of it."""

_KEPT = _("我这里存着{since}以来您发的{heard}条消息、我回的{said}条，还有您填的答案和用的语言（{language}）。")
_NOT_KEPT = _("您消息里的证件号、银行卡号和电话号码，一收到就去掉了，没有存。")
_NOTHING = _("在这条消息之前，我这里没有您的任何记录。")
_KNOWN_BY = {
    "telegram": _("我靠 Telegram 给您的编号认出您，不存姓名、电话和头像。"),
    "web": _("我靠您浏览器里的一个随机编号认出您，不知道您是谁。"),
}
_KNOWN = _("我靠一个编号认出您，不存姓名和电话。")
_HOW_LONG = _("办到一半不再来的，过{idle}天自动删除；看到结果的，过{finished}天自动删除。")
_NEWS = _("有跟您有关的通知和提醒会发给您，不想收就说「退订」。")
_KEEPS_ROLE = _("您在工作人员名单里的身份还在，它不是居民的资料；要取消，请找负责人。")
_NO_NEWS = _("您退订了通知和提醒，想再收就说「订阅」。")


@dataclass(frozen=True, slots=True)
class MyData:
    """What a database keeps about people, told to them and deleted for them. Every method raises `StorageError`.

    `owners` hold a role by the settings, as others do by the list of staff: neither is a resident's data.
    """

    database: Database
    retention: Retention
    owners: Collection[str] = ()

    async def told(self, answer: Answer, incoming: Incoming, now: datetime) -> Answer:
        """The answer that shows what somebody has filled in, with everything else that is kept said before it."""
        screen = read_screen(answer.screen)
        if screen is None:
            raise ValueError("a screen that was just written can be read")
        held = await Holdings(self.database).of(incoming.channel, incoming.person)
        since = held.since.astimezone(now.tzinfo).date() if held.since else None
        return replace(answer, screen=in_writing(counted(screen, held, since, incoming.channel, self.retention)))

    async def forget(self, answer: Answer, incoming: Incoming, now: datetime) -> Message:
        """Delete everything. The last words are in no outbox: they would bring back who has just been forgotten.

        Where it fails the event may come again; what is left goes then.
        """
        who = who_is(incoming.channel, incoming.person)
        keeps_role = who in self.owners or bool(await Staff(self.database).roles_of(who))
        await Forgetting(self.database).forget(incoming.channel, incoming.person)
        screen = read_screen(answer.screen) if keeps_role else None
        if screen is not None:
            note = written(Words(_KEEPS_ROLE), translator(screen.language))
            return farewell(incoming, in_writing(replace(screen, notes=(*screen.notes, note))), now)
        return farewell(incoming, answer.screen, now)


def counted(screen: Screen, held: Held, since: date | None, channel: str, retention: Retention) -> Screen:
    """The screen that shows the answers so far, below everything else that is kept. `since` is when it began."""
    to = translator(screen.language)
    kept = (written(words, to) for words in _told(held, since, screen.language, channel, retention))
    return replace(screen, said=(*kept, *screen.said))


def farewell(incoming: Incoming, screen: str, at: datetime) -> Message:
    """The last words, in writing; nothing else is kept of them."""
    return Message(
        id=UNSAVED,
        channel=incoming.channel,
        person=incoming.person,
        event_id=incoming.event_id,
        priority=Priority.REPLY,
        body=screen,
        created_at=at,
        delivery=Delivery.SENDING,
    )


def is_farewell(message: Message) -> bool:
    """Whether these are last words: whoever reads them is not known any more."""
    return message.id == UNSAVED


def _told(held: Held, since: date | None, language: str, channel: str, retention: Retention) -> Iterator[Words]:
    if since is None:
        yield Words(_NOTHING)
    else:
        yield Words(_KEPT, {"since": since, "heard": held.heard, "said": held.said, "language": LANGUAGES[language]})
        yield Words(_NOT_KEPT)
    yield Words(_KNOWN_BY.get(channel, _KNOWN))
    yield Words(_HOW_LONG, {"idle": retention.idle.days, "finished": retention.finished.days})
    yield Words(_NEWS if held.wants_news else _NO_NEWS)
