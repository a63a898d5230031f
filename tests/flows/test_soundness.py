"""Nobody can be stranded: every journey is sound, and each way of being unsound is found."""

from dataclasses import replace

import pytest

from flows.answers.choice import choice
from flows.dialogue import Ask, Flow, HandOver, Note, Offer, Route, Tell, when
from flows.journeys import JOURNEYS
from flows.policy.case import figure
from flows.policy.figure import UNKNOWN, Figure
from flows.soundness import stops, tells, unsound
from tests.flows.tiny import ROUTES, SOUP, Soup, dessert, hot, kind, routed, served, sold_out, soup, spoon, unknown_here


@pytest.mark.parametrize("flow", JOURNEYS.values(), ids=list(JOURNEYS))
def test_every_journey_is_sound(flow: Flow) -> None:
    assert unsound(flow, JOURNEYS) == ()


def test_the_small_journey_is_sound() -> None:
    assert unsound(SOUP, {"soup"}) == ()


def without(flow: Flow, ask: Ask) -> Flow:
    return replace(flow, routes={one: route for one, route in flow.routes.items() if one is not ask})


def tell(**changes: object) -> Flow:
    """The journey whose soup is served in other words."""
    other = replace(served, **changes)  # type: ignore[arg-type]
    return routed({hot: when(Soup.is_hot, spoon, otherwise=other), spoon: other})


def ask(**changes: object) -> Flow:
    """The journey whose first question is put in other words."""
    other = replace(kind, **changes)  # type: ignore[arg-type]
    return soup(routes={other: ROUTES[kind], hot: ROUTES[hot], spoon: ROUTES[spoon]})


def offered(**changes: object) -> Flow:
    """The journey that ends in an offer."""
    other = replace(dessert, **changes)  # type: ignore[arg-type]
    later: Route = {"start": served, "later": sold_out}
    return routed({spoon: other, other: later})


orphan = Ask("orphan", choice(a="甲", b="乙"), "谁问？", label="谁")

UNSOUND = [
    ("a question that nothing leads to", routed({orphan: served}), "orphan: cannot be reached"),
    ("a question that leads nowhere", without(SOUP, spoon), "spoon: has no route"),
    ("a choice that leads nowhere", routed({kind: {"fish": hot}}), "kind: the choice bean leads nowhere"),
    (
        "a route of a choice that is not offered",
        routed({kind: {"fish": hot, "bean": sold_out, "noodle": served}}),
        "kind: the choice noodle is routed and not offered",
    ),
    ("a way back to a question before", routed({spoon: hot}), "soup: a loop through"),
    ("a question that leads to itself", routed({spoon: {"yes": spoon, "no": served}}), "soup: a loop through spoon"),
    ("two conclusions of one name", routed({spoon: Tell("served", "汤！")}), "served: is the id of two things"),
    ("a conclusion named as a question", routed({spoon: Tell("hot", "烫！")}), "hot: is the id of two things"),
    ("a journey that nobody takes over", routed({spoon: HandOver("dinner")}), "soup: nobody takes over as dinner"),
    ("a question quoting what is no figure", ask(text="{price}的汤？"), "kind: quotes price, which is no figure"),
    ("a hint quoting what is no figure", ask(hint="{price}的。"), "kind: quotes price, which is no figure"),
    ("a label quoting what is no figure", ask(label="{price}"), "kind: quotes price, which is no figure"),
    (
        "an option quoting what is no figure",
        ask(answer=choice(fish="{price}的鱼汤", bean="豆汤")),
        "kind: quotes price, which is no figure",
    ),
    ("a word nobody explains", ask(explains=("bouillon",)), "kind: bouillon is not in the glossary"),
    (
        "a conclusion quoting what is no figure",
        tell(text="汤来了：{price}。"),
        "served: quotes price, which is no figure",
    ),
    (
        "a remark quoting what is no figure",
        tell(notes=(Note(Soup.is_hot, "小心{degrees}。"),)),
        "served: quotes degrees, which is no figure",
    ),
    ("a line of what is no figure", tell(rows=("is_hot",)), "served: shows is_hot, which is no figure"),
    (
        "the last resort quoting what is no figure",
        soup(unknown=replace(unknown_here, text="{price}？")),
        "unknown_here: quotes price, which is no figure",
    ),
    ("an offer quoting what is no figure", offered(text="{price}？"), "dessert: quotes price, which is no figure"),
    ("an offer with a line of no figure", offered(rows=("sugar",)), "dessert: shows sugar, which is no figure"),
    (
        "an offer with a remark of no figure",
        offered(notes=(Note(Soup.is_hot, "{sugar}"),)),
        "dessert: quotes sugar, which is no figure",
    ),
]


@pytest.mark.parametrize(("flow", "problem"), [row[1:] for row in UNSOUND], ids=[row[0] for row in UNSOUND])
def test_what_would_strand_somebody_is_found(flow: Flow, problem: str) -> None:
    assert problem in "\n".join(unsound(flow, {"soup"}))


def test_nothing_else_is_complained_of() -> None:
    assert unsound(offered(), {"soup"}) == ()
    assert unsound(routed({spoon: HandOver("soup")}), {"soup"}) == ()


def test_a_line_without_a_name_is_found() -> None:
    class Sweet(Soup):
        @figure
        def sugar(self) -> Figure[int]:
            return UNKNOWN

    flow = replace(tell(rows=("sugar",)), case=Sweet)
    assert unsound(flow, {"soup"}) == ("served: shows sugar, which has no label",)


def test_every_stop_of_a_route_is_found_behind_forks_and_choices() -> None:
    fork = when(Soup.is_hot, {"yes": hot, "no": when(Soup.is_hot, served, otherwise=HandOver("x"))}, otherwise=sold_out)
    assert [getattr(stop, "id", "x") for stop in stops(fork)] == ["hot", "served", "x", "sold_out"]


def test_conclusions_are_told_once_in_the_order_of_the_map() -> None:
    assert [one.id for one in tells(SOUP)] == ["sold_out", "served", "unknown_here"]


def test_an_offer_is_no_conclusion_but_a_question() -> None:
    assert isinstance(dessert, Offer)
    assert [one.id for one in tells(offered())] == ["sold_out", "served", "unknown_here"]
