"""Pages: never more than six options on a screen; the rest is one tap away."""

import re

from flows.answers.answer import Option
from flows.words import Words, _

ROOM = 6
"""How many options fit on a screen."""

_PAGE = re.compile(r"more:([0-9]{1,2})")


def is_page(key: str) -> bool:
    """Whether this key turns a page instead of answering."""
    return _PAGE.fullmatch(key) is not None


def page(options: tuple[Option, ...], at: str | None) -> tuple[Option, ...]:
    """One screen of options. `at` is the key of the page that was turned to; anything else shows the first."""
    if len(options) <= ROOM:
        return options
    turned = _PAGE.fullmatch(at or "")
    first = int(turned[1]) if turned and int(turned[1]) < len(options) else 0
    following = first + ROOM - 1
    if following < len(options):
        return (
            *options[first:following],
            Option(f"more:{following}", Words(_("更多")), also=("其他", "别的", "办别的", "办别的事", "办其他的")),
        )
    return (*options[first:], Option("more:0", Words(_("前面的")), also=("返回前面", "上一页")))
