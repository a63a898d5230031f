"""Deep links: one grammar for every platform, and nothing a stranger types into a link can do harm."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.dialogue import Flow
from flows.entry import LONGEST, UNFOLDED, Entry, read_entry, write_entry
from flows.journeys import JOURNEYS

LINKS = [
    ("newborn", Entry("newborn")),
    ("newborn--where-450100", Entry("newborn", {"where": "450100"})),
    ("newborn--born-20250305", Entry("newborn", {"born": "2025-03-05"})),
    ("newborn--lang-en", Entry("newborn", language="en")),
    (
        "enroll--where-450100--job_insurance-no--lang-zh_Hant",
        Entry("enroll", {"where": "450100", "job_insurance": "no"}, "zh_Hant"),
    ),
    ("payment_trouble--when_paid-not_paid", Entry("payment_trouble", {"when_paid": "not_paid"})),
]


@pytest.mark.parametrize(("text", "entry"), LINKS)
def test_a_link_is_read(text: str, entry: Entry) -> None:
    assert read_entry(text, JOURNEYS) == entry


@pytest.mark.parametrize(("text", "entry"), LINKS)
def test_a_link_is_written_as_it_is_read(text: str, entry: Entry) -> None:
    assert write_entry(entry) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "pension", "NEWBORN", "newborn ", "newborn-", "--", "newborn--"),
        *("newborn--where", "newborn--where-", "newborn--where-999999", "newborn--where-4501", "newborn--colour-red"),
        *("newborn--hukou-maybe", "newborn--born-20250230", "newborn--born-2025", "newborn--born-18991231"),
        *("newborn--lang-fr", "newborn--history-first", "newborn--where-450100--", "enroll--where--450100"),
        *(
            "newborn--where-450100?x=1",
            "../newborn",
            "newborn%2d%2d",
            "新生儿",
            "newborn--where-４５０１００",
            "newborn\n",
        ),
        "newborn--where-450100--where-450200",
        "newborn" + "--where-450100" * 5,
        "newborn" * 80,
        "p-khmt4826-aaaaaaaaaaaaaaaa",
    ],
)
def test_a_link_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - whatever is wrong with it, it is refused
        read_entry(text, JOURNEYS)
    assert str(refused.value)


@given(st.one_of(st.text(), st.from_regex(r"(newborn|enroll)(--[a-z_]{1,9}-[A-Za-z0-9_-]{0,12}){0,4}", fullmatch=True)))
def test_a_forged_link_is_read_or_refused_and_never_more(text: str) -> None:
    try:
        entry = read_entry(text, JOURNEYS)
    except ValueError:
        return
    assert entry.journey in JOURNEYS
    assert set(entry.answers) <= set(JOURNEYS[entry.journey].questions)


@given(
    st.sampled_from(["130000", "610500", "450100"]),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from([None, "zh_Hans", "zh_Hant", "en"]),
)
def test_what_is_written_can_be_read(where: str, born: date, language: str | None) -> None:
    entry = Entry("newborn", {"where": where, "born": born.isoformat()}, language)
    text = write_entry(entry)
    assert len(text) <= LONGEST
    assert read_entry(text, JOURNEYS) == entry


MANY = {"where": "450100", "history": "continuous", "job_insurance": "no", "residence": "residence_permit"}


def test_a_link_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(ValueError, match="at most 64"):
        write_entry(Entry("enroll", MANY))


def test_a_registered_entry_unfolds_to_more_than_a_link() -> None:
    entry = Entry("enroll", MANY, "zh_Hant")
    text = write_entry(entry, UNFOLDED)
    assert len(text) > LONGEST
    assert read_entry(text, JOURNEYS) == entry


@pytest.mark.parametrize("flow", JOURNEYS.values(), ids=JOURNEYS)
def test_every_answer_of_a_journey_fits_into_a_registered_entry(flow: Flow) -> None:
    keys = {id: [option.key for option in getattr(ask.answer, "options", ())] for id, ask in flow.questions.items()}
    longest = {id: max([*offered, "x" * 20], key=len) for id, offered in keys.items()}
    assert write_entry(Entry(flow.id, longest, "zh_Hant"), UNFOLDED)


def test_no_journey_has_the_name_of_a_posters_link() -> None:
    assert "p" not in JOURNEYS
