"""What is said when something was not understood: never the same sentence twice in a row, and a person before long."""

from flows.dialogue import Ask
from flows.policy.case import Case
from flows.reply import quoting
from flows.words import Words, _

_TAP = _("还是没看明白。您可以直接点下面的选项，或者只回复选项前面的数字。")
_WRITE = _("还是没看明白。请只写这一项，别的先不用写。")
_PERSON = _("是我没听懂，不怪您。可以打{hotlines}问人工；填过的都留着，想接着填就再回答一次。")
_AGAIN = (
    _("这一句我也没懂。换个说法试试，或者点「帮助」看看怎么填。"),
    _("我还是没明白。打{hotlines}会有人帮您；也可以点「上一步」重新看看。"),
)


def misunderstood(ask: Ask, case: Case, misses: int, why: Words | None, hotlines: object) -> Words:
    """The answer to the n-th misunderstanding in a row: an example, then the buttons, then a person."""
    if misses == 1:
        return why or quoting(ask.hint, case)
    if misses == 2:
        return Words(_TAP if ask.options(case) else _WRITE)
    if misses == 3:
        return Words(_PERSON, {"hotlines": hotlines})
    text = _AGAIN[misses % len(_AGAIN)]
    return Words(text, {"hotlines": hotlines} if "{hotlines}" in text else {})
