"""Somebody who has come as far as a question: a way to each question of the two journeys, and to a conclusion."""

from tests.talk import Talk, talk

NOVEMBER = "2025-11-30"
AUGUST = "2026-08-10"

BABY = "newborn--where-610500"
"""Shaanxi's rules, and a hotline of its own."""
PAYER = "enroll--where-610500--history-continuous"

QUESTIONS = {
    "where": (AUGUST, "newborn", ()),
    "born": (AUGUST, BABY, ()),
    "hukou": (AUGUST, f"{BABY}--born-20260520", ()),
    "parents_insured": ("2025-06-01", "newborn--where-130000--born-20250501--hukou-done", ()),
    "history": (NOVEMBER, "enroll--where-610500", ()),
    "job_insurance": (NOVEMBER, PAYER, ()),
    "residence": (NOVEMBER, f"{PAYER}--job_insurance-no", ()),
    "group": ("2025-11-15", "enroll--where-410100--history-continuous", ("没有", "户口在这里")),
    "birthday": ("2024-12-01", "enroll--where-310000--history-continuous", ("没有", "户口在这里", "1")),
    "hardship": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里",)),
    "registered": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1")),
    "paid": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1", "1")),
    "checked": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1", "1", "1")),
    "activated": (NOVEMBER, f"{PAYER}--job_insurance-no", ("户口在这里", "都没有", "1", "1", "1", "1")),
    "when_paid": (NOVEMBER, "payment_trouble", ()),
}
"""The day, the deep link, and what is typed first."""


def at(question: str) -> Talk:
    """Somebody who has come as far as this question."""
    day, entry, said = QUESTIONS[question]
    there = talk(day, *said, entry=entry)
    assert there.step == question
    return there


def at_conclusion() -> Talk:
    """Somebody who has been told what to do."""
    return at("hukou").say("上了")


def first_line(one: Talk) -> str:
    """What is said first, above the question."""
    return one.text.splitlines()[0]
