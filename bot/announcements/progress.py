"""Progress: an announcement that is being sent, watched from the terminal. The sending is done by the server."""

import asyncio
from collections.abc import Awaitable, Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.announcements.acts import STATES, Acts
from bot.announcements.report import Report, report
from storage.announcements import Announcement, State

_EVERY = 0.5
_PATIENCE = 20
"""After so many looks at which nothing has changed, it is said that perhaps no server is running."""

Wait = Callable[[float], Awaitable[None]]


async def follow_until_told(
    acts: Acts, announcement: Announcement, console: Console, wait: Wait = asyncio.sleep
) -> None:
    """Show how far it has got until it has ended or is stopped; whoever is shown it on a page is not waited for."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[said]}"),
        console=console,
        auto_refresh=False,
    )
    with bar:
        task = bar.add_task(f"第 {announcement.number} 号", total=None, said="")
        still, before = 0, -1
        while True:
            found = await report(acts.recipients, announcement)
            waiting = sum(found.of("owed", channel) for channel in acts.channels.pushed)
            done = sum(one.people for one in found.became) - found.of("owed")
            still, before = (still + 1 if done == before else 0), done
            bar.update(task, total=done + waiting, completed=done, said=_said(found, still), refresh=True)
            now = await acts.register.get(announcement.number)
            if not waiting or now is None or now.state is not State.GOING:
                break
            await wait(_EVERY)
    if now is not None and now.state is not State.GOING:
        console.print(f"第 {now.number} 号通知{STATES[now.state]}。", markup=False, highlight=False)
    if page := found.of("owed") - waiting:
        console.print(f"网页上还有 {page} 人，回来时会看到。", markup=False, highlight=False)


def _said(found: Report, still: int) -> str:
    if still > _PATIENCE:
        return "没有动静：服务器在运行吗？"
    troubles = found.of("blocked") + found.of("failed") + found.of("unknown")
    return f"没发到 {troubles}" if troubles else ""
