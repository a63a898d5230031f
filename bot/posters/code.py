"""Short codes: what is typed where nothing can be scanned, such as KHMT 4826.

Four letters, then four digits. Without vowels and look-alikes the letters never make a word, and letters before digits
are no date, no telephone number and no number of a document. The fourth letter checks the rest: a slip of one
character, and any two of them swapped, make a code that nobody has.
"""

import re
import secrets

from flows.answers.reading import normalised

LETTERS = (
    "CDFHJKMPRTWXY"  # as many as a prime number, so that every slip shows; all unlike each other, and unlike digits
)
_DIGITS = "0123456789"
_WEIGHTS = (2, 3, 4, 1, 5, 6, 7, 8)  # all different; the letter that checks weighs one

_CODE = re.compile(f"[{LETTERS}]{{4}}[{_DIGITS}]{{4}}")
_ALMOST = re.compile("[A-Z0-9]{6,10}")
_NAMED = re.compile("(?:我的|这张的?)? ?(?:(?:参保|海报)[码碼]|poster code) ?(?:是|为|is)? ?[:#]?")
_AT_THE_END = re.compile(f"(?:^|[^A-Z0-9])([{LETTERS}]{{4}}[ -]?[{_DIGITS}]{{4}})$")
_QUOTES = " 「」『』“”‘’\"'《》〈〉()[]【】.,!。"
_SIGN = re.compile("[A-Za-zＡ-Ｚａ-ｚ码碼]")  # hardly anything that residents write has one of these
_CHINESE = re.compile("[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"[ .,;!。_·-]")
_LOOKS_LIKE = str.maketrans("OIL", "011")  # no code has these letters, so they are digits that were misread


def new_code() -> str:
    """A code picked at random, one of twenty-two million. Whether another poster has it, only the register knows."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(3))
    digits = "".join(secrets.choice(_DIGITS) for _ in range(4))
    return next(code for check in LETTERS if is_code(code := f"{letters}{check}{digits}"))


def is_code(text: str) -> bool:
    """Whether this is a code as it is registered, with the letter that checks it."""
    return bool(_CODE.fullmatch(text)) and _weighed(text) % len(LETTERS) == 0


def typed_code(said: str) -> str | None:
    """The code that somebody means, as it would be registered; `None` where they mean something else.

    It may come with its name before it, in small letters, in full width, with a blank or a hyphen. What is named a
    poster's code, or looks like one, is one even where it was mistyped: `is_code` then says no. After other words
    in Chinese only what is a code counts: 扫不了，KHMT4826.
    """
    if not _SIGN.search(said):
        return None
    text = normalised(said).strip(_QUOTES)
    named = _NAMED.match(text)
    code = _BETWEEN.sub("", (text[named.end() :] if named else text).strip(_QUOTES)).upper().translate(_LOOKS_LIKE)
    if (_ALMOST if named else _CODE).fullmatch(code):
        return code
    last = _AT_THE_END.search(text.upper()) if _CHINESE.search(text) else None
    return found if last and is_code(found := _BETWEEN.sub("", last[1])) else None


def spaced(code: str) -> str:
    """A code as it is printed: in two groups, as it is read out."""
    return f"{code[:4]} {code[4:]}"


def _weighed(code: str) -> int:
    return sum(weight * _value(sign) for weight, sign in zip(_WEIGHTS, code, strict=True))


def _value(sign: str) -> int:
    return int(sign) if sign in _DIGITS else LETTERS.index(sign)
