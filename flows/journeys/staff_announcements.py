"""通知: how staff write to many people at once, let a second person look at it, and see what becomes of it.

What may be done with an announcement depends on how far it has got, and on who asks: nothing else is offered.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from flows.answers.answer import Option
from flows.answers.area import area
from flows.answers.choice import choice, yes_no
from flows.answers.day import any_day
from flows.answers.key import key
from flows.answers.long_text import long_text
from flows.dialogue import Ask, Flow, Tell, when
from flows.journeys import JOURNEYS
from flows.policy.case import Case
from flows.words import Words, _

NEW, LIST = "new", "list"

ACTS = (
    Option("report", Words(_("看结果")), also=("结果", "进度", "报告")),
    Option("rehearse", Words(_("发一份给自己看")), also=("预览", "试发")),
    Option("count", Words(_("数人数")), also=("数", "数一数", "人数")),
    Option("ask", Words(_("请同事审核")), also=("请人审核", "送审")),
    Option("approve", Words(_("审核")), also=("通过", "同意")),
    Option("send", Words(_("发送")), also=("发", "开始发")),
    Option("pause", Words(_("暂停")), also=("停", "停一下", "先停")),
    Option("resume", Words(_("接着发")), also=("继续", "继续发", "恢复")),
    Option("rewrite", Words(_("改内容")), also=("改", "重写", "修改")),
    Option("correct", Words(_("发更正")), also=("更正",)),
    Option("cancel", Words(_("取消这条通知")), also=("取消", "不发了", "作废")),
)
"""Everything that can be done with an announcement, by the last part of the command's name."""


class Announcer(Case):
    """What somebody may do with announcements. Made for one person, with those that they may look at.

    `choices` are the announcements, `possible` the keys of what may be done with each, `confirmations` what is to be
    confirmed of each: exactly this text for exactly so many people; `posters` those through which people may have come.
    """

    writes: ClassVar[bool] = False
    choices: ClassVar[Sequence[Option]] = ()
    possible: ClassVar[Mapping[str, Sequence[str]]] = {}
    confirmations: ClassVar[Mapping[str, str]] = {}
    posters: ClassVar[Sequence[Option]] = ()

    def which(self) -> tuple[Option, ...]:
        """A new one, those that there are, or all of them at a glance."""
        return (*((_NEW,) if self.writes else ()), *self.choices, _LIST)

    def acts(self) -> tuple[Option, ...]:
        """What can be done with the one that was chosen."""
        allowed = self.possible.get(self.facts["announce_which"], ())
        return tuple(act for act in ACTS if act.key in allowed)

    def to_confirm(self) -> tuple[Option, ...]:
        """Exactly this, or not yet. Whatever changes of it changes the key, so that an old button confirms nothing."""
        found = self.confirmations.get(self.facts["announce_which"])
        return (*((Option(found, _CONFIRM.label, _CONFIRM.also),) if found else ()), _NOT_YET)

    def journeys(self) -> tuple[Option, ...]:
        """The journeys of residents; for those who are not done, whichever it is."""
        every = tuple(Option(flow.id, Words(flow.title)) for flow in JOURNEYS.values())
        return (_ANY, *every) if self.facts["announce_whom"] == "unfinished" else every

    def came_by(self) -> tuple[Option, ...]:
        """The posters that hang where they may write to people."""
        return tuple(self.posters) or (_NO_POSTER,)

    def is_new(self) -> bool:
        """Whether one is to be written."""
        return bool(self.facts["announce_which"] == NEW)

    def lists(self) -> bool:
        """Whether all of them are to be shown."""
        return bool(self.facts["announce_which"] == LIST)

    def writes_text(self) -> bool:
        """Whether an existing one is written anew, or set right."""
        return self.facts["announce_act"] in ("rewrite", "correct")

    def approves(self) -> bool:
        """Whether it is to be approved."""
        return bool(self.facts["announce_act"] == "approve")

    def confirms(self) -> bool:
        """Whether exactly that was confirmed."""
        return bool(self.facts["announce_confirm"] != _NOT_YET.key)

    def sends(self) -> bool:
        """Whether it is to go out."""
        return bool(self.facts["announce_act"] == "send")

    def cancels(self) -> bool:
        """Whether it is to be stopped for good."""
        return bool(self.facts["announce_act"] == "cancel")

    def in_chinese_too(self) -> bool:
        """Whether a text in traditional characters is to follow the English one."""
        return bool(self.facts["announce_more"] == "both")


_NEW = Option(NEW, Words(_("写一条新的")), also=("写", "新的", "新通知"))
_LIST = Option(LIST, Words(_("看全部通知")), also=("全部", "列表"))
_CONFIRM = Option("", Words(_("确认，就是这个内容、这么多人")), also=("确认", "同意", "通过", "是", "对"))
_NOT_YET = Option("not_yet", Words(_("先不审核")), also=("不", "不对", "先不", "等等"))
_ANY = Option("any", Words(_("所有的事")), also=("都算", "全部", "所有", "什么事都算"))
_NO_POSTER = Option("none", Words(_("这里还没有海报")))

which = Ask(
    "announce_which",
    key(),
    _("通知：要看哪一条，还是写新的？"),
    label=_("哪一条"),
    hint=_("点一项，或者回复前面的数字。"),
    offers=Announcer.which,
)
act = Ask(
    "announce_act",
    key(),
    _("这条通知要怎么办？"),
    label=_("怎么办"),
    hint=_("点一项，或者回复前面的数字。"),
    offers=Announcer.acts,
)

# ── What it says ─────────────────────────────────────────────────────────────────────────────────────────────────────

text = Ask(
    "announce_text",
    long_text(),
    _("请写简体中文的内容，一次发完。数字不用自己写，用花括号里的名字代替，名字都列在上面。"),
    label=_("内容"),
    hint=_("直接把要发的话写过来，可以分几行。"),
)
more = Ask(
    "announce_more",
    choice(
        none=_("不用，都看简体中文"), en=_("再写英文的"), hant=_("再写繁体中文的"), both=_("英文和繁体中文都写")
    ).also(none=("不用", "不写", "没有"), en=("英文",), hant=("繁体", "繁體"), both=("都写", "都要")),
    _("要不要再写别的语言？没写的，看到的都是简体中文。"),
    label=_("别的语言"),
    hint=_("点一项，或者回复前面的数字。"),
)
in_english = Ask(
    "announce_in_english",
    long_text(),
    _("请写英文的内容，花括号里的名字照样用。"),
    label=_("英文内容"),
    hint=_("直接把英文的内容写过来。"),
)
in_hant = Ask(
    "announce_in_hant",
    long_text(),
    _("请写繁体中文的内容，花括号里的名字照样用。"),
    label=_("繁体内容"),
    hint=_("直接把繁体中文的内容写过来。"),
)

# ── Whom it is for, and until when ───────────────────────────────────────────────────────────────────────────────────

where = Ask(
    "announce_where",
    area(),
    _("发给哪里的人？写省、市或县的名字，下面的地方也算；都发就写「全部」。"),
    label=_("哪里的人"),
    hint=_("请写地方的名字，像「南宁市」「武鸣区」；什么地方都发，写「全部」。"),
)
whom = Ask(
    "announce_whom",
    choice(
        everybody=_("所有人"),
        unfinished=_("开始了、还没办完的"),
        before=_("有期限快到的"),
        journey=_("在办某一件事的"),
        poster=_("扫某张海报来的"),
        language=_("用某种语言的"),
        listed=_("名单上的"),
    ).also(
        everybody=("全部", "都发", "大家"),
        unfinished=("没办完的", "没办完", "中途离开的"),
        before=("期限", "快到期的"),
        journey=("事项",),
        poster=("海报",),
        language=("语言",),
        listed=("名单",),
    ),
    _("发给其中的哪些人？"),
    label=_("哪些人"),
    hint=_("点一项，或者回复前面的数字。"),
)
journey = Ask(
    "announce_journey",
    key(),
    _("在办哪一件事的？"),
    label=_("哪一件事"),
    hint=_("点一件事，或者写它的名字。"),
    offers=Announcer.journeys,
)
before = Ask(
    "announce_before",
    any_day(),
    _("期限在哪一天以前的？已经过了期限的不发。"),
    label=_("期限在这天以前"),
    hint=_("请写年月日。"),
)
poster = Ask(
    "announce_poster",
    key(),
    _("扫哪一张海报来的？"),
    label=_("哪张海报"),
    hint=_("点一张，或者回复前面的数字。"),
    offers=Announcer.came_by,
)
language = Ask(
    "announce_language",
    choice(zh_hans=_("简体中文"), zh_hant=_("繁体中文"), en=_("英文")),
    _("用哪一种语言的？"),
    label=_("哪种语言"),
    hint=_("点一项，或者回复前面的数字。"),
)
people = Ask(
    "announce_people",
    long_text(),
    _("请把名单发过来，一行一个人，先写渠道再写编号，像操作记录里那样。"),
    label=_("名单"),
    hint=_("一行一个人；名单很长的，请在服务器上用文件。"),
)
until = Ask(
    "announce_until",
    choice(usual=_("照平常的期限"), today=_("只在今天有用"), day=_("我来选最后一天")).also(
        usual=("平常", "照常"), today=("今天", "当天"), day=("选", "选一天")
    ),
    _("这条通知到什么时候还有用？过了就不再发。"),
    label=_("有用到"),
    hint=_("点一项，或者回复前面的数字。"),
)
last_day = Ask(
    "announce_last_day",
    any_day(),
    _("有用到哪一天？"),
    label=_("最后一天"),
    hint=_("请写年月日。"),
)

# ── Letting it go ────────────────────────────────────────────────────────────────────────────────────────────────────

confirm = Ask(
    "announce_confirm",
    key(),
    _("确认就是上面这个内容，发给上面这么多人吗？"),
    label=_("确认"),
    hint=_("看清楚内容和人数，再点「确认」。"),
    offers=Announcer.to_confirm,
)
start = Ask(
    "announce_start",
    choice(now=_("现在就发"), tomorrow=_("明天上午九点"), day=_("选一天，上午九点")).also(
        now=("现在", "马上", "立刻"), tomorrow=("明天",), day=("选", "选一天")
    ),
    _("什么时候开始发？"),
    label=_("什么时候发"),
    hint=_("点一项，或者回复前面的数字；别的钟点请在服务器上定。"),
)
first_day = Ask(
    "announce_first_day",
    any_day(),
    _("哪一天开始发？"),
    label=_("哪一天发"),
    hint=_("请写年月日。"),
)
sure = Ask(
    "announce_sure",
    yes_no(yes=_("取消，不再发"), no=_("先不取消")),
    _("取消以后，还没收到的人就不再发了，也不能再接着发。确定吗？"),
    label=_("确定"),
    hint=_("要取消，选「取消，不再发」；想再看看，选「先不取消」。"),
)

written = Tell("announce_written", _("通知写好了。"))
done = Tell("announce_done", _("办好了。"))
approved = Tell("announce_approved", _("审核过了。"))
sent = Tell("announce_sent", _("开始发了。"))
cancelled = Tell("announce_cancelled", _("取消了。"))
kept = Tell("announce_kept", _("好，什么都没有动。"))
listed = Tell("announce_listed", _("通知都在这里。"))

then_where = when(Announcer.is_new, where, otherwise=written)

ANNOUNCE = Flow(
    "announce",
    title=_("通知"),
    case=Announcer,
    routes={
        which: when(Announcer.is_new, text, otherwise=when(Announcer.lists, listed, otherwise=act)),
        act: when(
            Announcer.writes_text,
            text,
            otherwise=when(
                Announcer.approves,
                confirm,
                otherwise=when(Announcer.sends, start, otherwise=when(Announcer.cancels, sure, otherwise=done)),
            ),
        ),
        text: more,
        more: {"none": then_where, "en": in_english, "hant": in_hant, "both": in_english},
        in_english: when(Announcer.in_chinese_too, in_hant, otherwise=then_where),
        in_hant: then_where,
        where: whom,
        whom: {
            "everybody": until,
            "unfinished": journey,
            "before": before,
            "journey": journey,
            "poster": poster,
            "language": language,
            "listed": people,
        },
        journey: until,
        before: until,
        poster: until,
        language: until,
        people: until,
        until: {"usual": written, "today": written, "day": last_day},
        last_day: written,
        confirm: when(Announcer.confirms, approved, otherwise=kept),
        start: {"now": sent, "tomorrow": sent, "day": first_day},
        first_day: sent,
        sure: {"yes": cancelled, "no": kept},
    },
    unknown=listed,
)
