"""Acts: what staff do with announcements, for the chat and for the command line. Each is decided here, and then made.

Nothing goes out before a second person has confirmed exactly this text for exactly so many people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.announcements.audience import Audience, Somebody
from bot.announcements.channels import Channels, channels_of
from bot.announcements.counting import Choosing, Count, choose_all, counted, nobody
from bot.announcements.message import body, request
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.writing import Draft, content_of, said_now
from bot.quiet import QuietHours
from bot.settings import Settings
from bot.staff.office import Actor, Office, place_of
from bot.staff.roles import Command, Grant
from bot.staff.times import moment, today_in_china
from flows.policy.rulebook import Rulebook
from flows.words import Words, _
from storage import announcements as stored
from storage.announcements import Announcement, Announcements, Content, Every, State
from storage.audit import Entry, append
from storage.outbox import Addressed, Priority, Reply, add_messages
from storage.posters import PosterRegister
from storage.recipients import Recipients
from storage.sessions import Sessions
from storage.transaction import Transaction

PATIENCE = timedelta(minutes=30)
"""How long after it was counted an announcement can be approved.

What was approved can be sent or scheduled later: whom it is for was written down by the count, so that nobody joins
them; its figures are looked at again; and it has an end.
"""

_NOT_YOURS = _("这个地方的通知不归您管。您管的是：{places}。")
_NO_SUCH = _("没有第{number}号通知，或者它不归您管。")
_NOT_A_DRAFT = _("第{number}号通知{state}，不能再改了。")
_NOT_COUNTED = _("第{number}号通知还没有数过人数，或者数过以后又改了。请先数一数。")
_COUNTED_LONG_AGO = _("人数是{time}数的，隔得太久，要重新数一遍再审核。")
_APPROVED_BEFORE = _("第{number}号通知已经审核过了。")
_NOBODY_TO_ASK = _("没有别人能审核：请负责人先加一个发送员，让他跟我说句话。")
_NOT_THE_SAME = _("确认的内容或者人数，和现在的不一样：现在是 {fingerprint}，{people}人。请看清楚再确认。")
_COUNTED_AHEAD = _("人数是{time}数的，比现在还晚：请看看服务器的时间对不对，再重新数一遍。")
_APPROVER_GONE = _("审核第{number}号通知的人，现在没有审核的权限了。请重新数人数，再请人审核。")
_YOUR_OWN = _("这条通知是您自己写的，要另一个人来审核。")
_FIGURES_CHANGED = _("通知里的数字和现在的不一样了，要重新写一遍、重新审核。现在是：{text}")
_NOT_APPROVED = _("第{number}号通知还没有人审核。")
_OVER = _("截止时间{time}前没有能发的时候：{first}以后才不是休息时间。请改截止时间，或者早些发。")
_NOT_GOING = _("第{number}号通知{state}，不在发。")
_NOT_PAUSED = _("第{number}号通知{state}，不是暂停着的。")
_BEING_CORRECTED = _("第{number}号通知已经有更正（第{correction}号），不能再接着发旧的。")
_ENDED = _("第{number}号通知{state}，没有什么可以取消的。")
_NOT_SENT_YET = _("第{number}号通知还没有开始发，直接改就行，不用更正。")

STATES: Mapping[State, str] = {
    State.DRAFT: _("还是草稿"),
    State.GOING: _("已经在发"),
    State.PAUSED: _("暂停了"),
    State.CANCELLED: _("取消了"),
    State.FINISHED: _("发完了"),
}


@dataclass(frozen=True, slots=True)
class Decided:
    """An act that is made as soon as `change` is run and `entry` is in the log, both in one transaction.

    `change` raises StaleRevision where what it was decided on is no longer so.
    """

    number: int
    entry: Entry
    change: Callable[[Transaction], None]
    content: Content | None = None
    """What was written, where something was."""


@dataclass(frozen=True)
class Acts:
    """Everything that can be done. Each method raises AnnouncementRefused with the reason, and StorageError.

    `one_person` where a bureau has nobody else: then whoever wrote an announcement may approve it, and the log says so.
    """

    office: Office
    rules: Rulebook
    channels: Channels = field(default_factory=Channels)
    quiet: QuietHours = field(default_factory=QuietHours)
    one_person: bool = False

    @classmethod
    def of(cls, settings: Settings, office: Office, rules: Rulebook) -> "Acts":
        """As this deployment has it."""
        quiet = QuietHours.of(settings.quiet_hours)
        return cls(office, rules, channels_of(settings), quiet, settings.one_person_office)

    @property
    def register(self) -> Announcements:
        """Every announcement there is."""
        return Announcements(self.office.database)

    @property
    def recipients(self) -> Recipients:
        """Whom they are for."""
        return Recipients(self.office.database)

    async def make(self, actor: Actor, decided: Decided) -> int:
        """Make what was decided, and write it into the log. Raises StaleRevision where it has to be decided anew."""

        def work(transaction: Transaction) -> None:
            self.office.check(transaction, actor)
            decided.change(transaction)
            append(transaction, decided.entry, self.office.seal)

        await self.office.database.write(work)
        return decided.number

    # Writing

    async def write(self, actor: Actor, draft: Draft, now: datetime) -> Decided:
        """A new announcement."""
        grant = _grant(actor, Command.WRITE, draft.region)
        content = content_of(draft, self.rules, now)
        number = await self.register.next_number()
        change = partial(
            stored.add_announcement, number=number, content=content, who=actor.who, at=now, listed=draft.people
        )
        return Decided(number, _entry(actor, Command.WRITE, grant, now, number, content), change, content)

    async def rewrite(self, actor: Actor, number: int, draft: Draft, now: datetime) -> Decided:
        """A draft, written anew. Nobody has approved of that yet."""
        before = await self.find(actor, Command.WRITE, number)
        if before.state is not State.DRAFT:
            raise AnnouncementRefused(_NOT_A_DRAFT, number=number, state=_state(before))
        grant = _grant(actor, Command.WRITE, draft.region)
        content = content_of(draft, self.rules, now, before.content.corrects)
        change = partial(
            stored.change_announcement, number=number, content=content, who=actor.who, at=now, listed=draft.people
        )
        return Decided(number, _entry(actor, Command.WRITE, grant, now, number, content), change, content)

    async def correct(
        self, actor: Actor, number: int, texts: Mapping[str, str], now: datetime, not_after: datetime | None = None
    ) -> Decided:
        """A correction: for whoever got the announcement, or may have. What is still going out of it is paused."""
        wrong = await self.find(actor, Command.CORRECT, number)
        if not wrong.has_begun(now):
            raise AnnouncementRefused(_NOT_SENT_YET, number=number)
        if (correction := await self._correction_under_way(number)) is not None:
            raise AnnouncementRefused(_BEING_CORRECTED, number=number, correction=correction)
        region = wrong.content.region
        content = content_of(Draft(region, texts, not_after=not_after), self.rules, now, corrects=number)
        new = await self.register.next_number()

        def change(transaction: Transaction) -> None:
            stored.add_announcement(transaction, new, content, actor.who, now)
            if wrong.state is State.GOING:
                stored.pause(transaction, number)

        what = {"corrects": number, "paused": wrong.state is State.GOING}
        grant = _grant(actor, Command.CORRECT, region)
        return Decided(new, _entry(actor, Command.CORRECT, grant, now, new, content, what), change, content)

    async def rehearse(self, actor: Actor, number: int, to: tuple[str, str], now: datetime) -> Decided:
        """The announcement as it will look, in every language it was written in, for one member of staff alone."""
        announcement = await self.find(actor, Command.REHEARSE, number)
        content = announcement.content
        replies = [Reply(body(content, language, rehearsal=True), Priority.STAFF) for language in content.said]

        def change(transaction: Transaction) -> None:
            add_messages(transaction, [Addressed(*to, reply, now) for reply in replies])

        return self._decided(actor, Command.REHEARSE, announcement, now, change, {"to": ":".join(to)})

    # Counting and approving

    async def count(self, actor: Actor, number: int, now: datetime) -> Count:
        """Count the audience, and write down everybody in it: whoever is counted now is told, and nobody else."""
        announcement = await self.find(actor, Command.COUNT, number)
        self._check_figures(self._draft(announcement), now)
        counting = await self.office.database.write(partial(stored.begin_count, number=number))
        posters = {poster.code: poster.region for _, poster in await PosterRegister(self.office.database).since(0)}
        choosing = Choosing(self.channels, posters, today_in_china(now))
        elsewhere = await choose_all(self.recipients, announcement, counting, choosing)

        def end(transaction: Transaction) -> None:
            self.office.check(transaction, actor)
            found = stored.end_count(transaction, number, counting, actor.who, now)
            grant = _grant(actor, Command.COUNT, announcement.content.region)
            what = {"selected": found.selected, "told": found.told}
            entry = _entry(actor, Command.COUNT, grant, now, number, announcement.content, what)
            append(transaction, entry, self.office.seal)

        await self.office.database.write(end)
        return await counted(self.recipients, announcement, elsewhere, self.quiet.end(now))

    async def ask(self, actor: Actor, number: int, now: datetime) -> Decided:
        """Ask every colleague who may approve it to look at it; the log says how many."""
        announcement = self._draft(await self.find(actor, Command.ASK, number))
        if announcement.counted is None or announcement.approved is not None:
            raise AnnouncementRefused(_NOT_COUNTED if announcement.counted is None else _APPROVED_BEFORE, number=number)
        told = announcement.counted.told
        if not told:
            raise nobody(announcement.content.corrects)
        asked = [
            Addressed(channel, person, Reply(request(number, told, language), Priority.STAFF), now)
            for channel, person, language in await self._approvers(announcement, actor)
        ]
        if not asked:
            raise AnnouncementRefused(_NOBODY_TO_ASK)

        def change(transaction: Transaction) -> None:
            add_messages(transaction, asked)

        return self._decided(actor, Command.ASK, announcement, now, change, {"asked": len(asked)})

    async def _approvers(self, announcement: Announcement, actor: Actor) -> list[tuple[str, str, str]]:
        """Those who may approve it: where a message reaches them, and their language."""
        everybody = {*self.office.owners, *(member.who for member in await self.office.staff.everybody())}
        found = []
        for who in sorted(everybody - {actor.who, announcement.written_by}):
            channel, _colon, person = who.partition(":")
            colleague, session = (
                await self.office.actor(who),
                await Sessions(self.office.database).load(channel, person),
            )
            may = colleague.may(Command.APPROVE, announcement.content.region)
            if may and session is not None and self.channels.reach(channel):  # a bot speaks to nobody first
                found.append((channel, person, Somebody.of(session).language))
        return found

    async def approve(self, actor: Actor, number: int, fingerprint: str, told: int, now: datetime) -> Decided:
        """Confirm exactly this text for exactly so many people; not by whoever wrote it."""
        announcement = self._draft(await self.find(actor, Command.APPROVE, number))
        self._check_figures(announcement, now)
        counted, content = announcement.counted, announcement.content
        is_own = announcement.written_by == actor.who
        if counted is None:
            raise AnnouncementRefused(_NOT_COUNTED, number=number)
        if announcement.approved is not None:
            raise AnnouncementRefused(_APPROVED_BEFORE, number=number)
        if counted.at > now:
            raise AnnouncementRefused(_COUNTED_AHEAD, time=moment(counted.at))
        if now - counted.at > PATIENCE:
            raise AnnouncementRefused(_COUNTED_LONG_AGO, time=moment(counted.at))
        if not counted.told:
            raise nobody(content.corrects)
        if not is_the_same(fingerprint, content.fingerprint) or told != counted.told:
            raise AnnouncementRefused(_NOT_THE_SAME, fingerprint=in_short(content.fingerprint), people=counted.told)
        if is_own and not self.one_person:
            raise AnnouncementRefused(_YOUR_OWN)
        change = partial(
            stored.approve,
            number=number,
            fingerprint=content.fingerprint,
            told=told,
            who=actor.who,
            at=now,
            counted_since=now - PATIENCE,
        )
        what = {"told": told, **({"wrote_it_too": True} if is_own else {})}
        return self._decided(actor, Command.APPROVE, announcement, now, change, what)

    # Sending

    async def send(self, actor: Actor, number: int, now: datetime, starts_at: datetime | None = None) -> Decided:
        """Let it go out, now or from a later moment on. What it corrects never goes on then."""
        announcement = self._draft(await self.find(actor, Command.SEND, number))
        starts, content = max(starts_at or now, now), announcement.content
        approver = await self._approver(announcement)
        self._check_figures(announcement, starts)
        first = self.quiet.end(starts) or starts
        if first >= content.not_after:
            raise AnnouncementRefused(_OVER, time=moment(content.not_after), first=moment(first))
        wrong = await self.register.get(content.corrects) if content.corrects is not None else None

        def change(transaction: Transaction) -> None:
            if approver is not None:
                self.office.check(transaction, approver)
            stored.send(transaction, number, content.fingerprint, starts)
            if wrong is not None and wrong.state is State.PAUSED:
                stored.cancel(transaction, wrong.number, now)

        what = {"starts": moment(starts), "told": announcement.counted.told if announcement.counted else 0}
        return self._decided(actor, Command.SEND, announcement, now, change, what)

    async def _approver(self, announcement: Announcement) -> Actor | None:
        """Who approved of it, and may still; `None` for an account of the server, which holds no role to lose."""
        if announcement.approved is None:
            raise AnnouncementRefused(_NOT_APPROVED, number=announcement.number)
        if announcement.approved.by.startswith("console:"):
            return None
        approver = await self.office.actor(announcement.approved.by)
        if approver.may(Command.APPROVE, announcement.content.region) is None:
            raise AnnouncementRefused(_APPROVER_GONE, number=announcement.number)
        return approver

    async def pause(self, actor: Actor, number: int, now: datetime) -> Decided:
        """Stop it until it is resumed."""
        announcement = await self.find(actor, Command.PAUSE, number)
        if announcement.state is not State.GOING:
            raise AnnouncementRefused(_NOT_GOING, number=number, state=_state(announcement))
        return self._decided(actor, Command.PAUSE, announcement, now, partial(stored.pause, number=number))

    async def resume(self, actor: Actor, number: int, now: datetime) -> Decided:
        """Go on where it was stopped."""
        announcement = await self.find(actor, Command.RESUME, number)
        if announcement.state is not State.PAUSED:
            raise AnnouncementRefused(_NOT_PAUSED, number=number, state=_state(announcement))
        if (correction := await self.register.corrected_by(number)) is not None:
            raise AnnouncementRefused(_BEING_CORRECTED, number=number, correction=correction)
        return self._decided(actor, Command.RESUME, announcement, now, partial(stored.resume, number=number))

    async def cancel(self, actor: Actor, number: int, now: datetime) -> Decided:
        """Stop it for good: whoever was not told yet never is."""
        announcement = await self.find(actor, Command.CANCEL, number)
        if announcement.state in (State.CANCELLED, State.FINISHED):
            raise AnnouncementRefused(_ENDED, number=number, state=_state(announcement))
        change = partial(stored.cancel, number=number, at=now)
        return self._decided(actor, Command.CANCEL, announcement, now, change)

    # Looking

    async def find(self, actor: Actor, command: Command, number: int) -> Announcement:
        """The announcement with this number, if somebody may do this with it."""
        announcement = await self.register.get(number)
        if announcement is None or actor.may(command, announcement.content.region) is None:
            raise AnnouncementRefused(_NO_SUCH, number=number)
        return announcement

    async def all(self, actor: Actor) -> Every:
        """The announcements of the regions in which somebody may see what became of them.

        Where one that is damaged belongs is not known any more: everybody who may see any is told its number.
        """
        every = await self.register.all()
        theirs = tuple(one for one in every.sound if actor.may(Command.REPORT, one.content.region) is not None)
        return Every(theirs, every.damaged if actor.where_may(Command.REPORT) else ())

    async def _correction_under_way(self, number: int) -> int | None:
        found = await self.register.corrected_by(number)
        correction = await self.register.get(found) if found is not None else None
        return None if correction is None or correction.state is State.FINISHED else correction.number

    def _draft(self, announcement: Announcement) -> Announcement:
        if announcement.state is not State.DRAFT:
            raise AnnouncementRefused(_NOT_A_DRAFT, number=announcement.number, state=_state(announcement))
        return announcement

    def _check_figures(self, announcement: Announcement, now: datetime) -> None:
        """Raises AnnouncementRefused where a figure may not be quoted any more, or is another one by now."""
        content = announcement.content
        audience = Audience.from_json(content.audience)
        said = said_now(content.written, content.region, audience, self.rules, now)
        if said != content.said:
            raise AnnouncementRefused(_FIGURES_CHANGED, text=said["zh_Hans"])

    def _decided(
        self,
        actor: Actor,
        command: Command,
        announcement: Announcement,
        now: datetime,
        change: Callable[[Transaction], None],
        what: Mapping[str, object] | None = None,
    ) -> Decided:
        grant = _grant(actor, command, announcement.content.region)
        entry = _entry(actor, command, grant, now, announcement.number, announcement.content, what)
        return Decided(announcement.number, entry, change)


def in_short(fingerprint: str) -> str:
    """A fingerprint as it is read out and typed: 7F3A-91C2. Enough to tell two drafts apart."""
    return f"{fingerprint[:4]}-{fingerprint[4:8]}".upper()


def is_the_same(typed: str, fingerprint: str) -> bool:
    """Whether a fingerprint was typed, in short or in full."""
    plain = "".join(sign for sign in typed.lower() if sign.isalnum())
    return len(plain) >= 8 and fingerprint.startswith(plain)


def _grant(actor: Actor, command: Command, region: str) -> Grant:
    grant = actor.may(command, region)
    if grant is None:
        raise AnnouncementRefused(_NOT_YOURS, places=tuple(map(place_of, actor.where_may(command))))
    return grant


def _state(announcement: Announcement) -> Words:
    return Words(STATES[announcement.state])


def _entry(
    actor: Actor,
    command: Command,
    grant: Grant,
    now: datetime,
    number: int,
    content: Content,
    what: Mapping[str, object] | None = None,
) -> Entry:
    """What the log says: which announcement, and exactly which text of it."""
    told = {"announcement": number, "fingerprint": in_short(content.fingerprint), **(what or {})}
    return actor.entry(command, grant, now, content.region, told)
