"""Treatment elsewhere: every reason at every stage, whatever the two places are (tables to be read beside DT8)."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import product

import pytest

from flows.journeys.elsewhere import ELSEWHERE
from flows.policy.case import Facts
from flows.policy.elsewhere import Elsewhere
from flows.policy.library import Library
from flows.policy.rulebook import Rulebook
from flows.walk import Step, walk

TODAY = date(2026, 10, 14)

REASONS = ("retired", "living", "posted", "referral", "emergency", "trip")
STAGES = ("before", "in_hospital", "discharged")

ELSEWHERE_TABLE = """
    # reason    stage         in a silent province   in another province

    retired     before        unknown_here           file_long_term
    retired     in_hospital   unknown_here           file_long_term
    retired     discharged    claim_afterwards       claim_afterwards
    living      before        unknown_here           file_long_term
    living      in_hospital   unknown_here           file_long_term
    living      discharged    claim_afterwards       claim_afterwards
    posted      before        unknown_here           file_long_term
    posted      in_hospital   unknown_here           file_long_term
    posted      discharged    claim_afterwards       claim_afterwards
    referral    before        unknown_here           file_temporary
    referral    in_hospital   unknown_here           file_temporary
    referral    discharged    claim_afterwards       claim_afterwards
    emergency   before        no_filing_emergency    no_filing_emergency
    emergency   in_hospital   no_filing_emergency    no_filing_emergency
    emergency   discharged    claim_afterwards       claim_afterwards
    trip        before        unknown_here           file_temporary
    trip        in_hospital   unknown_here           file_temporary
    trip        discharged    claim_afterwards       claim_afterwards
"""

SILENT, OTHER = ("130100", "130200"), ("130100", "310000")
"""Hebei says nothing of a filing inside it; Shanghai is another province."""

FIGURES = """
    # step                months   settles directly   papers   channels

    file_long_term        -        yes                yes      yes
    file_temporary        6        yes                yes      yes
    no_filing_emergency   -        yes                -        -
    claim_afterwards      -        no                 yes      yes
    unknown_here          -        -                  yes      yes
"""

AREAS = """
    # where    to_where  the same pooling area?
    360100     360100    yes     # a city
    360104     360111    yes     # two districts of a city
    360100     360121    yes     # a city and its county
    360100     360700    no      # two cities of a province
    310115     310101    yes     # two districts of a municipality
    310000     310101    yes     # a municipality and its district
    110000     310000    no      # two municipalities
    429004     429004    yes     # a county that its province administers itself
    429004     429005    no      # two of them
    429004     420100    no      # one of them and a city
    441900     441900    yes     # a city without counties
    130000     130000    no      # a province is many pooling areas, and nobody knows which is meant
    130100     130000    no
    130000     130100    no
"""

SHARES = """
    # where    retired  living  posted  referral  emergency  trip
    360100     0        0       0       10        10         20    # 江西 X23
    361128     0        0       0       10        10         20    # a county of 江西
    610500     ?        ?       ?       10        10         20    # 渭南 X56a
    610528     ?        ?       ?       10        10         20    # a county of 渭南
    610100     ?        ?       ?       ?         ?          ?     # 西安: what its neighbour says is not its own
    510100     ?        ?       ?       ?         ?          ?     # 成都: nothing on file
"""


@cache
def rules() -> Rulebook:
    return Rulebook(Library.open())


def table(text: str) -> list[list[str]]:
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return [cells for cells in lines if cells]


def led(where: str, to_where: str, reason: str = "", stage: str = "", today: date = TODAY) -> Step:
    answers = {"where": where, "to_where": to_where, "reason": reason, "stage": stage}
    return walk(ELSEWHERE, Facts(today, rules()), {id: stored for id, stored in answers.items() if stored})


def asked(step: Step) -> list[str]:
    return [ask.id for ask in step.path]


def case(where: str, to_where: str) -> Elsewhere:
    return Elsewhere(Facts(TODAY, rules(), {"where": where, "to_where": to_where}))


def test_the_table_has_every_row() -> None:
    assert {(reason, stage) for reason, stage, *_ in table(ELSEWHERE_TABLE)} == set(product(REASONS, STAGES))


@pytest.mark.parametrize(("reason", "stage", "silent", "other"), table(ELSEWHERE_TABLE))
def test_where_a_reason_leads_at_a_stage(reason: str, stage: str, silent: str, other: str) -> None:
    assert led(*SILENT, reason, stage).id == silent
    assert led(*OTHER, reason, stage).id == other


@pytest.mark.parametrize(("reason", "stage"), list(product(REASONS, STAGES)))
def test_whoever_needs_no_filing_is_asked_neither_reason_nor_stage(reason: str, stage: str) -> None:
    for places, step in ((("360100", "360104"), "not_elsewhere"), (("360100", "360700"), "no_filing_in_province")):
        assert led(*places).id == step
        assert led(*places, reason, stage).id == step
        assert asked(led(*places, reason, stage)) == ["where", "to_where"]


def test_the_questions_come_in_order() -> None:
    assert led(*OTHER).id == "reason"
    assert led(*OTHER, "trip").id == "stage"
    assert asked(led(*OTHER, "trip", "before")) == ["where", "to_where", "reason", "stage"]


@pytest.mark.parametrize(("step", "months", "settles", "papers", "channels"), table(FIGURES))
def test_the_figures_of_a_conclusion(step: str, months: str, settles: str, papers: str, channels: str) -> None:
    for reason, stage, *steps in table(ELSEWHERE_TABLE):
        for places, id in zip((SILENT, OTHER), steps, strict=True):
            if id == step:
                figures = led(*places, reason, stage).case.figures()
                assert stated(figures, "valid_months_min") == months
                assert stated(figures, "direct_settlement") == settles
                assert ("papers" in figures, "channels" in figures) == (papers == "yes", channels == "yes")
                assert "hotlines" in figures


def stated(figures: Mapping[str, object], name: str) -> str:
    value = getattr(figures.get(name), "preferred", None)
    return {None: "-", True: "yes", False: "no"}.get(value, str(value))


@pytest.mark.parametrize(("where", "to_where", "same"), table(AREAS))
def test_the_same_pooling_area_is_never_claimed_wrongly(where: str, to_where: str, same: str) -> None:
    assert case(where, to_where).same_pooling_area() == (same == "yes")


@pytest.mark.parametrize("row", table(SHARES), ids=lambda row: str(row[0]))
def test_the_extra_share_is_the_region_s_own(row: list[str]) -> None:
    where, *shares = row
    figures = [led(where, "310000", reason, "before").case.figures()["extra_copay_percent"] for reason in REASONS]
    assert ["?" if one.unknown else str(one.preferred) for one in figures] == shares


@pytest.mark.parametrize(
    ("reason", "papers"),
    [
        ("retired", ["medical_code", "filing_form", "hukou_book", "pledge"]),
        ("living", ["medical_code", "filing_form", "residence_proof", "pledge"]),
        ("posted", ["medical_code", "filing_form", "posting_proof", "pledge"]),
        ("referral", ["medical_code", "filing_form", "referral_note"]),
        ("trip", ["medical_code", "filing_form"]),
    ],
)
def test_the_papers_of_a_reason(reason: str, papers: list[str]) -> None:
    figure = led(*OTHER, reason, "before").case.figures()["papers"]
    assert [paper.id for paper in figure.preferred or ()] == papers


def test_channels_are_for_filing_and_the_tax_office_is_left_alone() -> None:
    figures = led("360100", "310000", "trip", "before").case.figures()
    assert {purpose for one in figures["channels"].preferred or () for purpose in one.purposes} == {"file"}
    assert [one.number for one in figures["hotlines"].preferred or ()] == ["12393"]


def test_an_exemption_holds_from_its_first_day() -> None:
    assert led("360100", "360700", today=date(2023, 3, 31)).id == "reason"
    assert led("360100", "360700", today=date(2023, 4, 1)).id == "no_filing_in_province"


@pytest.mark.parametrize("code", ["710000", "810000", "820000"])
def test_no_source_speaks_of_places_outside_the_mainland(code: str) -> None:
    for places in ((code, "110000"), ("110000", code), (code, code)):
        assert led(*places).id == "unknown_here"
        assert set(led(*places).case.figures()) == {"hotlines"}


@pytest.mark.parametrize(
    ("reason", "stage", "remarks"),
    [
        ("living", "before", {"lives_there", "share_unknown"}),
        ("retired", "in_hospital", {"in_hospital", "share_unknown"}),
        ("referral", "in_hospital", {"in_hospital", "referred", "share_unknown"}),
        ("trip", "before", {"share_unknown"}),
    ],
)
def test_remarks_are_made_only_where_they_apply(reason: str, stage: str, remarks: set[str]) -> None:
    filed = led(*OTHER, reason, stage).case
    tests = ("in_hospital", "lives_there", "referred", "share_unknown", "named_too_roughly", "outside_the_mainland")
    assert {name for name in tests if getattr(filed, name)()} == remarks


def test_living_somewhere_is_told_in_months() -> None:
    assert led(*OTHER, "living", "before").case.figures()["residence_months_min"].values == (6,)
    assert "residence_months_min" not in led(*OTHER, "retired", "before").case.figures()
