"""Prompts: questions about the conversation itself, which wait above the journey until they are answered or left."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from flows.answers.answer import Option
from flows.dialogue import Flow
from flows.entry import read_entry
from flows.showing import echo
from flows.walk import Step
from flows.words import Words, _

PROMPTS: dict[str, dict[str, str]] = {
    "entry": {"stay": _("继续刚才的"), "switch": _("换成新选的这个")},
    "return": {"stay": _("接着填"), "again": _("重新开始")},
    "restart": {"again": _("清空重来"), "stay": _("不清空，接着填")},
    "change": {"switch": _("改成这个"), "stay": _("不改")},
    "my_data": {"stay": _("留着，接着办"), "forget": _("全部删除")},
    "forget": {"stay": _("不删，接着办"), "sure": _("真的全部删除")},
}
"""What each may be answered with. A tap on one names it with a question mark: `?entry`."""

# fmt: off
_YES = ("好", "好的", "是", "是的", "对", "嗯", "可以", "行", "要", "yes", "y", "ok", "okay", "yeah", "yep", "sure")
_NO = ("不", "不要", "不用", "不是", "不了", "算了", "no", "n", "nope")
GO_ON = (
    "继续", "继续填", "继续办", "接着", "接着办", "接着填", "接着来",
    "continue", "go on", "keep going", "carry on", "stay", "resume",
)
_ANEW = ("重来", "重新来", "清空", "again", "start again", "start over", "restart", "clear")

PROMPT_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "entry": {
        "stay": (
            *GO_ON, *_NO, "不换", "不用换", "不换了", "不要换", "刚才的", "先办完这个",
            "this one", "the old one", "do not switch", "do not change",
        ),
        "switch": (
            *_YES, "换", "换吧", "换成", "要换", "换新的", "换成新的", "换成新选的", "换这个", "新的", "新选的",
            "switch", "change", "new", "new one", "the new one",
        ),
    },
    "return": {"stay": (*GO_ON, *_YES), "again": _ANEW},
    "restart": {"again": (*_ANEW, *_YES), "stay": (*GO_ON, *_NO, "不清空", "keep", "keep them", "do not clear")},
    "change": {
        "switch": (*_YES, "改", "改吧", "要改", "change", "switch"),
        "stay": (*_NO, "不用改", "不改了", "keep", "leave it", "do not change"),
    },
    "my_data": {
        "stay": (*GO_ON, "留着", "不删", "好", "keep", "keep it"),
        "forget": ("删除", "删掉", "都删", "全删", "清空", "delete", "delete it", "delete all", "delete everything"),
    },
    "forget": {"stay": ("不", "不删", "不要", "算了", "取消"), "sure": ("真的", "确定", "是的", "全部删除")},
}
# fmt: on
"""What people say instead of tapping; on a deletion no mere yes is heard."""

LASTING = ("entry", "restart", "change")
"""Those that something else, said or asked, leaves waiting: an answer to the question behind is none to them.

Whoever comes back and simply answers that question has gone on; and what is no clear yes to a deletion is a no.
"""


def asked(
    prompt: str, about: tuple[str, ...], journeys: Mapping[str, Flow], flow: Flow | None, step: Step | None
) -> Words | None:
    """What a prompt asks of somebody who is at this step; `None` where there is nothing, or no longer, to ask about."""
    match prompt, *about:
        case "return", *_:
            return Words(_("欢迎回来！上次填到一半，填过的都还在。接着填，还是重新开始？"))
        case "restart", *_:
            return Words(_("要清空填过的，从头开始吗？"))
        case "entry", *_ if flow is not None and (new := _wanted(about, journeys)):
            return Words(_AGAIN if new is flow else _SWITCH, {"now": Words(flow.title), "new": Words(new.title)})
        case "change", question, key if flow is not None and step is not None and question in flow.questions:
            with suppress(ValueError, LookupError):
                ask = flow.questions[question]
                ask.restore(key, step.case)
                return Words(_CHANGE, {"question": Words(ask.label), "value": echo(ask, key, step.case)})
        case "my_data", *_:
            return Words(_("留着接着办，还是全部删除？"))
        case "forget", *_:
            return Words(_("真的全部删除吗？您说过的、填过的都会删掉，找不回来。"))
    return None


def choices(prompt: str) -> tuple[Option, ...]:
    """What stands below a prompt, to be tapped."""
    return tuple(Option(key, Words(text)) for key, text in PROMPTS[prompt].items())


def heard_as(
    prompt: str, about: tuple[str, ...], journeys: Mapping[str, Flow], flow: Flow | None
) -> tuple[Option, ...]:
    """The same with all that is heard as one of them; a journey that only one of them leads to may be named."""
    names = _journeys_named(prompt, about, journeys, flow)
    words = PROMPT_WORDS[prompt]
    return tuple(replace(one, also=(*words[one.key], *names.get(one.key, ()))) for one in choices(prompt))


def _journeys_named(
    prompt: str, about: tuple[str, ...], journeys: Mapping[str, Flow], flow: Flow | None
) -> Mapping[str, tuple[str, ...]]:
    new = _wanted(about, journeys) if prompt == "entry" else None
    if flow is None or new is None or new is flow:
        return {}
    return {"stay": (flow.title, *flow.option.also), "switch": (new.title, *new.option.also)}


def _wanted(about: tuple[str, ...], journeys: Mapping[str, Flow]) -> Flow | None:
    """The journey that the link asks for; `None` where it cannot be read, as by another version it could."""
    try:
        (entry,) = about
        return journeys[read_entry(entry, journeys).journey]
    except ValueError:
        return None


_SWITCH = _("您正在办「{now}」，还没办完。继续，还是换成「{new}」？")
_AGAIN = _("您正在办「{now}」，还没办完。继续刚才的，还是换成新选的，重新办「{new}」？")
_CHANGE = _("您点的是前面的「{question}」。要改成「{value}」吗？")
