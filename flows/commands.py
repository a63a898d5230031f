"""Commands: the words that work in every state, said instead of tapped."""

import unicodedata

from flows.heard import Back, Heard, Help, Menu, Pause, Person, Restart, Resume, Review, Speak

_WORDS: dict[tuple[str, ...], Heard] = {
    (
        "返回",
        "上一步",
        "后退",
        "退回",
        "不对",
        "错了",
        "填错了",
        "选错了",
        "点错了",
        "back",
        "上一題",
        "上一题",
    ): Back(),
    ("重来", "重新开始", "重新開始", "重新来", "从头来", "重填", "重來", "restart", "startover"): Restart(),
    (
        "人工",
        "转人工",
        "找人",
        "客服",
        "人工服务",
        "轉人工",
        "電話",
        "电话",
        "打电话",
        "human",
        "person",
        "agent",
        "talktoaperson",
        "找人工",
    ): Person(),
    ("帮助", "幫助", "help", "怎么用", "不会用", "?", "使用帮助"): Help(),
    ("查看", "我的回答", "回答", "修改", "改", "review", "摘要", "总结", "myanswers"): Review(),
    ("菜单", "菜單", "目录", "目錄", "首页", "首頁", "主页", "選單", "menu", "home", "start", "/start"): Menu(),
    ("以后再说", "以後再說", "晚点", "改天", "下次", "later"): Pause(),
    ("回到刚才", "回到剛才", "回去", "resume", "continue", "goon"): Resume(),
    ("english", "英文", "英语"): Speak("en"),
    ("繁体", "繁體", "繁体中文", "繁體中文", "正體", "traditional"): Speak("zh_Hant"),
    ("简体", "簡體", "简体中文", "简中", "中文", "simplified", "chinese"): Speak("zh_Hans"),
}

COMMANDS: dict[str, Heard] = {word: heard for words, heard in _WORDS.items() for word in words}

URGENT = (
    "胸痛",
    "胸口痛",
    "胸口疼",
    "喘不上气",
    "喘不过气",
    "呼吸困难",
    "昏迷",
    "没有呼吸",
    "大出血",
    "晕倒",
    "晕过去",
    "不省人事",
    "没气了",
    "抽搐不止",
    "喘不過氣",
    "喘不上氣",
    "呼吸困難",
    "沒有呼吸",
    "暈倒",
    "chest pain",
    "can't breathe",
    "cannot breathe",
    "can not breathe",
    "unconscious",
    "not breathing",
    "bleeding heavily",
)
"""Signs of an emergency: the ambulance comes before any answer."""


def folded(text: str) -> str:
    """A typed text as commands compare it: without width, case, spaces and closing punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(plain.split()).rstrip("。.!,~、;") or plain.strip()


def command(text: str) -> Heard | None:
    """The command that was typed, if it is one and nothing else."""
    return COMMANDS.get(folded(text)) if len(text) <= 20 else None


def is_urgent(text: str) -> bool:
    """Whether somebody may be in danger."""
    plain = text.casefold().replace("’", "'")
    return any(sign in plain for sign in URGENT)
