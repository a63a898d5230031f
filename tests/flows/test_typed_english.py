"""Typed English: who reads the options in English is understood by more than the whole of a label."""

import pytest

from flows.heard import Speak
from tests.flows.standing import QUESTIONS
from tests.talk import Talk, talk

AT: dict[str, tuple[str, str, tuple[str, ...]]] = {
    **QUESTIONS,
    "special": ("2026-08-10", "late--where-130600", ("2024年",)),
    "last_covered": ("2026-08-10", "late--where-130600", ()),
    "reason": ("2026-08-10", "elsewhere--where-610500--to_where-110000", ()),
    "stage": ("2026-08-10", "elsewhere--where-610500--to_where-110000--reason-living", ()),
    "registered_before": ("2026-08-10", "payment_trouble", ("以前交的",)),
    "details_right": ("2026-08-10", "payment_trouble", ("以前交的", "登记过")),
    "relation": ("2026-08-10", "mutual_aid", ()),
    "scheme": ("2026-08-10", "moving--where-610500", ("上海", "2026-08-01")),
    "pay_now": ("2025-11-30", "enroll--where-610500--history-continuous--job_insurance-no", ("户口在这里", "都没有")),
}

# fmt: off
MEANT: dict[str, dict[str, tuple[str, ...]]] = {
    "hardship": {
        "none": (
            "none", "None.", "no", "nope", "none of them", "none of these", "none of the above", "neither", "nothing",
            "we have none",
        ),
        "dibao": ("dibao", "minimum living allowance", "we get dibao"),
        "tekun": ("tekun", "destitute"),
        "orphan": ("orphan", "an orphan"),
    },
    "special": {
        "none": ("none", "none of them", "no", "neither", "nope"),
        "left_job": ("employee insurance", "lost my job", "unemployed", "I lost my job"),
        "discharged": ("left the army",),
        "released": ("released",),
        "graduate": ("graduated", "just graduated"),
        "hukou_moved": ("moved the hukou",),
    },
    "residence": {
        "none": ("none", "none of them", "neither"),
        "local_hukou": ("household registration", "hukou", "local hukou"),
        "residence_permit": ("residence permit",),
        "student_here": ("student", "goes to school"),
    },
    "hukou": {"done": ("done", "yes", "already done"), "not_yet": ("no", "not yet", "not done")},
    "history": {
        "first": ("never", "never enrolled", "first time"), "lapsed": ("not insured",), "covered": ("already paid",),
    },
    "last_covered": {"never": ("never", "none"), "2025": ("last year",)},
    "job_insurance": {"yes": ("yes", "I have", "I do"), "no": ("no", "none", "I don't", "I do not")},
    "reason": {
        "retired": ("retired",), "living": ("living there", "I live there"), "posted": ("work there",),
        "referral": ("referred", "referral"), "emergency": ("emergency", "an emergency"),
        "trip": ("business trip", "holiday", "short stay"),
    },
    "stage": {
        "before": ("not yet",), "in_hospital": ("in hospital", "I am in hospital"), "discharged": ("already discharged",),
    },
    "pay_now": {"start": ("yes", "ok", "guide me"), "later": ("later", "no", "not now")},
    "registered": {"done": ("done", "yes"), "trouble": ("problem", "there is a problem", "failed")},
    "when_paid": {"today": ("today", "just now"), "earlier": ("yesterday", "last week"), "not_paid": ("not yet",)},
    "registered_before": {"yes": ("yes",), "no": ("no",), "unsure": ("not sure", "I don't know")},
    "details_right": {"yes": ("yes", "correct"), "no": ("no", "wrong", "not correct")},
    "relation": {
        "spouse": ("wife", "my husband"), "parent": ("mother", "my dad"), "child": ("my son",),
        "sibling": ("my sister",), "grandparent": ("grandmother",),
    },
    "scheme": {"resident": ("resident",), "employee": ("employee",)},
}
NOT_GUESSED: dict[str, tuple[str, ...]] = {
    "hardship": ("not dibao", "not none", "list", "yes", "do I have none?"),
    "special": ("just", "not released", "if unemployed", "job", "yes"),
    "residence": ("no", "not", "here", "this", "this place", "not a student", "I want a residence permit"),
    "history": ("no", "yes", "insured", "not", "2025"),
    "reason": ("there", "at home", "hospital at", "not an emergency", "not retired"),
    "stage": ("treated", "now", "or"),
    "job_insurance": ("I do not know", "I have heard of it", "I will"),
    "hukou": ("it will be done", "nothing is done"),
    "details_right": ("nothing is wrong", "is it correct?", "maybe wrong"),
    "registered": ("no", "not yet", "is"),
    "relation": ("my mother-in-law", "mother in law", "my wife's mother", "my father's sister", "not my wife"),
    "scheme": ("medical", "insurance", "medical insurance", "not employee", "employee?"),
}
# fmt: on


def reading_english(question: str) -> Talk:
    """Somebody who has come as far as this question, and reads it in English."""
    day, entry, said = AT[question]
    one = talk(day, *said, entry=entry).hear(Speak("en"))
    assert one.step == question
    return one


@pytest.mark.parametrize(
    ("question", "said", "key"),
    [(question, said, key) for question, ways in MEANT.items() for key, every in ways.items() for said in every],
)
def test_people_are_understood(question: str, said: str, key: str) -> None:
    assert reading_english(question).say(said).answers.get(question) == key


@pytest.mark.parametrize(
    ("question", "said"), [(question, said) for question, every in NOT_GUESSED.items() for said in every]
)
def test_nothing_is_guessed(question: str, said: str) -> None:
    assert question not in reading_english(question).say(said).answers


@pytest.mark.parametrize("question", sorted(AT))
@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_every_label_is_its_own_name(question: str, language: str) -> None:
    labels = {option.key: option.label for option in reading_english(question).hear(Speak(language)).screen.options}
    for key, label in labels.items():
        one = reading_english(question).hear(Speak(language)).say(label)
        if key.partition(":")[0] not in ("more", "area") and key != "later":
            assert one.answers.get(question) == key
