"""The packaged packs: they check clean, and say what the texts they cite say (a table to be read beside the texts)."""

import re
from datetime import date
from functools import cache

import pytest

from flows.policy.library import Library, problems
from flows.policy.pack import Fact, Pack, Stated

CHECKED = date(2026, 11, 21)

STEPS = {
    *("where", "history", "job_insurance", "residence", "group", "birthday", "hardship", "pay_now", "pay_late"),
    *("registered", "paid", "checked", "activated", "last_covered", "special", "special_date", "born", "hukou"),
    *("parents_insured", "to_where", "reason", "stage", "relation", "payer_account", "same_province", "when_paid"),
    *("registered_before", "details_right", "moved_on", "scheme", "unknown_here", "already_insured", "permit_first"),
    *("next_window", "not_announced", "kept_for_later", "registration_help", "activation_help", "all_done", "options"),
    *("covered_from_birth", "covered_later", "hukou_first", "not_elsewhere", "no_filing_in_province"),
    *("no_filing_emergency", "file_long_term", "file_temporary", "claim_afterwards", "not_eligible", "family_account"),
    *("wallet", "wait_a_working_day", "pay_first", "register_first", "correct_details", "ask_tax_office"),
    *("stay_then_enroll", "transfer"),
}
JOURNEYS = {"enroll", "late", "newborn", "elsewhere", "mutual_aid", "payment_trouble", "moving"}
SITUATIONS = {
    *("enroll", "permit", "family", "newborn", "newborn_without_hukou", "filing", "filing_retired", "filing_living"),
    *("filing_posted", "filing_referral", "filing_trip", "mutual_aid", "refund"),
}

# region, parameter, coverage year (None: a rule), what each reading says in the order of preference, its status
STATED = [
    ("000000", "wait.fixed", None, ["3 month [X01 X02 X05 X06 X35 X57]"], "quoted_official"),
    ("000000", "wait.reading", None, ["B [X07 X08 X50]", "A [X59 X51a X51b]"], "secondary"),
    ("000000", "wait.lapse_epoch_year", None, ["2025 [X07 X08 X09]"], "secondary"),
    ("000000", "wait.floor", None, ["6 month 4 [X02 X04 X05 X07 X57]"], "quoted_official"),
    ("000000", "filing.valid_months_min", None, ["6 month [X39 X40b X40c]"], "secondary"),
    ("000000", "wallet.per_transfer_limit", None, ["2000 CNY [X58 X42]"], "quoted_official"),
    ("000000", "wallet.closed_hours", None, ["22:00-06:00 [X58 X42]"], "quoted_official"),
    ("110000", "amount.elder", 2026, ["460 CNY_per_year [X16]"], "quoted_official"),
    ("110000", "amount.student", 2025, ["405 CNY_per_year [X72]"], "secondary"),
    ("110000", "window", 2026, ["2025-09 2025-11 [X17]"], "secondary"),
    ("110000", "newborn.limit", None, ["90 birth [X17 X73]", "90 hukou [X18]"], "secondary"),
    ("120000", "amount.adult_high", 2025, ["1030 CNY_per_year [X27 X69 S4]"], "secondary"),
    ("120000", "hardship.dibao", 2025, ["40 CNY_per_year [X27]"], "secondary"),
    ("130000", "amount.resident", 2026, ["≥400 CNY_per_year [X11 X12]"], "quoted_official"),
    ("130000", "amount.resident", 2025, ["400 CNY_per_year [S2]"], "seed_only"),
    ("130000", "hardship.dibao", 2026, ["≤160 CNY_per_year [X12]"], "quoted_official"),
    ("130000", "window", 2026, ["2025-10-20 2026-02-28 [X11]"], "quoted_official"),
    ("130000", "late.1", 2026, ["2026-03-01 after_wait [X11]"], "quoted_official"),
    ("130000", "newborn.fee_birth_year", None, ["standard [S2]", "waived parents_insured [S2]"], "seed_only"),
    ("130300", "exempt.discharged", None, ["day_of_change 90 [X48]"], "secondary"),
    ("140000", "exempt.left_job", None, ["payment_day 3 [X46]"], "quoted_official"),
    ("150100", "wait.reading", None, ["A [X59]"], "quoted_official"),
    ("150100", "wait.anchor", None, ["payment_month [X59]"], "quoted_official"),
    ("310000", "amount.student", 2025, ["355 CNY_per_year [X28 S4]"], "secondary"),
    ("320000", "amount.resident", 2025, [], ""),
    ("321000", "amount.resident", 2025, ["540 CNY_per_year 20 [X29 S4]"], "secondary"),
    ("321000", "late.1", 2025, ["2025-08-31 after_wait [S4]"], "seed_only"),
    ("321000", "newborn.group", None, ["student [X29]", "resident [X29]"], "secondary"),
    ("321200", "wait.fixed", None, ["3 month [X01]", "2 month [X30b X64]"], "secondary"),
    ("321200", "hardship.dibao_edge_student", 2025, ["46 CNY_per_year [X63 X30a]"], "secondary"),
    ("360000", "window", None, ["09-15 02-28 [X23]"], "secondary"),
    ("360000", "hardship.dibao", 2025, ["80 CNY_per_year [X23]", "30 CNY_per_year [X23]"], "secondary"),
    ("360000", "filing.copay.trip", None, ["20 percent [X23]"], "secondary"),
    ("370200", "wait.reading", None, ["B [X07]"], "quoted_official"),
    ("370800", "exempt.released", None, ["day_of_change 3 [X45]"], "secondary"),
    ("410000", "newborn.fee_birth_year", None, ["waived [X20a]"], "secondary"),
    (
        *("410000", "window", 2025),
        ["2024-10-10 2024-12-31 [X20a]", "2024-09-01 2024-12-31 [X20b X20c]", "2024-10-10 2025-03-31 [X20d]"],
        "secondary",
    ),
    ("410100", "amount.university", 2026, ["390 CNY_per_year [X19]"], "quoted_official"),
    ("410100", "hardship.child_in_need", 2026, ["80 CNY_per_year [X19]"], "quoted_official"),
    ("410100", "newborn.limit", None, ["90 counted birth [X68]"], "secondary"),
    ("410100", "newborn.without_hukou", None, ["True 30 [X19]"], "quoted_official"),
    ("411000", "incentive.step", None, ["3000 CNY [X57]"], "quoted_official"),
    ("440100", "newborn.limit", None, ["6 birth [X34a X34d]", "180 birth [X70]"], "secondary"),
    ("440300", "amount.student", 2025, ["38.454 CNY_per_month 12 [S4 X33d]"], "seed_only"),
    (
        *("450000", "late.1", 2025),
        [
            "2025-01-01 2025-06-30 personal after_wait [X21a X61]",
            "2025-01-01 2025-06-30 personal_plus_subsidy after_wait [X21b]",
        ],
        "secondary",
    ),
    ("500000", "late.1", None, ["09-30 after_wait [X32]"], "secondary"),
    ("500000", "amount.university_tier2", 2025, ["755 CNY_per_year [X71]"], "secondary"),
    ("511600", "late.1", 2025, ["2025-07-01 2025-12-31 personal_plus_subsidy after_wait [X26]"], "secondary"),
    ("530800", "window", None, ["09 02-25 [X08]"], "secondary"),
    (
        *("610000", "late.1", 2025),
        [
            "2025-01-01 2025-03-31 after_wait [S4]",
            "2025-01-01 2025-03-31 on_day 2025-07-01 [X22a]",
            "2025-01-01 2025-03-31 after_days 90 2025-04-01 [X22b]",
            "2025-01-01 2025-02-28 after_days 90 2025-04-01 [X22b]",
        ],
        "secondary",
    ),
    ("610000", "hardship.monitored", 2026, ["110 CNY_per_year [X09]"], "quoted_official"),
    ("610500", "filing.copay.referral", None, ["10 percent [X56a]"], "secondary"),
]


@cache
def library() -> Library:
    return Library.open()


def packs() -> list[Pack]:
    return list(library().packs.values())


def said(fact: Fact, reading: Stated) -> str:
    """A reading in one line: its value, what is not left out, and the ids of its sources."""
    bounds = {"at_least": "≥", "at_most": "≤"}
    value = reading.value.model_dump(exclude_none=True)
    words = [f"{bounds.get(name, '')}{one}" for name, one in value.items()]
    return f"{' '.join(words)} [{' '.join(fact.grounds(reading)[0].sources)}]"


@pytest.mark.parametrize(("region", "key", "cover", "readings", "status"), STATED)
def test_the_packs_say_what_their_sources_say(
    region: str, key: str, cover: int | None, readings: list[str], status: str
) -> None:
    facts = [fact for fact in library().packs[region].stating(key) if fact.cover == cover]
    assert [said(fact, reading) for fact in facts for reading in fact.readings] == readings
    assert [fact.status.value for fact in facts] == ([status] if readings else [])


def test_every_pack_checks_clean() -> None:
    assert [str(problem) for problem in problems(None, CHECKED)] == []


def test_shanghai_prices_by_age_and_disputes_eighteen() -> None:
    ages = {
        (reading.value.model_dump()["age"]["at_least"], reading.value.model_dump()["age"]["at_most"]): [
            str(one.value.model_dump()["value"]) for one in fact.readings
        ]
        for fact in library().packs["310000"].stating("amount.resident")
        for reading in fact.readings
    }
    assert ages == {(70, 150): ["655"], (60, 69): ["825"], (19, 59): ["995"], (18, 18): ["995", "355"]}


def test_the_national_pack_prices_nothing_and_exempts_nobody() -> None:
    local = re.compile(r"(amount|subsidy|hardship|exempt|incentive|window|newborn)\b.*")
    assert [fact.key for fact in library().packs["000000"].facts if local.fullmatch(fact.key)] == []


def test_where_a_university_has_its_own_price_pupils_have_another() -> None:
    for pack in packs():
        students = {group.key for group in pack.groups if group.student}
        if any(key.startswith("university") for key in students):
            assert any(not key.startswith("university") for key in students), pack.region


def test_advice_papers_and_channels_belong_somewhere() -> None:
    for pack in packs():
        assert {row.step for row in pack.advice} <= STEPS, pack.region
        assert {row.journey for row in pack.advice} <= {*JOURNEYS, None}, pack.region
        assert {journey for row in pack.channels for journey in row.journeys} <= JOURNEYS, pack.region
        assert {situation for row in pack.papers for situation in row.situations} <= SITUATIONS, pack.region


def test_words_for_people_quote_no_figures() -> None:
    menu = re.compile(r"「[^」]*」")
    for pack in packs():
        words = [*(row.say for row in pack.advice), *(row.how for row in pack.channels)]
        words += [*(row.label for row in pack.groups), *(row.label for row in pack.assistance)]
        words += [*(row.label for row in pack.papers), *(row.label for row in pack.hotlines)]
        assert [text for text in words if re.search(r"[0-9]", menu.sub("", text))] == [], pack.region


def test_the_line_not_for_insurance_is_never_given() -> None:
    assert [pack.region for pack in packs() for row in pack.hotlines if row.number == "12333"] == []
