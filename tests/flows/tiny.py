"""A journey of three questions, small enough to break one thing at a time."""

from dataclasses import replace

from flows.answers.choice import choice, yes_no
from flows.dialogue import Ask, Flow, Note, Offer, Route, Tell, when
from flows.policy.case import Case, figure
from flows.policy.figure import Figure


class Soup(Case):
    """The rules of ordering soup."""

    def is_hot(self) -> bool:
        """Whether it was asked for hot."""
        return bool(self.facts["hot"] == "yes")

    @figure
    def total(self) -> Figure[int]:
        """What it costs; no menu says."""
        return Figure()


kind = Ask("kind", choice(fish=("鱼汤"), bean=("豆汤")), "要哪种汤？", label="汤", hint="选一种。")
hot = Ask("hot", yes_no(yes="要", no="不要"), "要热的吗？", label="热", hint="热的选「要」。")
spoon = Ask("spoon", yes_no(yes="要", no="不要"), "要勺子吗？", label="勺子", hint="没有勺子选「要」。")
careful = Note(Soup.is_hot, "小心烫。")
served = Tell("served", "汤来了：{total}。", notes=(careful,), rows=("total",))
sold_out = Tell("sold_out", "卖完了。")
unknown_here = Tell("unknown_here", "不知道。")
dessert = Offer("dessert", choice(start="要", later="不要"), "还要甜点吗？{total}。", label="甜点", rows=("total",))

ROUTES: dict[Ask, Route] = {
    kind: {"fish": hot, "bean": sold_out},
    hot: when(Soup.is_hot, spoon, otherwise=served),
    spoon: served,
}
SOUP = Flow("soup", title="点汤", case=Soup, routes=ROUTES, unknown=unknown_here)


def soup(**changes: object) -> Flow:
    """The journey with something else about it."""
    return replace(SOUP, **changes)  # type: ignore[arg-type]  # whatever a test breaks


def routed(changes: dict[Ask, Route]) -> Flow:
    """The journey with other routes beside, or instead of, its own."""
    return soup(routes={**ROUTES, **changes})
