"""Links of posters: short enough for every platform, and made by nobody but us."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.posters.link import Signer, link_of, read_link
from flows.entry import LONGEST, read_entry
from flows.journeys import JOURNEYS
from storage.posters import Poster
from tests.bot.posters.examples import SIGNER, poster


def test_a_link_fits_every_platform() -> None:
    link = link_of(poster())
    assert re.fullmatch("[A-Za-z0-9_-]+", link)
    assert len(link) <= LONGEST / 2


def test_a_link_is_read_as_it_is_written() -> None:
    one = poster()
    assert read_link(link_of(one)) == (one.code, one.signature)


def test_a_link_of_a_poster_is_no_plain_entry() -> None:
    with pytest.raises(ValueError, match="no such journey"):
        read_entry(link_of(poster()), JOURNEYS)


def test_our_own_poster_is_known() -> None:
    assert SIGNER.knows(poster())


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "CCCC0000"},
        {"journey": "enroll"},
        {"region": "450000"},
        {"answers": {"where": "450000"}},
        {"answers": {}},
        {"language": "en"},
        {"expires": date(2027, 3, 2)},
        {"signature": ""},
        {"signature": "a" * 16},
        {"signature": "签名"},
    ],
    ids=str,
)
def test_a_row_that_was_changed_is_not_ours(changed: dict[str, object]) -> None:
    assert not SIGNER.knows(replace(poster(), **changed))  # type: ignore[arg-type]


def test_without_the_key_nothing_can_be_signed() -> None:
    forged = Signer((b"another key, just as long",)).signed(poster())
    assert not SIGNER.knows(forged)


def test_an_older_key_still_counts_but_signs_no_more() -> None:
    both = Signer((b"the new key of this server", *SIGNER.keys))
    old: Poster = poster()
    assert both.knows(old)
    assert both.signed(old).signature != old.signature


def test_a_signer_does_not_tell_its_keys() -> None:
    assert "nobody else" not in repr(SIGNER)
