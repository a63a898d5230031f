"""Commands: the words that work in every state, said instead of tapped."""

import re
import unicodedata
from functools import lru_cache

from flows.answers.answer import Option
from flows.brief import brief
from flows.heard import (
    Back,
    Forget,
    Heard,
    Help,
    Menu,
    MyData,
    Pause,
    Person,
    Restart,
    Resume,
    Review,
    Speak,
    Subscribe,
    Unfold,
    Unsubscribe,
)

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
    (
        "查看",
        "我的回答",
        "回答",
        "修改",
        "改",
        "review",
        "摘要",
        "总结",
        "myanswers",
        "change",
        "edit",
        "changemyanswers",
        "editmyanswers",
    ): Review(),
    ("看详细", "看詳細", "详细", "詳細", "seedetails", "details"): Unfold("details"),
    ("依据", "依據", "看依据", "看依據", "出处", "出處", "来源", "來源", "sources", "source"): Unfold("sources"),
    ("收起", "showless"): Unfold("less"),
    ("菜单", "菜單", "目录", "目錄", "首页", "首頁", "主页", "選單", "menu", "home", "start", "/start"): Menu(),
    ("以后再说", "以後再說", "晚点", "改天", "下次", "later"): Pause(),
    ("回到刚才", "回到剛才", "回去", "resume", "continue", "goon"): Resume(),
    ("我的数据", "/我的数据", "我的資料", "我的數據", "我的资料", "mydata", "/mydata"): MyData(),
    (
        "删除我的数据",
        "/删除我的数据",
        "删除我的资料",
        "删除数据",
        "全部删除",
        "刪除我的資料",
        "刪除我的數據",
        "刪除資料",
        "全部刪除",
        "deletemydata",
        "/deletemydata",
        "/forget",
        "deletedata",
        "forgetme",
    ): Forget(),
    ("退订", "/退订", "退訂", "取消订阅", "取消訂閱", "td", "unsubscribe", "/unsubscribe"): Unsubscribe(),
    ("订阅", "/订阅", "訂閱", "恢复订阅", "恢復訂閱", "subscribe", "/subscribe"): Subscribe(),
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


@brief
def folded(text: str) -> str:
    """A typed text as commands compare it: without width, case, spaces and closing punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(plain.split()).rstrip("。.!,~、;") or plain.strip()


def command(text: str) -> Heard | None:
    """The command that was typed, if it is one and nothing else."""
    return COMMANDS.get(folded(text)) if len(text) <= 20 else None


def is_called(line: str, option: Option, shown: str | None) -> bool:
    """Whether a folded line is the name of an option, or how it was `shown`. Then it is no command."""
    if line in _names(option.label.text, option.also):
        return True
    return shown is not None and shown != option.label.text and line == folded(shown)


@lru_cache(maxsize=1024)  # of labels and synonyms, never of what people say
def _names(label: str, also: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, (label, *also)))


@brief
def is_urgent(text: str) -> bool:
    """Whether somebody may be in danger."""
    return _URGENT.search(text.casefold().replace("’", "'")) is not None


_URGENT = re.compile("|".join(map(re.escape, URGENT)))
