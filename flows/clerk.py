"""The clerk: what a member of staff may do, as the case on which the journeys of staff are decided."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from flows.answers.answer import Option
from flows.policy.case import Case
from flows.words import Words, _

JOBS = (
    Option("add", Words(_("加一个人")), also=("加人", "添加", "邀请", "邀请码")),
    Option("remove", Words(_("取消一个人的权限")), also=("取消", "取消权限", "删除", "移除")),
    Option("list", Words(_("看名单")), also=("名单", "都有谁")),
)
"""What can be done about staff."""

LOOKS = (
    Option("show", Words(_("看最近的记录")), also=("看记录", "最近的")),
    Option("verify", Words(_("核对记录有没有被改过")), also=("核对", "检查", "验证")),
)
"""What can be done with the record of what staff did."""


class Clerk(Case):
    """What somebody may do. Made for one person by `clerk`: nobody is offered what they may not do."""

    allowed: ClassVar[Collection[str]] = frozenset()
    people: ClassVar[Sequence[Option]] = ()

    def jobs(self) -> tuple[Option, ...]:
        """What they may do about staff."""
        return tuple(job for job in JOBS if job.key in self.allowed)

    def looks(self) -> tuple[Option, ...]:
        """What they may do with the audit log."""
        return tuple(look for look in LOOKS if look.key in self.allowed)

    def whom(self) -> tuple[Option, ...]:
        """Whose permission they may take away."""
        return tuple(self.people)

    def adds(self) -> bool:
        """Whether somebody is to be added."""
        return bool(self.facts["staff_job"] == "add")

    def removes(self) -> bool:
        """Whether somebody's permission is to be taken away."""
        return bool(self.facts["staff_job"] == "remove")

    def has_people(self) -> bool:
        """Whether there is anybody whose permission they may take away."""
        return bool(self.people)

    def checks(self) -> bool:
        """Whether the log is to be verified."""
        return bool(self.facts["audit_look"] == "verify")

    def by_question(self) -> bool:
        """Whether the numbers are to be told question by question."""
        return bool(self.facts["stats_by"] == "question")


def clerk(allowed: Collection[str], people: Sequence[Option] = ()) -> type[Clerk]:
    """The case of one person: the keys of what they may do, and the people whose permission they may take away."""
    return type("Clerk", (Clerk,), {"allowed": frozenset(allowed), "people": tuple(people)})
