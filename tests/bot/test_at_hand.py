"""At hand: what was just written, until so many others were."""

from bot.at_hand import AtHand


def test_what_was_just_written_is_at_hand() -> None:
    at_hand: AtHand[int] = AtHand(2)
    assert at_hand.get("1") is None
    at_hand.keep("1", 1)
    at_hand.keep("2", 2)
    assert (at_hand.get("1"), at_hand.get("2")) == (1, 2)


def test_what_was_written_longest_ago_goes_first() -> None:
    at_hand: AtHand[int] = AtHand(2)
    for number in (1, 2, 3):
        at_hand.keep(str(number), number)
    assert [at_hand.get(str(number)) for number in (1, 2, 3)] == [None, 2, 3]
