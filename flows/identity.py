"""Identity: numbers that say who somebody is, taken out of what they write before anything keeps it.

No journey needs one. People send them all the same: in full width, in groups, in Chinese numerals, in the middle of a
sentence. `flows/identity_numbers.py` knows them by their form.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from flows.identity_numbers import Kind, Span, blanked, numbers_in

LABELS: dict[Kind, str] = {"id_number": "〔身份证号〕", "card_number": "〔卡号〕", "phone_number": "〔电话号码〕"}
"""What stands in the place of a number. Nothing of it is left: half of an ID number is still a birthday."""

_SHORTEST = 10
"""The fewest digits that such a number has: a landline with its area code."""

_LONGEST = 4096
"""As much as Telegram takes. Nobody answers with more, and whatever follows is neither searched nor kept."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without such numbers, and the kinds of those that were in it, in the order in which they stood."""

    text: str
    found: tuple[Kind, ...] = ()


def masked(text: str) -> Masked:
    """The text with a label in the place of every ID number, bank card and personal phone number.

    A text that is longer than any message is cut, before a number rather than inside it.
    """
    if len(text) > _LONGEST:
        text = _cut(text)
    if len(text) < _SHORTEST or sum(sign.isnumeric() or sign in "oO○" for sign in text) < _SHORTEST:
        return Masked(text)
    view = _folded(text, numerals=False)
    spans = numbers_in(view)
    # Chinese numerals are words as well (周一13812345678), so they count as digits only after digits by themselves.
    with_numerals = _folded(text, numerals=True)
    if with_numerals != view:
        spans += numbers_in(blanked(with_numerals, spans))
    return _labelled(text, sorted(spans)) if spans else Masked(text)


def _cut(text: str) -> str:
    """The beginning of a long text, up to the last letter: what is cut off is no half of a number."""
    ends = (end for end in range(_LONGEST, 0, -1) if text[end - 1].isalpha() and not text[end - 1].isnumeric())
    return text[: next(ends, 0)]


def _labelled(text: str, spans: list[Span]) -> Masked:
    seen = [place for place, sign in enumerate(text) if not _is_unseen(sign)]
    parts, end = [], 0
    for start, stop, kind in spans:
        parts += [text[end : seen[start]], LABELS[kind]]
        end = seen[stop - 1] + 1
    return Masked("".join([*parts, text[end:]]), tuple(dict.fromkeys(kind for _, _, kind in spans)))


def without_labels(text: str) -> str:
    """What else was said: a masked text without its labels, and without the words that announce them (我的手机号是)."""
    return _ANNOUNCED.sub(" ", text)


_ANNOUNCED = re.compile(
    "(?:[我他她您你]|我们|本人|宝宝|孩子|老人|家里?)?(?:爸爸?|妈妈?)?的?(?:居民|联系|银行|手机|医保|社保)?"
    f"(?:(?:身份证|证件|手机|电话|卡|账户|账)(?:号码?)?(?:是|为)?)?[:：\\s]*(?:{'|'.join(LABELS.values())})"
)


# ── One form ─────────────────────────────────────────────────────────────────────────────────────────────────────────
# Sign by sign, so that it is known what stood where.

_NUMERALS = {
    sign: str(value)
    for value, signs in enumerate(
        ("〇零○", "一壹幺", "二贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_ONE_FORM = {
    **dict.fromkeys("xX×ХхΧχ╳✕✖", "X"),  # the tenth check digit, as it is found on keyboards
    **dict.fromkeys("_＿~～ー−", "-"),
    **dict.fromkeys(".．。｡·・•‧∙⋅", "."),
    **dict.fromkeys(",，、;；:：/／|｜\\", ","),
}
_BY_CATEGORY = {"Pd": "-", "Ps": "(", "Pe": ")"}


def _folded(text: str, *, numerals: bool) -> str:
    """The view that `numbers_in` reads; with `numerals`, also 一, ① and the o in 138o are digits."""
    view = text.translate({ord(sign): _fold(sign, numerals) for sign in set(text)})
    return re.sub("(?<=[0-9])o(?=[0-9o])", "0", view) if numerals else view


@lru_cache(maxsize=4096)
def _fold(sign: str, numerals: bool) -> str:
    """What one sign is in a view: one sign again, or nothing where it cannot be seen."""
    if (decimal := unicodedata.decimal(sign, None)) is not None:
        return str(decimal)
    if numerals and sign in _NUMERALS:
        return _NUMERALS[sign]
    if numerals and (digit := unicodedata.digit(sign, None)) is not None:
        return str(digit)
    if sign.isspace() or _is_unseen(sign):
        return " " if sign.isspace() else ""
    small = unicodedata.normalize("NFKC", sign).lower()
    form = _ONE_FORM.get(sign) or _ONE_FORM.get(small) or _BY_CATEGORY.get(unicodedata.category(sign))
    return form or (small if len(small) == 1 else sign)


def _is_unseen(sign: str) -> bool:
    """Zero-width and bidi marks, accents, keycaps, control characters: whatever can be hidden inside a number."""
    return not sign.isspace() and unicodedata.category(sign).startswith(("C", "Mn", "Me"))
