"""Comparison: the ways to pay side by side, best first: what each costs, when it covers, and by when it is paid."""

from bot.translator import Translator
from bot.values import figure, way
from flows.policy.figure import Figure
from flows.policy.option import PaymentOption
from flows.words import _

Table = tuple[tuple[str, ...], ...]
"""Rows of cells; the first row names the columns."""


def comparison(options: tuple[PaymentOption, ...], to: Translator) -> Table:
    """The ways to pay as a table; a way that would never be of use says so in the place of its start."""
    heads = (_("怎么缴"), _("多少钱"), _("等多久"), _("从哪天起"), _("最晚缴"))
    return (tuple(to.gettext(head) for head in heads), *(_row(option, to) for option in options))


def _row(option: PaymentOption, to: Translator) -> tuple[str, ...]:
    start = figure("coverage_start", option.coverage_start, to) if option.usable else to.gettext(_("用不上"))
    return (
        way(option.way, to),
        figure("total", option.total, to),
        figure("wait_months", option.wait_months, to),
        start,
        figure("deadline", option.deadline, to),
    )


def compared(stated: Figure[object], to: Translator) -> Table:
    """The table of a figure that lists ways to pay; nothing for any other."""
    options = stated.preferred if stated.known else None
    if not isinstance(options, tuple) or not options or not isinstance(options[0], PaymentOption):
        return ()
    return comparison(options, to)
