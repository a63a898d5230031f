"""海报: how staff make a poster, see what each brought, and withdraw one."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from flows.answers.answer import Option
from flows.answers.area import area
from flows.answers.choice import yes_no
from flows.answers.key import key
from flows.answers.long_text import line
from flows.dialogue import Ask, Flow, Tell, when
from flows.journeys import JOURNEYS
from flows.policy.case import Case
from flows.words import Words, _

JOBS = (
    Option("new", Words(_("做一张新的")), also=("新的", "做", "做海报")),
    Option("list", Words(_("看每张带来多少人")), also=("看", "列表", "名单", "全部")),
    Option("withdraw", Words(_("停用一张")), also=("停用", "撤", "撤下", "作废")),
)
"""What can be done about posters."""


class PosterMaker(Case):
    """What somebody may do about posters. Made for one person, with those that they may withdraw."""

    allowed: ClassVar[Collection[str]] = frozenset()
    hanging: ClassVar[Sequence[Option]] = ()

    def jobs(self) -> tuple[Option, ...]:
        """What they may do."""
        return tuple(job for job in JOBS if job.key in self.allowed)

    def journeys(self) -> tuple[Option, ...]:
        """What a poster can be for."""
        return tuple(Option(flow.id, Words(flow.title)) for flow in JOURNEYS.values())

    def withdrawable(self) -> tuple[Option, ...]:
        """The posters that they may withdraw."""
        return tuple(self.hanging)

    def makes(self) -> bool:
        """Whether one is to be made."""
        return bool(self.facts["poster_job"] == "new")

    def withdraws(self) -> bool:
        """Whether one is to be withdrawn."""
        return bool(self.facts["poster_job"] == "withdraw")

    def has_any(self) -> bool:
        """Whether there is one that they may withdraw."""
        return bool(self.hanging)


job = Ask(
    "poster_job",
    key(),
    _("海报：要做哪一件？"),
    label=_("要做的事"),
    hint=_("点一项，或者回复前面的数字。"),
    offers=PosterMaker.jobs,
)
journey = Ask(
    "poster_journey",
    key(),
    _("海报是办哪一件事的？"),
    label=_("哪一件事"),
    hint=_("点一件事，或者写它的名字。"),
    offers=PosterMaker.journeys,
)
where = Ask(
    "poster_where",
    area(),
    _("给哪里的人看？写市或县的名字，扫码的人就不用再选地方。"),
    label=_("哪里的人"),
    hint=_("请写地方的名字，像「南宁市」「武鸣区」。"),
)
place = Ask(
    "poster_place",
    line(),
    _("贴在哪里？会印在海报下边，像「妇幼保健院住院部」。"),
    label=_("贴的地方"),
    hint=_("写一行就行。"),
)
ready = Ask(
    "poster_ready",
    yes_no(yes=_("登记这张"), no=_("先不登记")).also(yes=("登记",), no=("先不",)),
    _("上面这些会印在海报上。就这样登记吗？"),
    label=_("确定"),
    hint=_("看清楚再选「登记这张」；哪一行不对，可以改。"),
)
which = Ask(
    "poster_which",
    key(),
    _("停用哪一张？"),
    label=_("哪一张"),
    hint=_("点一张，或者回复前面的数字。"),
    offers=PosterMaker.withdrawable,
)
sure = Ask(
    "poster_sure",
    yes_no(yes=_("停用"), no=_("先不停用")),
    _("停用以后，扫它的人还能接着办，但会说海报停用了，也不再计数。不能再恢复。确定吗？"),
    label=_("确定"),
    hint=_("要停用，选「停用」；想再看看，选「先不停用」。"),
)

made = Tell("poster_made", _("海报登记好了。"))
unmade = Tell("poster_unmade", _("好，没有登记。"))
listed = Tell("poster_listed", _("海报都在这里。"))
withdrawn = Tell("poster_withdrawn", _("停用了。"))
kept = Tell("poster_kept", _("好，没有停用。"))
none = Tell("poster_none", _("您管的地方没有能停用的海报。"))

POSTERS_FLOW = Flow(
    "posters",
    title=_("海报"),
    case=PosterMaker,
    routes={
        job: when(
            PosterMaker.makes,
            journey,
            otherwise=when(PosterMaker.withdraws, when(PosterMaker.has_any, which, otherwise=none), otherwise=listed),
        ),
        journey: where,
        where: place,
        place: ready,
        ready: {"yes": made, "no": unmade},
        which: sure,
        sure: {"yes": withdrawn, "no": kept},
    },
    unknown=listed,
)
