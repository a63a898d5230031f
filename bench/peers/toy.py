"""The toy dialogue that the peers have: as many states as the real one, but toy texts, no rules and no sources.

It validates the date, puts a keyboard under every question, keeps the answers and tells a summary.
"""

import re
from datetime import date

from bench.dialogue import TODAY

REGION, PART, BORN, HUKOU, PARENTS, TOLD = "region", "part", "born", "hukou", "parents", "told"
STATES = (REGION, PART, BORN, HUKOU, PARENTS, TOLD)

Answers = dict[str, str]
Rows = list[list[tuple[str, str]]]

# The provinces in which it is asked what part is meant, by every name that is typed for them.
_DIVIDED = {
    ("江苏省", "江蘇省", "Jiangsu"): {"321000": "扬州市", "321200": "泰州市", "320000": "江苏省的其他地方"},
    ("浙江省", "Zhejiang"): {"330700": "金华市", "330000": "浙江省的其他地方"},
    ("江西省", "Jiangxi"): {"360100": "南昌市", "361100": "上饶市", "360000": "江西省的其他地方"},
    ("河南省", "Henan"): {"410100": "郑州市", "411000": "许昌市", "410000": "河南省的其他地方"},
    ("广东省", "廣東省", "Guangdong"): {"440100": "广州市", "440300": "深圳市", "440000": "广东省的其他地方"},
    ("广西壮族自治区", "廣西壯族自治區", "Guangxi"): {
        "450100": "南宁市",
        "450900": "玉林市",
        "450000": "广西的其他地方",
    },
    ("陕西省", "陝西省", "Shaanxi"): {
        "610100": "西安市",
        "610400": "咸阳市",
        "610500": "渭南市",
        "610000": "陕西省的其他地方",
    },
}
PARTS = {name: parts for names, parts in _DIVIDED.items() for name in names}
QUESTIONS = {
    REGION: "您的医保参保地是哪里？写城市或县的名字就行。",
    PART: "这个省里有的地方规定不一样，您在哪里？",
    BORN: "宝宝是哪天出生的？",
    HUKOU: "宝宝上户口了吗？",
    PARENTS: "爸爸或妈妈有医保、今年也交了吗？职工、居民都算。",
}
NOT_UNDERSTOOD = "这句话我没看明白。请点下面的按钮，或者换一种说法。"
DONE = "好的，祝宝宝健康。要办别的事，说「菜单」。"
_LABELS = {"region": "参保地", "born": "宝宝出生日期", "hukou": "宝宝户口", "parents": "父母参保"}
_HUKOU: Rows = [[("上了", "hukou:done"), ("还没有", "hukou:not_yet")]]
_PARENTS: Rows = [[("有", "parents_insured:yes"), ("没有", "parents_insured:no")]]
_BACK = [("上一步", "/back")]
_AFTER: Rows = [[("上一步", "/back"), ("查看", "/review"), ("菜单", "/menu")]]
_DAY = re.compile(r"(?:(\d{4})[-年.])?(\d{1,2})[-月.](\d{1,2})[日号]?")


def read_day(text: str) -> date | None:
    """A day of birth that was, or `None`."""
    if (found := _DAY.fullmatch(text.strip())) is None:
        return None
    try:
        day = date(int(found[1] or TODAY.year), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return day if day <= TODAY else None


def asks_about_parents(answers: Answers) -> bool:
    """Whether the fee depends on the parents where this family lives."""
    return "part" not in answers


def after_region(answers: Answers) -> str:
    """The state after a region was typed."""
    return PART if answers["region"] in PARTS else BORN


def after_hukou(answers: Answers) -> str:
    """The state after the register was answered."""
    return PARENTS if asks_about_parents(answers) else TOLD


def step_back(state: str, answers: Answers) -> str:
    """Forget the last answer, and ask for it again."""
    last = {
        PART: REGION,
        BORN: PART if "part" in answers else REGION,
        HUKOU: BORN,
        PARENTS: HUKOU,
        TOLD: PARENTS if "parents" in answers else HUKOU,
    }
    earlier = last.get(state, REGION)
    answers.pop(earlier, None)
    return earlier


def said(state: str, answers: Answers) -> str:
    """The text of a state: its question, or the conclusion."""
    return QUESTIONS[state] if state != TOLD else conclusion(answers)


def keyboard(state: str, answers: Answers) -> Rows:
    """The buttons under a state, label and data."""
    match state:
        case "part":
            return [[(name, f"where:{code}")] for code, name in PARTS[answers["region"]].items()] + [_BACK]
        case "hukou":
            return [*_HUKOU, _BACK]
        case "parents":
            return [*_PARENTS, _BACK]
        case "told":
            return _AFTER
        case _:
            return [_BACK]


def conclusion(answers: Answers) -> str:
    """What is told in the end."""
    return f"来得及！请带上出生医学证明登记，并缴费400元。宝宝从{answers['born']}起就有医保。\n不确定打电话12393。"


def summary(answers: Answers) -> str:
    """What was answered, line by line."""
    return "\n".join(f"{label}：{answers[name]}" for name, label in _LABELS.items() if name in answers)
