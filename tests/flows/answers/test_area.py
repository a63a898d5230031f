"""What somebody is in charge of."""

from datetime import date

import pytest

from flows.answers.answer import Asked, NotUnderstood, Understood, WhichOne
from flows.answers.area import EVERYWHERE, area

ASKED = Asked(date(2026, 3, 5))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *((said, EVERYWHERE) for said in ("全部", "全国", " 所有地方 ", "ALL", "000000")),
        ("广西", "450000"),
        ("南宁", "450100"),
        ("南宁武鸣区", "450110"),
        ("450100", "450100"),
    ],
)
def test_a_region_or_the_whole_country_is_understood(said: str, code: str) -> None:
    assert area().read(said, ASKED) == Understood(code)


def test_what_may_be_several_is_asked_back_and_what_is_none_is_not_understood() -> None:
    assert isinstance(area().read("朝阳", ASKED), WhichOne)
    assert isinstance(area().read("哪儿都行", ASKED), NotUnderstood)


@pytest.mark.parametrize("code", [EVERYWHERE, "450000", "450110"])
def test_an_area_reads_back(code: str) -> None:
    assert area().restore(area().store(code)) == code


@pytest.mark.parametrize("stored", ["", "450199", "全部", "45", "4501000"])
def test_what_is_no_area_is_not_restored(stored: str) -> None:
    with pytest.raises(ValueError, match="GB/T 2260"):
        area().restore(stored)
