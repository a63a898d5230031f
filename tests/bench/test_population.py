"""The people of the benchmark: everybody really has the ten turns, and they differ as they should."""

from collections.abc import Iterator
from itertools import islice

import pytest

from bench.dialogue import TODAY, TURNS, Dialogue, written_for
from bench.population import cold, fitting, packs_of, rulebook, typical
from bot.channels.telegram.reading import Pressed, Spoken, meaning
from bot.channels.telegram.update import parse
from bot.incoming import Incoming
from flows.journeys import JOURNEYS
from flows.reply import Reply
from flows.respond import respond
from flows.state import State


def incoming(dialogue: Dialogue) -> Iterator[Incoming]:
    for update in written_for(dialogue.templates(), 123_456_789):
        meant = meaning(parse(update))
        assert isinstance(meant, Spoken | Pressed)
        yield meant.incoming


def replies(dialogue: Dialogue) -> list[Reply]:
    said, state = [], State()
    for one in incoming(dialogue):
        turn = respond(JOURNEYS, state, one.heard, today=TODAY, rules=rulebook())
        state = turn.state
        said.append(turn.reply)
    return said


@pytest.mark.parametrize("people", [typical, cold])
def test_everybody_is_led_to_a_conclusion_misunderstood_taken_back_and_told_again(people: object) -> None:
    assert callable(people)
    for dialogue in islice(people(1), 40):
        said = replies(dialogue)
        assert len(said) == TURNS
        kinds = [reply.kind for reply in said]
        assert kinds[:4] == ["ask"] * 4, dialogue
        assert [kinds[4], kinds[7]] == ["tell", "tell"], dialogue
        assert said[5].step == "misunderstood"
        assert said[6].kind == "ask"
        assert [one.question for one in said[8].review][:2] == ["where", "born"]
        assert said[9].kind == "menu"


def test_the_same_seed_makes_the_same_people_up() -> None:
    assert list(islice(typical(7), 50)) == list(islice(typical(7), 50))
    assert list(islice(typical(7), 50)) != list(islice(typical(8), 50))


def test_in_the_cold_nobody_comes_twice() -> None:
    people = [(one.language, one.turns[1], one.turns[2:5]) for one in islice(cold(1), 2_000)]
    assert len(set(people)) > 1_990  # those who differ only in what follows a shared beginning


def test_many_packs_decide() -> None:
    assert packs_of(fitting()) >= 20


def test_a_dialogue_is_read_back_from_its_line() -> None:
    dialogue = next(typical(1))
    assert Dialogue.from_json(dialogue.to_json()) == dialogue


def test_each_update_has_an_id_of_its_own() -> None:
    dialogue = next(typical(1))
    ids = [one.event_id for person in range(10**9, 10**9 + 20) for one in incoming_of(dialogue, person)]
    assert len(set(ids)) == 20 * TURNS


def incoming_of(dialogue: Dialogue, person: int) -> Iterator[Incoming]:
    for update in written_for(dialogue.templates(), person):
        meant = meaning(parse(update))
        assert isinstance(meant, Spoken | Pressed)
        assert meant.incoming.person == str(person)
        yield meant.incoming
