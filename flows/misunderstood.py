"""What is said when something was not understood: never the same sentence twice in a row, and a person before long."""

from typing import Any

from flows.policy.figure import Figure
from flows.words import Words, _

_TAP = _("还是没看明白。您可以直接点下面的选项，或者只回复选项前面的数字。")
_WRITE = _("还是没看明白。请只写这一项，别的先不用写。")
_BUTTON = _("还是没看明白。请点下面的按钮：办别的事点「菜单」，想问人点「人工」。")
_PERSON_TOLD = _("是我没听懂，不怪您。可以打{hotlines}问人工；填过的都留着，点「查看」就能看。")
_PERSON = _("是我没听懂，不怪您。可以打{hotlines}问人工；填过的都留着，想接着填就再回答一次。")
_AGAIN = (
    _("这一句我也没懂。换个说法试试，或者点「帮助」看看怎么填。"),
    _("我还是没明白。打{hotlines}会有人帮您；也可以点「上一步」重新看看。"),
)
_NOTHING_ASKED = _("这句话我没看明白。要办别的事，说「菜单」；要改前面的回答，说「查看」。")


def misunderstood(example: Words | None, misses: int, hotlines: Figure[Any], *, options: bool = False) -> Words:
    """The answer to the n-th misunderstanding in a row: an example, then the buttons, then a person.

    `example` says again what is asked, or why the answer did not fit; `None` where no question is open. `options` are
    numbered, and can be tapped: what is not there is never pointed at.
    """
    if misses == 1:
        return example or Words(_NOTHING_ASKED)
    if misses == 2:
        return Words(_TAP if options else _BUTTON if example is None else _WRITE)
    if misses == 3:
        told = example is None and not options
        return Words(_PERSON_TOLD if told else _PERSON, {"hotlines": hotlines})
    text = _AGAIN[misses % len(_AGAIN)]
    return Words(text, {"hotlines": hotlines} if "{hotlines}" in text else {})
