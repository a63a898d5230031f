"""Trouble: what is said when something did not work, and what to do then. No details, and never a dead end."""

from dataclasses import dataclass

from flows.words import _


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, in a heading, and what to do."""

    status: int
    title: str
    text: str


NOT_KEPT = Trouble(503, _("刚才那句没存上"), _("请稍后再按一次。您写的字和填过的都还在。"))
NOT_THERE = Trouble(503, _("现在打不开"), _("填过的都还在，请过几分钟再打开一次。"))
NOT_FOUND = Trouble(404, _("没有这一页"), _("链接可能没复制完整。请回到对话，从那里接着办。"))
NOT_READ = Trouble(400, _("这一步没看懂"), _("页面可能太旧了。请回到对话，在最新的一步上再按一次；填过的都还在。"))
TOO_LONG = Trouble(413, _("这段话太长了"), _("请写短一些，分几次说也行。按返回键，写的字还在。"))
FROM_ELSEWHERE = Trouble(
    403, _("这一步没有办"), _("它是从别的网站来的，为了安全没有照办。请在参保通的对话里再按一次。")
)
FAILED = Trouble(500, _("出了点问题"), _("不是您的错。填过的都还在，请回到对话再试一次。"))
