"""The main journeys as somebody goes through them: what they answer, by the question that is asked."""

from dataclasses import dataclass

from tests.telegram.botapi.server import Posted
from tests.telegram.botapi.somebody import Somebody


@dataclass(frozen=True)
class Way:
    """One way through a journey: the link it begins with, the answers, and what the conclusion says.

    `typed` are the questions that are asked without options.
    """

    entry: str
    answers: dict[str, str]
    conclusion: str
    typed: tuple[str, ...] = ()


WAYS = {
    "newborn": Way(
        "newborn--where-610500", {"born": "2026年5月20日", "hukou": "上了"}, "来得及！最晚2026年8月17日", ("born",)
    ),
    "enroll": Way(
        "enroll--where-130600",
        {"history": "从来没参加过", "job_insurance": "没有", "residence": "户口在这里", "hardship": "都没有"},
        "集中缴费期已经过了，但现在还能补",
    ),
    "late": Way(
        "late--where-130600",
        {"last_covered": "2024年", "special": "都不是", "hardship": "都没有"},
        "建议",
        ("last_covered",),
    ),
    "elsewhere": Way("elsewhere--where-610500--to_where-110000", {"reason": "长期居住", "stage": "还没"}, "备案"),
}


@dataclass(frozen=True)
class Act:
    """What somebody does: they write a text, or press a button."""

    text: str = ""
    data: str = ""


def is_conclusion(posted: Posted, way: Way) -> bool:
    """Whether somebody has come to the end."""
    return way.conclusion in posted.text and {"依据", "菜单"} < set(posted.labels)


def next_act(posted: Posted, way: Way, *, tapping: bool = True) -> Act:
    """The answer to what is asked: by its button where there is one."""
    keys = [key for row in posted.keys for key in row]
    asked = next(iter({key["callback_data"].partition(":")[0] for key in keys} & set(way.answers)), "".join(way.typed))
    wanted = way.answers[asked]
    found = [key for key in keys if key["callback_data"].startswith(f"{asked}:") and wanted in key["text"]]
    if not found:
        return Act(text=wanted)
    return Act(data=found[0]["callback_data"]) if tapping else Act(text=found[0]["text"].partition(". ")[2])


def answer(somebody: Somebody, way: Way, *, tapping: bool = True) -> int:
    """Answer what is asked."""
    act = next_act(somebody.latest, way, tapping=tapping)
    return somebody.press(act.data, somebody.latest) if act.data else somebody.say(act.text)
