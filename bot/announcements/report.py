"""The report: what became of an announcement, by channel and by reason. It always adds up."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.announcements.acts import in_short
from bot.staff.spreadsheet import as_csv
from flows.words import _
from storage.announcements import Announcement
from storage.recipients import Became, Outcome, Recipients

OUTCOMES: Mapping[Outcome, str] = {
    "sent": _("发到了"),
    "blocked": _("对方停用了我们"),
    "failed": _("发不出去"),
    "expired": _("过了时间或不再相关，没有发"),
    "opted_out": _("退订了，没有发"),
    "cancelled": _("取消了，没有发"),
    "unknown": _("不知道到没到，没有重发"),
    "owed": _("还没发"),
}
"""Everything that can become of it, in the order in which it is told."""

CHANNELS = {"telegram": "Telegram", "web": _("网页"), "wechat": _("微信")}


@dataclass(frozen=True, slots=True)
class Report:
    """An announcement, how many were selected when it was counted, and what became of it for all of them."""

    announcement: Announcement
    became: tuple[Became, ...]

    @property
    def selected(self) -> int:
        """How many were selected."""
        return self.announcement.counted.selected if self.announcement.counted else 0

    @property
    def balances(self) -> bool:
        """Whether it is known of everybody who was selected, and of nobody else, what became of it."""
        return self.selected == sum(one.people for one in self.became)

    @property
    def is_over(self) -> bool:
        """Whether nobody is to be told any more."""
        return not self.of("owed")

    def of(self, outcome: Outcome, channel: str | None = None) -> int:
        """How many had this outcome, on one channel or on all."""
        return sum(one.people for one in self.became if one.outcome == outcome and channel in (None, one.channel))

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels on which anybody was selected."""
        return tuple(dict.fromkeys(one.channel for one in self.became))

    @property
    def reasons(self) -> tuple[Became, ...]:
        """What platforms said where they refused."""
        return tuple(one for one in self.became if one.why)

    def csv(self) -> bytes:
        """The report as a file that any spreadsheet opens."""
        number, fingerprint = self.announcement.number, in_short(self.announcement.content.fingerprint)
        rows = [
            (number, fingerprint, CHANNELS.get(one.channel, one.channel), OUTCOMES[one.outcome], one.why, one.people)
            for one in self.became
        ]
        return as_csv(("通知", "内容", "渠道", "结果", "平台说的原因", "人数"), rows)


async def report(recipients: Recipients, announcement: Announcement) -> Report:
    """What became of an announcement until now. Raises StorageError."""
    return Report(announcement, await recipients.totals(announcement.number))
