"""Identity numbers: the forms of ID numbers, bank cards and personal phone numbers, and how people split them.

What people are meant to type, dates and sums above all, looks much like them. So a number counts by what it is made of:
the province, the birthday and the check digit of an ID number, the issuer and the check digit of a card; and one that
is split in an unusual way counts only where it stands alone.

A view is a text without what cannot be seen, with every digit in ASCII, and with a blank or one of `-.,()*+` for
whatever people put between digits.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal

Kind = Literal["id_number", "card_number", "phone_number"]
Span = tuple[int, int, Kind]
"""Where a number stands, and what it is."""


def numbers_in(view: str) -> list[Span]:
    """All such numbers in a view, the most certain kinds first. One that is found may uncover another beside it."""
    spans: list[Span] = []
    while found := _found_at_first(view):
        spans += found
        view = blanked(view, found)
    return spans


def _found_at_first(view: str) -> list[Span]:
    spans: list[Span] = []
    for kind, where in _SEARCHES:
        found: list[Span] = [(start, stop, kind) for start, stop in where(view)]
        spans += found
        view = blanked(view, found)
    return spans


def blanked(view: str, spans: Iterable[Span]) -> str:
    """The view without what was found already, so that nothing is found twice, or across it."""
    parts, end = [], 0
    for start, stop, _ in sorted(spans):
        parts += [view[end:start], "\0" * (stop - start)]
        end = stop
    return "".join([*parts, view[end:]]) if parts else view


_LEFT, _RIGHT = "(?<![0-9])", "(?![0-9])"
_LOOSE = r"[ .,()*+\-]{0,8}+"
_BREAK = r"[ .()\-]{1,4}+"
_MARK = (
    r"[ .,()*+\-]{1,4}+"  # voice input writes a comma where somebody takes breath; so do lists of sums, years and days
)
_NO_SUM = "(?! ?(?:元|块|=))"


# ── ID numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────

_PROVINCES = {1: "1-5", 2: "1-3", 3: "1-7", 4: "1-6", 5: "0-4", 6: "1-5", 7: "1", 8: "1-3", 9: "1-8"}
"""How an ID number begins. After a 9, which is for foreigners who live here, comes the first digit of the province."""


def _resident(gap: str = "") -> str:
    """The place, the birthday, three digits that count, and one that checks all others."""
    month_and_day = f"(?:0{gap}[1-9]|1{gap}[0-2]){gap}(?:0{gap}[1-9]|[12]{gap}[0-9]|3{gap}[01])"
    return gap.join((_place(gap), f"(?:1{gap}9|2{gap}0)", "[0-9]", "[0-9]", month_and_day, *["[0-9]"] * 3, "[0-9X]"))


def _place(gap: str = "") -> str:
    province = "|".join(f"{first}{gap}[{second}]" for first, second in _PROVINCES.items())
    return gap.join((f"(?:{province})", *["[0-9]"] * 4))


_ID = f"{_LEFT}{_resident(_LOOSE)}{_RIGHT}"
_ID_IN_A_ROW = f"{_LEFT}{_resident()}{_RIGHT}"
_ID_AMONG_DIGITS = _resident()
_ID_BESIDE_PHONE = f"{_LEFT}{_resident()}(?=1[3-9][0-9]{{9}}{_RIGHT})|(?<={_LEFT}1[3-9][0-9]{{9}}){_resident()}{_RIGHT}"
_ID_WITH_A_STAR = f"{_LEFT}{_resident()[: -len('[0-9X]')]}[*]"
_ID_OF_OLD = f"(?<![0-9a-z]){_place()}(?:{_BREAK})?[0-9]{{6}}(?:{_BREAK})?[0-9]{{3}}(?![0-9a-zX])"
_ID_BY_NAME = (
    r"(?:身份证|身分證|證件|证件|居住证)(?:号码?|號碼?)?(?:是|为|[ ,.\-])*+"
    f"({_place(_LOOSE)}(?:{_LOOSE}[0-9]){{8,14}}(?:{_LOOSE}X)?{_RIGHT})"
)

_FIRST_FILES = "2018"
"""The insurance bureaus are no older. Numbers of their files begin with a region and a day, too, but a later one."""


def _is_id(number: str) -> bool:
    """By the check of GB 11643 (ISO 7064 MOD 11-2), and a birthday that there is."""
    check = (1 - 2 * int(number[:17], 13)) % 11  # modulo 11, the powers of 13 are those of 2
    return _is_day(number[6:14]) and number[17] == "0123456789X"[check]


def _is_id_among_digits(number: str) -> bool:
    return not number.startswith("9") and number[6:10] < _FIRST_FILES and _is_id(number)


def _is_mistyped_id(number: str) -> bool:
    return number[6:10] < _FIRST_FILES and _is_day(number[6:14])


def _has_birthday(number: str) -> bool:
    return _is_day(number[6:14])


def _is_old_id(number: str) -> bool:
    return not number.startswith("9") and _is_day(f"19{number[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year // 100 in (19, 20)
    except ValueError:
        return False


# ── Bank cards ───────────────────────────────────────────────────────────────────────────────────────────────────────

_ISSUERS = re.compile(
    "62[0-9]{11,17}|[69][0-9]{15}(?:[0-9]{3})?|81[0-9]{14,17}|103[0-9]{16}"  # UnionPay, and what was there before it
    "|4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[0-9]{15}|2(?:2[2-9]|[3-6][0-9]|7[0-2])[0-9]{13}"
    "|35[0-9]{14}|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}"
)
_CARD_IN_A_ROW = f"{_LEFT}[0-9]{{14,19}}{_RIGHT}|(?<![0-9a-z])[0-9]{{13}}(?![0-9a-z])"  # SF and 13 digits is a parcel
_CARD_IN_FOURS = f"{_LEFT}[0-9]{{4}}(?:{_BREAK}[0-9]{{4}}){{3}}{_RIGHT}"
_CARD_IN_FOURS_AND_MORE = f"{_LEFT}[0-9]{{4}}(?:{_BREAK}[0-9]{{4}}){{2,3}}{_BREAK}[0-9]{{1,3}}{_RIGHT}"
_CARD_IN_TWO = f"{_LEFT}[0-9]{{2,17}}{_BREAK}[0-9]{{2,17}}{_RIGHT}"
_CARD_IN_MARKED_FOURS_AND_MORE = f"{_LEFT}[0-9]{{4}}(?:{_MARK}[0-9]{{4}}){{2,3}}{_MARK}[0-9]{{1,3}}{_RIGHT}{_NO_SUM}"
_CARD_IN_MARKED_FOURS = f"{_LEFT}[0-9]{{4}}(?:{_MARK}[0-9]{{4}}){{3}}{_RIGHT}{_NO_SUM}"
_CARD_IN_MARKED_TWO = f"{_LEFT}[0-9]{{4,15}}{_MARK}[0-9]{{4,15}}{_RIGHT}{_NO_SUM}"
_CARD_BESIDE_PHONE = (
    f"{_LEFT}[0-9]{{14,19}}(?=1[3-9][0-9]{{9}}{_RIGHT})|(?<={_LEFT}1[3-9][0-9]{{9}})[0-9]{{14,19}}{_RIGHT}"
)
_CARDS_IN_A_ROW = f"{_LEFT}[0-9]{{30,38}}{_RIGHT}"
_CARD_BY_NAME = (
    r"(?:卡号|卡號|银行卡|储蓄卡|信用卡|存折|账号|账户|帐号|card)(?:号码?|no)?(?:是|为|[ ,.\-])*+"
    rf"((?:[0-9](?:[ \-]{{0,3}}+[0-9]){{12,18}}|[0-9]{{4}}(?:{_MARK}[0-9]{{4}}){{2,3}}(?:{_MARK}[0-9]{{1,3}})?){_RIGHT})"
)


def _is_card(number: str) -> bool:
    """By how issuers number their cards, and the check of ISO/IEC 7812 (Luhn)."""
    if _ISSUERS.fullmatch(number) is None or (len(number) == 14 and _is_day(number[6:])):  # a region and a day
        return False
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(twice // 10 + twice % 10 for twice in doubled)) % 10 == 0


def _is_mistyped_card(number: str) -> bool:
    return number.startswith("62") and len(number) in (16, 19) and not _is_day(number[6:14])  # nor a file of Gansu's


def _is_marked_card(number: str) -> bool:
    """Whether digits between commas are a card, and not sums or years that only add up to one."""
    return len(number) >= 15 and _is_card(number) and not _are_listed(re.findall("[0-9]{1,4}", number))


def _are_two_cards(number: str) -> bool:
    halves = ((number[:middle], number[middle:]) for middle in range(15, 20))
    return any(all(_is_card(half) or _is_mistyped_card(half) for half in two) for two in halves)


def _begins_with_no_day(number: str) -> bool:
    return not _is_day(number[:8])


# ── Phone numbers ────────────────────────────────────────────────────────────────────────────────────────────────────
# Mobile phones belong to people. Landlines belong to offices as well, among them those that we name ourselves: only
# what somebody calls their own counts.

_FROM_ABROAD = r"\(?\+?(?:00)?86\)?[ .()\-]{0,3}+"
_PHONE_IN_A_ROW = f"{_LEFT}(?:{_FROM_ABROAD}|0)?1[3-9][0-9]{{9}}{_RIGHT}"
_PHONES_IN_A_ROW = f"{_LEFT}(?:1[3-9][0-9]{{9}}){{2,4}}{_RIGHT}"
_PHONE_IN_GROUPS = f"{_LEFT}(?:{_FROM_ABROAD})?1[3-9][0-9](?:(?:{_BREAK}[0-9]{{4}}){{2}}|{_BREAK}[0-9]{{8}}){_RIGHT}"
_PHONE_IN_TWO = f"{_LEFT}(?:{_FROM_ABROAD})?1[3-9][0-9]{{5}}{_BREAK}[0-9]{{4}}{_RIGHT}"
_PHONE_IN_MARKED_GROUPS = (
    f"{_LEFT}(?:{_FROM_ABROAD}{_LOOSE})?1[3-9][0-9](?:(?:{_MARK}[0-9]{{4}}){{2}}|{_MARK}[0-9]{{8}}){_RIGHT}{_NO_SUM}"
)
_PHONE_IN_MARKED_TWO = f"{_LEFT}(?:{_FROM_ABROAD}{_LOOSE})?1[3-9][0-9]{{5}}{_MARK}[0-9]{{4}}{_RIGHT}{_NO_SUM}"
_PHONE_OF_ELSEWHERE = rf"{_LEFT}\+(?!86)(?=[ (]*+[1-9])(?:[ ()\-]{{0,3}}+[0-9]){{10,15}}{_RIGHT}"
_LANDLINE_BY_NAME = (
    "(?:我家?|家里?|住宅|本人)的?(?:联系|固定)?(?:电话|座机|固话|号码|電話|號碼)(?:号码?)?(?:是|为|[ ,])*+"
    rf"(\(?0[1-9][0-9]{{1,2}}[ .()\-]{{0,3}}+[0-9]{{7,8}}{_RIGHT})"
)


def _ends_with_no_day(number: str) -> bool:
    return not _is_day(number[-8:])  # 150 20250305 is a sum and a day


def _is_marked_phone(number: str) -> bool:
    return _ends_with_no_day(number) and not _are_listed([number[-11:-8], number[-8:-4], number[-4:]])


# ── Numbers split in ways of their own ───────────────────────────────────────────────────────────────────────────────

_RUN = re.compile(r"[0-9](?:[ .()\-]{0,4}+[0-9])*+")
_DIGIT_BY_DIGIT = re.compile(r"(?<![0-9])[0-9](?:[ .,()*+\-]{1,4}+[0-9])+(?![0-9])")
_SPLIT_PHONE = re.compile("(?:(?:00)?86|0)?1[3-9][0-9]{9}")


def _split_cards(view: str) -> Iterator[tuple[int, int]]:
    runs = ((run.span(), re.findall("[0-9]+", run[0])) for run in _RUN.finditer(view))
    return (span for span, groups in runs if len(groups) > 1 and _is_card("".join(groups)) and not _are_sums(groups))


def _split_phones(view: str) -> Iterator[tuple[int, int]]:
    return (run.span() for run in _RUN.finditer(view) if _is_split_phone(run[0]))


def _cards_in_digits(view: str) -> Iterator[tuple[int, int]]:
    return (run.span() for run in _DIGIT_BY_DIGIT.finditer(view) if _is_card(_number(run[0])))


def _phones_in_digits(view: str) -> Iterator[tuple[int, int]]:
    return (run.span() for run in _DIGIT_BY_DIGIT.finditer(view) if _SPLIT_PHONE.fullmatch(_number(run[0])))


def _is_split_phone(run: str) -> bool:
    """Whether these digits are one phone number, and not some days, years or sums side by side."""
    number, breaks, groups = _number(run), set(re.findall("[^0-9]", run)), re.findall("[0-9]+", run)
    if not _SPLIT_PHONE.fullmatch(number) or len(breaks) != 1 or breaks == {"."}:
        return False
    is_year = [_is_year(group) for group in groups]
    has_month = any(year and len(after) < 3 for year, after in zip(is_year, groups[1:], strict=False))
    has_day = len(groups[0]) == 3 and not _ends_with_no_day(number)
    return not (has_month or has_day or sum(is_year) > 1 or _are_sums(groups))


def _are_sums(groups: list[str]) -> bool:
    return len(groups) > 2 and all(group.endswith("0") for group in groups)


def _are_listed(groups: list[str]) -> bool:
    """Whether these are some sums or years, one after another. No sum begins with a nought."""
    is_sums = _are_sums(groups) and not any(group.startswith("0") for group in groups)
    return is_sums or sum(map(_is_year, groups)) > 1


def _is_year(group: str) -> bool:
    return re.fullmatch("(?:19|20)[0-9]{2}", group) is not None


# ── In this order ────────────────────────────────────────────────────────────────────────────────────────────────────

_Search = Callable[[str], Iterator[tuple[int, int]]]


def _where(pattern: str, holds: Callable[[str], bool] = bool) -> _Search:
    """Finds the pattern, or the group in it, wherever the number holds; none begins within the one before."""
    compiled = re.compile(f"(?=({pattern}))")

    def search(view: str) -> Iterator[tuple[int, int]]:
        end = 0
        for match in compiled.finditer(view):
            start, stop = match.span(compiled.groups)
            if start >= end and holds(_number(match[compiled.groups])):
                yield start, stop
                end = stop

    return search


def _number(written: str) -> str:
    return re.sub("[^0-9X]", "", written)


_SEARCHES: tuple[tuple[Kind, _Search], ...] = (
    ("id_number", _where(_ID, _is_id)),
    ("card_number", _where(_CARD_IN_FOURS_AND_MORE, _is_card)),
    ("card_number", _where(_CARD_IN_FOURS, _is_card)),
    ("card_number", _where(_CARD_IN_TWO, _is_card)),
    ("card_number", _where(_CARD_IN_MARKED_TWO, _is_marked_card)),
    ("card_number", _where(_CARD_IN_A_ROW, _is_card)),
    ("card_number", _where(_CARD_IN_MARKED_FOURS_AND_MORE, _is_marked_card)),
    ("card_number", _where(_CARD_IN_MARKED_FOURS, _is_marked_card)),
    ("id_number", _where(_ID_BY_NAME)),
    ("id_number", _where(_ID_BESIDE_PHONE, _is_id)),
    ("card_number", _where(_CARD_BESIDE_PHONE, _is_card)),
    ("card_number", _where(_CARDS_IN_A_ROW, _are_two_cards)),
    ("id_number", _where(_ID_WITH_A_STAR, _has_birthday)),
    ("id_number", _where(_ID_AMONG_DIGITS, _is_id_among_digits)),
    ("id_number", _where(_ID_IN_A_ROW, _is_mistyped_id)),
    ("card_number", _where(_CARD_IN_A_ROW, _is_mistyped_card)),
    ("card_number", _where(_CARD_BY_NAME, _begins_with_no_day)),
    ("phone_number", _where(_PHONE_IN_A_ROW)),
    ("phone_number", _where(_PHONES_IN_A_ROW)),
    ("phone_number", _where(_PHONE_IN_GROUPS, _ends_with_no_day)),
    ("phone_number", _where(_PHONE_IN_TWO)),
    ("phone_number", _where(_PHONE_IN_MARKED_GROUPS, _is_marked_phone)),
    ("phone_number", _where(_PHONE_IN_MARKED_TWO, _is_marked_phone)),
    ("id_number", _where(_ID_OF_OLD, _is_old_id)),
    ("card_number", _split_cards),
    ("phone_number", _split_phones),
    ("card_number", _cards_in_digits),
    ("phone_number", _phones_in_digits),
    ("phone_number", _where(_PHONE_OF_ELSEWHERE)),
    ("phone_number", _where(_LANDLINE_BY_NAME)),
)
