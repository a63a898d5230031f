"""Numbers that say who somebody is are found however they are written, and what residents are meant to type is not."""

import random
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from flows.entry import Entry, write_entry
from flows.identity import LABELS, masked, without_labels
from flows.policy.library import Library
from flows.policy.rows import listed
from flows.policy.rulebook import Rulebook
from flows.regions import region
from tests.flows.identities import HARMLESS, KINDS, card_number, harmless, id_number, identities, phone_number

SEED = 20250305


# ── A corpus ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def traces(number: str, text: str) -> bool:
    """Whether something of a number can still be read: five digits are a place, a year and a month, or worse."""
    return any(number[start : start + 5] in text for start in range(len(number) - 4))


@pytest.mark.parametrize("kind", KINDS)
def test_of_all_numbers_however_they_are_written_hardly_one_is_missed(kind: str) -> None:
    written = [one for one in identities(SEED, each=60) if one[0].startswith(kind)]
    missed = [one for one in written if not (found := masked(one[2])).found or traces(one[1], found.text)]
    assert len(written) >= 360
    assert len(missed) <= 0.005 * len(written), missed


def test_of_what_residents_type_hardly_anything_is_taken_for_one() -> None:
    texts = list(harmless(SEED, each=60))
    wrong = [(name, text) for name, text in texts if masked(text).found]
    assert len(texts) >= 2000
    assert len(wrong) <= 0.01 * len(texts), wrong


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_that_residents_type_is_often_taken_for_one(name: str) -> None:
    texts = [text for one, text in harmless(SEED, each=60) if one == name]
    assert len([text for text in texts if masked(text).found]) <= 3, texts


# ── Independent counterparts ─────────────────────────────────────────────────────────────────────────────────────────


def test_ids_are_checked_as_an_independent_library_checks_them() -> None:
    """Any other last digit makes it none, unless the birthday is so old that it must be a slip in a real one."""
    chance = random.Random(SEED)
    for _ in range(300):
        number = id_number(chance)
        other = f"20{chance.randrange(18, 26)}"
        for last in "0123456789X":
            one = f"{number[:6]}{other}{number[10:17]}{last}"
            assert ("id_number" in masked(one).found) == (ric.calc_check_digit(one) == last and is_day(one[6:14])), one


def is_day(digits: str) -> bool:
    try:
        ric.get_birth_date(f"000000{digits}")
    except ValueError:
        return False
    return True


def test_cards_are_checked_as_an_independent_library_checks_them() -> None:
    chance = random.Random(SEED)
    for _ in range(300):
        number = card_number(chance)
        if number.startswith("62"):  # these are hidden with a slip in them, too
            continue
        for last in "0123456789":
            one = number[:-1] + last
            assert ("card_number" in masked(one).found) == luhn.is_valid(one), one


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────

ID = "11010519491231002X"  # the example of GB 11643
BABY = "45010320260520123X"  # as it might be given to somebody who is born this year
CARD = "6228480402564890018"
PHONE = "13812345678"


@pytest.mark.parametrize(
    ("said", "left", "found"),
    [
        (ID, "〔身份证号〕", ("id_number",)),
        (f"我的身份证是{ID.lower()}，宝宝3月5日生", "我的身份证是〔身份证号〕，宝宝3月5日生", ("id_number",)),
        ("１１０１０５１９４９１２３１００２Ｘ", "〔身份证号〕", ("id_number",)),
        ("1101 0519 4912 3100 2X", "〔身份证号〕", ("id_number",)),
        ("110105-19491231-002 x", "〔身份证号〕", ("id_number",)),
        ("1\u200b1\u200b010519491231002\u2060X", "〔身份证号〕", ("id_number",)),
        ("一一零一零五一九四九一二三一零零二X", "〔身份证号〕", ("id_number",)),
        ("110105491231002", "〔身份证号〕", ("id_number",)),
        ("830000199201300022", "〔身份证号〕", ("id_number",)),
        ("911156198108030024", "〔身份证号〕", ("id_number",)),
        ("身份证号：11010519491231002", "身份证号：〔身份证号〕", ("id_number",)),
        (f"{ID} {PHONE}", "〔身份证号〕 〔电话号码〕", ("id_number", "phone_number")),
        (f"{PHONE}{ID}", "〔电话号码〕〔身份证号〕", ("phone_number", "id_number")),
        (f"{BABY}{PHONE}", "〔身份证号〕〔电话号码〕", ("id_number", "phone_number")),
        (f"{PHONE}{BABY}", "〔电话号码〕〔身份证号〕", ("phone_number", "id_number")),
        (CARD, "〔卡号〕", ("card_number",)),
        ("6228 4804 0256 4890 018", "〔卡号〕", ("card_number",)),
        ("4111 1111 1111 1111 123", "〔卡号〕 123", ("card_number",)),
        ("622848 0402564890018 2025", "〔卡号〕 2025", ("card_number",)),
        ("卡号 123456789012345", "卡号 〔卡号〕", ("card_number",)),
        ("+86 138-1234-5678", "〔电话号码〕", ("phone_number",)),
        ("周一13812345678", "周一〔电话号码〕", ("phone_number",)),
        ("一三八一二三四五六七八", "〔电话号码〕", ("phone_number",)),
        ("138o1234567", "〔电话号码〕", ("phone_number",)),
        ("13812345678 13912345678", "〔电话号码〕 〔电话号码〕", ("phone_number",)),
        ("+852 9123 4567", "〔电话号码〕", ("phone_number",)),
        ("138，1234，5678", "〔电话号码〕", ("phone_number",)),
        ("打138、1234、5678，孩子2025、3、5生", "打〔电话号码〕，孩子2025、3、5生", ("phone_number",)),
        ("138*1234*5678 138+1234+5678", "〔电话号码〕 〔电话号码〕", ("phone_number",)),
        ("1381234/5678，+86，139，1234，5678", "〔电话号码〕，〔电话号码〕", ("phone_number",)),
        ("一三八，一二三四，五六七八", "〔电话号码〕", ("phone_number",)),
        ("1，3，8，1，2，3，4，5，6，7，8", "〔电话号码〕", ("phone_number",)),
        ("6228，4804，0256，4890，018", "〔卡号〕", ("card_number",)),
        ("6228，4804，0256，4890，018，谢谢", "〔卡号〕，谢谢", ("card_number",)),
        ("4111/1111/1111/1111", "〔卡号〕", ("card_number",)),
        ("卡号是1234，5678，9012，3456，789", "卡号是〔卡号〕", ("card_number",)),
        (f"{CARD}{CARD}", "〔卡号〕", ("card_number",)),
        (f"{CARD}{PHONE}", "〔卡号〕〔电话号码〕", ("card_number", "phone_number")),
        (f"{PHONE}{CARD}", "〔电话号码〕〔卡号〕", ("phone_number", "card_number")),
        ("11010519491231002*", "〔身份证号〕", ("id_number",)),
        ("我的是45010320260520123＊", "我的是〔身份证号〕", ("id_number",)),
        ("我家电话是0771-5851234", "我家电话是〔电话号码〕", ("phone_number",)),
    ],
)
def test_a_number_is_hidden(said: str, left: str, found: tuple[str, ...]) -> None:
    assert masked(said).text == left
    assert masked(said).found == found


@pytest.mark.parametrize(
    "said",
    [
        *("", "1", "20250305", "2025.3.5", "2025年3月5日", "2025030520250306", "20250305 20250306", "450100"),
        *("1990.3.5 2025.3.5", "1500 2000 300", "150 20250305", "12393", "0771-5851234", "0771-12345", "010-12345678"),
        *("身份证有效期2025.03.05-2035.03.05", "450100 20250305", "110105194912310020250", "95588", "192.168.100.23"),
        *("二〇二五年三月五日", "①②③④⑤⑥⑦⑧⑨⑩", "400-820-8820", "1741155200000", "45010020250305123456"),
        *("1,234,567元", "1,234,567,890 元", "2025，2024，2023，2022", "2025/3/5，2026/3/5", "12393，12345，12366"),
        *("150，2000，3000", "138，1234，5678元", "6100，6200，6300，6400", "13，14，15，16，17，8", "150，2024，2025"),
        *("150，20250305", "2025、3、5，2026、10、12", "1、3、4、5", "5*8*12", "180+2300+1500", "1,380,123,456,789"),
    ],
)
def test_what_is_no_such_number_stays(said: str) -> None:
    assert masked(said).text == said
    assert masked(said).found == ()


def test_the_numbers_that_we_tell_people_ourselves_are_nobodys() -> None:
    rules = Rulebook(Library.open())
    for code in rules.library.packs:
        for hotline in listed(rules.at(code).hotlines("insurance", "tax")).values[0]:
            for said in (hotline.number, f"打{hotline.number}没人接", f"你们的电话{hotline.number}打不通"):
                assert masked(said).text == said


def test_a_deep_link_with_days_and_places_in_it_stays() -> None:
    chance = random.Random(SEED)
    for code in chance.sample(["450100", "610500", "110101", "360100", "620102", "659001"], 6):
        day = f"19{chance.randrange(40, 99)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        link = write_entry(Entry("enroll", {"where": region(code).code, "birthday": day, "job_insurance": "no"}))
        assert masked(link).text == link


# ── Whatever is said ─────────────────────────────────────────────────────────────────────────────────────────────────

SNIPPETS = st.sampled_from(
    [
        ID,
        CARD,
        PHONE,
        "138 1234 5678",
        "一三八",
        "①",
        "2025年3月5日",
        " ",
        "\n",
        "\u200b",
        "-",
        "身份证号",
        "卡号",
        "+",
        "X",
        "o",
    ]
)


@given(st.lists(SNIPPETS | st.text(max_size=5), max_size=8).map("".join))
@example("\ud83d" + ID)
@example("身份证" * 50 + ID)
@example("6228480402564890018622848040256489001811010519491231002X")
def test_nothing_that_is_left_is_found_again(said: str) -> None:
    once = masked(said)
    assert masked(once.text) == type(once)(once.text)
    assert set(once.found) <= set(LABELS)
    if not once.found:
        assert once.text == said


@pytest.mark.parametrize("snippet", ["1", "1 ", "19900307 ", "13 ", "一", "1\u200b", "身份证", "+1 ", "138 1234 "])
def test_a_story_of_digits_is_read_to_its_end(snippet: str) -> None:
    said = snippet * (4000 // len(snippet))
    assert masked(f"{said}，{ID}").text.endswith("〔身份证号〕")


@pytest.mark.parametrize("number", [ID, "110105 19491231 002X", "一一零一零五一九四九一二三一零零二X"])
def test_of_what_is_longer_than_any_message_no_half_a_number_is_left(number: str) -> None:
    for room in range(len(number) + 2):
        story = "说" * (4096 - room)
        left = masked(f"{story}{number}{story}").text
        assert left.replace("说", "") == ("" if room < len(number) else "〔身份证号〕")
    assert masked("1" * 100_000).text == ""


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        (ID, ""),
        (f"我的身份证号是{ID}", ""),
        (f"手机号：{PHONE}，宝宝3月5日生", "，宝宝3月5日生"),
        (f"我爸的银行卡{CARD}", ""),
        (f"南宁 {PHONE}", "南宁"),
    ],
)
def test_what_else_was_said_is_left(said: str, rest: str) -> None:
    assert without_labels(masked(said).text).strip() == rest


def test_the_corpus_holds_every_kind() -> None:
    """So that a form that fails for every number is not lost in the average."""
    forms = Counter(form for form, _, _ in identities(SEED, each=1))
    assert set(forms.values()) == {1}
    assert len(forms) >= 30
    assert phone_number(random.Random(SEED)) != phone_number(random.Random(SEED + 1))
