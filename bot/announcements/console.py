"""Announcements from the command line: written, counted, approved of, sent, watched, stopped, corrected, reported."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, cast

import typer
from rich.console import Console
from rich.table import Table

from bot.announcements.acts import STATES, Acts, Decided, in_short
from bot.announcements.audience import Audience, Stage, described, hash_of, read_list
from bot.announcements.counting import Count, nobody
from bot.announcements.message import in_text
from bot.announcements.progress import follow_until_told
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.report import CHANNELS, OUTCOMES, Report, report
from bot.announcements.shown import of_damaged
from bot.announcements.writing import Draft
from bot.posters.code import typed_code
from bot.posters.refusal import NoSuchPoster, PosterRefused
from bot.settings import Settings
from bot.staff.cells import cell, visible
from bot.staff.console import in_the_office, look, region_meant, said, whoever_types
from bot.staff.office import Actor, Office
from bot.staff.roles import Command
from bot.staff.times import moment, now_in_china
from bot.translator import LANGUAGES
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from storage.announcements import Announcement, State
from storage.errors import StaleRevision
from storage.posters import PosterRegister

_PEOPLE = {
    "told": "会收到",
    "blocked": "停用了我们，收不到",
    "opted_out": "退订了，不发",
    "elsewhere": "所在的渠道发不了",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom an announcement is for, as it was typed."""

    where: str
    journey: str = ""
    stage: str = ""
    before: date | None = None
    poster: str = ""
    language: str = ""
    people: str | None = None

    def draft(self, texts: Mapping[str, str], not_after: datetime | None, today: date) -> Draft:
        """What is to be written. Raises AnnouncementRefused."""
        people = read_list(self.people.splitlines()) if self.people is not None else ()
        audience = Audience(
            journey=self.journey,
            stage=cast(Stage, self.stage),  # what there is not is refused when it is written
            before=self.before,
            poster=typed_code(self.poster) or self.poster,
            language=self.language,
            listed=(len(people), hash_of(people)) if self.people is not None else None,
        )
        return Draft(region_meant(self.where, today), texts, audience, not_after, people)


def write(
    settings: Settings, texts: Mapping[str, str], wanted: Wanted, not_after: datetime | None, edit: int | None
) -> int:
    """Write an announcement, or a draft anew, and print it."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        draft = wanted.draft(texts, not_after, now.date())
        await _check_poster(acts.office, draft.audience.poster)
        decided = await (acts.write(actor, draft, now) if edit is None else acts.rewrite(actor, edit, draft, now))
        await acts.make(actor, decided)
        typer.echo(f"第 {decided.number} 号通知写好了。")
        _preview(await acts.find(actor, Command.WRITE, decided.number))
        typer.echo(f"接下来数人数：canbao announce count {decided.number}")

    return _act(settings, work)


def correct(settings: Settings, number: int, texts: Mapping[str, str], not_after: datetime | None) -> int:
    """Write a correction, and print it."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        decided = await acts.correct(actor, number, texts, now, not_after)
        await acts.make(actor, decided)
        typer.echo(f"第 {number} 号通知的更正写好了，是第 {decided.number} 号。")
        if decided.entry.what["paused"]:
            typer.echo(f"第 {number} 号还没发完的先暂停了。")
        _preview(await acts.find(actor, Command.CORRECT, decided.number))
        typer.echo(f"接下来数人数：canbao announce count {decided.number}")

    return _act(settings, work)


def rehearse(settings: Settings, number: int, to: str) -> int:
    """Print an announcement as it will look, and send it to one colleague if they are named."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        _preview(await acts.find(actor, Command.REHEARSE, number))
        if not to:
            return
        channel, _, person = to.partition(":")
        if not (await acts.office.actor(to)).grants:
            typer.echo(f"{to} 不是有身份的同事，不能发给他预览。", err=True)
            raise typer.Exit(2)
        await acts.make(actor, await acts.rehearse(actor, number, (channel, person), now))
        typer.echo(f"预览发给 {to} 了。")

    return _act(settings, work)


def count(settings: Settings, number: int) -> int:
    """Count the audience and print it by reason."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        _show_count(number, await acts.count(actor, number, now))

    return _act(settings, work)


def ask(settings: Settings, number: int) -> int:
    """Ask those who may approve it to look at it."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        decided = await acts.ask(actor, number, now)
        await acts.make(actor, decided)
        typer.echo(f"请 {decided.entry.what['asked']} 位同事审核第 {number} 号通知了，他们会收到消息。")

    return _act(settings, work)


def approve(settings: Settings, number: int, fingerprint: str, people: int) -> int:
    """Confirm a text and a number."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        decided = await acts.approve(actor, number, fingerprint, people, now)
        await acts.make(actor, decided)
        own = "（自己写自己审，记录里写明了）" if "wrote_it_too" in decided.entry.what else ""
        typer.echo(f"第 {number} 号通知审核过了，发给 {people} 人{own}。")
        typer.echo(f"接下来发送：canbao announce send {number}")

    return _act(settings, work)


def send(settings: Settings, number: int, *, at: datetime | None = None, follow: bool = True) -> int:
    """Let it go, now or later, and watch it if that is wanted."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        decided = await acts.send(actor, number, now, at)
        await acts.make(actor, decided)
        if until := acts.quiet.end(max(at or now, now)):
            typer.echo(f"第 {number} 号通知排好了。现在是休息时间，{moment(until)} 开始发。")
        elif at is not None and at > now:
            typer.echo(f"第 {number} 号通知定在 {moment(at)} 开始发。")
        else:
            typer.echo(f"第 {number} 号通知开始发了。")
            if follow:
                await follow_until_told(acts, await acts.find(actor, Command.SEND, number), Console())

    return _act(settings, work)


def change(settings: Settings, number: int, act: Literal["pause", "resume", "cancel"]) -> int:
    """Stop it, let it go on, or stop it for good."""
    told = {"pause": "暂停了。接着发：canbao announce resume", "resume": "接着发了", "cancel": "取消了，不再发"}

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        decide: Callable[[Actor, int, datetime], Awaitable[Decided]] = getattr(acts, act)
        await acts.make(actor, await decide(actor, number, now))
        typer.echo(f"第 {number} 号通知{told[act]}" + (f" {number}" if act == "pause" else "。"))

    return _act(settings, work)


def show_report(settings: Settings, number: int, csv: Path | None, *, follow: bool = False) -> int:
    """Print what became of it, or write it to a file."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        announcement = await acts.find(actor, Command.REPORT, number)
        await look(acts.office, Command.REPORT, now, announcement.content.region, {"announcement": number})
        if follow and announcement.state is State.GOING:
            await follow_until_told(acts, announcement, Console())
        found = await report(acts.recipients, await acts.find(actor, Command.REPORT, number))
        if csv:
            await asyncio.to_thread(csv.write_bytes, found.csv())
            typer.echo(f"写好了：{csv}")
        else:
            _show_report(found)

    return _act(settings, work)


def show_list(settings: Settings) -> int:
    """Print every announcement."""

    async def work(acts: Acts, actor: Actor, now: datetime) -> None:
        table = Table()
        for name in ("编号", "现在", "给谁", "内容", "会收到", "什么时候"):
            table.add_column(name, overflow="fold", no_wrap=name in ("编号", "现在"))
        await look(acts.office, Command.REPORT, now)
        every = await acts.all(actor)
        for one in every.sound:
            told = str(one.counted.told) if one.counted else "没数"
            when = moment(one.starts_at or one.written_at)
            row = (one.number, STATES[one.state], _audience(one), _beginning(one), told, when)
            table.add_row(*map(cell, row))
        Console().print(table)
        if every.damaged:
            typer.echo(said(of_damaged(every.damaged)), err=True)

    return _act(settings, work)


def _act(settings: Settings, work: Callable[[Acts, Actor, datetime], Awaitable[None]]) -> int:
    """Do something; 1 where it is refused, with the reason."""

    async def run(office: Office) -> None:
        acts = Acts.of(settings, office, Rulebook(Library.open(settings.packs)))
        await work(acts, whoever_types(), now_in_china())

    try:
        in_the_office(settings, run)
    except (AnnouncementRefused, PosterRefused) as why:
        typer.echo(str(why), err=True)
        return 1
    except StaleRevision:
        typer.echo("刚才有人同时改了这条通知。请看一眼现在是什么样，再试一次。", err=True)
        return 1
    return 0


async def _check_poster(office: Office, code: str) -> None:
    """Raises NoSuchPoster: nobody ever came by a code that was mistyped."""
    if code and code not in {poster.code for _, poster in await PosterRegister(office.database).since(0)}:
        raise NoSuchPoster(code)


def _preview(announcement: Announcement) -> None:
    content = announcement.content
    typer.echo(f"给谁：{_audience(announcement)}")
    typer.echo(f"过了 {moment(content.not_after)} 就不再发。内容指纹：{in_short(content.fingerprint)}")
    for language in content.said:
        typer.echo(f"── {LANGUAGES[language]} ──")
        typer.echo(in_text(content, language))
    typer.echo("──────")


def _audience(announcement: Announcement) -> str:
    content = announcement.content
    words = described(Audience.from_json(content.audience), content.region, content.corrects)
    return "，".join(map(said, words))


def _beginning(announcement: Announcement) -> str:
    text = announcement.content.said["zh_Hans"].replace("\n", " ")
    return visible(text if len(text) <= 30 else f"{text[:29]}…")


def _show_count(number: int, found: Count) -> None:
    table = Table()
    for name in ("渠道", "情况", "人数"):
        table.add_column(name, justify="right" if name == "人数" else "left")
    for (channel, reason), people in sorted(found.people.items()):
        table.add_row(CHANNELS.get(channel, channel), _PEOPLE[reason], str(people))
    table.add_section()
    table.add_row("合计", "选中", str(found.selected))
    table.add_row("", "会收到", str(found.told))
    Console().print(table)
    if found.missing:
        typer.echo(f"名单上有 {found.missing} 个没有选中：没来过，资料已经删了，或者不在这个地方。")
    if found.forgotten:
        typer.echo(f"还有 {found.forgotten} 个收到过或者可能收到过，但资料已经删了，收不到更正。")
    if found.waits_until:
        typer.echo(f"现在是休息时间，发的话要等到 {moment(found.waits_until)}。")
    if not found.told:
        typer.echo(said(nobody(found.corrects).words))
        return
    typer.echo("请另一个人在半小时内审核：")
    content = in_short(found.fingerprint)
    typer.echo(f"canbao announce approve {number} --content {content} --people {found.told}")


def _show_report(found: Report) -> None:
    announcement = found.announcement
    typer.echo(f"第 {announcement.number} 号通知{STATES[announcement.state]}：{_beginning(announcement)}")
    if announcement.approved and announcement.counted:
        typer.echo(f"{announcement.written_by} 写，{announcement.approved.by} 审核，选中 {found.selected} 人。")
    table = Table()
    table.add_column("结果")
    for channel in found.channels:
        table.add_column(CHANNELS.get(channel, channel), justify="right")
    table.add_column("合计", justify="right")
    for outcome, name in OUTCOMES.items():
        if found.of(outcome):
            numbers = (found.of(outcome, channel) for channel in found.channels)
            table.add_row(name, *map(str, numbers), str(found.of(outcome)))
    table.add_section()
    totals = (sum(one.people for one in found.became if one.channel == channel) for channel in found.channels)
    table.add_row("合计", *map(str, totals), str(sum(one.people for one in found.became)))
    Console().print(table)
    for one in found.reasons:
        typer.echo(f"{CHANNELS.get(one.channel, one.channel)}说：{visible(one.why)}（{one.people} 人）")
    if announcement.counted and not found.balances:
        typer.echo(f"对不上：选中的是 {found.selected} 人。请把数据库文件留着，告诉负责服务器的人。", err=True)
