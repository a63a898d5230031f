"""An order: what a clerk asks for when a poster is made, and what is wrong with it if anything is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.posters.lettering import headline_of, place_of
from bot.posters.quoting import QUOTES
from bot.posters.refusal import PosterRefused
from bot.translator import LANGUAGES
from flows.dialogue import Ask, Flow
from flows.exchange import Journeys
from flows.policy.case import Case, Facts, NotKnown, Unanswered
from flows.policy.rulebook import Rulebook
from flows.regions import is_region, on_the_mainland

_LONGEST = timedelta(days=2 * 365)
"""How long a poster may hang."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a clerk asks for.

    `where` is the code of the region whose people it is for, `place` the wall it hangs on, `quotes` the figures that
    must stand on it. What is left out is decided for them: the language is then everybody's own (and Chinese on paper),
    and it holds for a year, or as long as its figures do.
    """

    journey: str
    where: str
    place: str
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    expires: date | None = None
    headline: str = ""
    quotes: tuple[str, ...] = ()


def checked(order: Order, journeys: Journeys, rules: Rulebook, today: date) -> Order:
    """The order with its texts tidied and every answer its code fills in. Raises PosterRefused."""
    flow = journeys.get(order.journey)
    if flow is None:
        known = "、".join(f"{one.id}（{one.title}）" for one in journeys.values())
        raise PosterRefused(f"没有「{order.journey}」这件事。可以写：{known}。")
    if not is_region(order.where) or not on_the_mainland(order.where):
        raise PosterRefused(f"「{order.where}」不是这里能用的地区代码。请写六位代码，例如 450100（南宁）。")
    if order.language not in (None, *LANGUAGES):
        raise PosterRefused(f"没有「{order.language}」这种语言。可以写：{'、'.join(LANGUAGES)}。")
    if order.expires is not None and order.expires <= today:
        raise PosterRefused(f"有效期写的是 {order.expires}，今天已经是 {today} 了。请写一个以后的日子。")
    if order.expires is not None and order.expires > today + _LONGEST:
        raise PosterRefused(
            f"有效期写的是 {order.expires}，最远只能写到 {today + _LONGEST}：规定年年会变，挂得太久的没有人再核对。"
            "到期以后请再做一张。"
        )
    for name in order.quotes:
        if name not in QUOTES:
            raise PosterRefused(f"没有「{name}」这种数字。可以写：{'、'.join(QUOTES)}。")
    return replace(
        order,
        place=place_of(order.place),
        headline=headline_of(order.headline) if order.headline else "",
        answers=_answers(order, flow, rules, today),
    )


def _answers(order: Order, flow: Flow, rules: Rulebook, today: date) -> dict[str, str]:
    """What the code fills in: the answers of the order, and the place where the journey asks for it.

    An answer that names the place already says what it is to this person, as where they move to.
    """
    given = dict(order.answers)
    if "where" in flow.questions and order.where not in given.values():
        given.setdefault("where", order.where)
    for id in given:
        if id not in flow.questions:
            raise PosterRefused(f"「{flow.title}」里没有 {id} 这一问。可以写：{'、'.join(flow.questions)}。")
    case = _case(flow, given, rules, today)
    for id, stored in given.items():
        _check_answer(flow.questions[id], stored, case)
    return {id: given[id] for id in flow.questions if id in given}


def _case(flow: Flow, given: Mapping[str, str], rules: Rulebook, today: date) -> Case:
    where = given.get("where")
    return flow.case(Facts(today, rules, {"where": where} if where and is_region(where) else {}))


def _check_answer(ask: Ask, stored: str, case: Case) -> None:
    """Refuse an answer that this question would not take here."""
    try:
        offered = [option.key for option in ask.options(case)]
    except (Unanswered, NotKnown):  # what is offered depends on more than the place
        offered = []
    try:
        ask.answer.restore(stored)
    except ValueError:
        fits = False
    else:
        fits = not (ask.offers and offered) or stored in offered
    if not fits:
        choice = f"可以写：{'、'.join(offered)}。" if offered else "请照这一问的写法写，日子像 2026-03-05。"
        raise PosterRefused(f"「{ask.label}」（{ask.id}）在这里不能是 {stored}。{choice}")
