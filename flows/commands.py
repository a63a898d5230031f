"""Commands: the words that work in every state, said instead of tapped."""

import re
import unicodedata
from functools import lru_cache

from flows.answers.answer import Option
from flows.answers.reading import normalised
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
from flows.request import asked_for

# fmt: off
_WORDS: dict[tuple[str, ...], Heard] = {
    (
        "返回", "上一步", "后退", "退回", "退回去", "退一步", "往回", "返回去", "不对", "错了",
        "上一题", "上个问题", "上一个问题", "前一步", "前一题",
        "back", "goback", "stepback", "onestepback", "previous", "previousstep", "previousquestion", "undo",
    ): Back(),
    (
        "重来", "重新开始", "重新来", "重新来过", "重新填", "重新填写", "重填", "重头来", "重头开始", "从新开始", "从新来",
        "从头来", "从头开始", "从头再来", "从头填", "清空重来",
        "再来一遍", "重来一遍", "重新来一遍", "重新填一遍", "再来一次", "重来一次", "重新来一次",
        "restart", "startover", "startagain", "beginagain", "startfromthebeginning", "startfromscratch",
    ): Restart(),
    (
        "人工", "人工服务", "人工客服", "客服", "真人", "工作人员", "热线", "电话", "客服电话", "人工电话", "联系电话",
        "找人", "找个人", "叫人", "找人帮忙", "电话多少", "电话是多少", "打哪个电话", "打什么电话", "有电话吗",
        "human", "person", "realperson", "agent", "someone", "somebody", "staff", "hotline", "phonenumber",
    ): Person(),
    (
        "帮助", "使用帮助", "使用说明", "帮忙", "帮帮忙", "帮帮我", "帮助我", "求助",
        "怎么用", "不会用", "怎么填", "不会填", "怎么回答", "?",
        "help", "helpme", "howdoesthiswork", "howtousethis", "howdoiusethis",
    ): Help(),
    (
        "查看", "回答", "我的回答", "我的答案", "我填的", "填过的", "我填了什么", "摘要", "总结",
        "修改", "改", "改改", "修改回答", "改回答", "改答案",
        "review", "summary", "myanswers", "change", "edit", "changemyanswers", "editmyanswers",
    ): Review(),
    (
        "看详细", "详细", "详细的", "详情", "详细情况", "详细点", "详细些", "详细一点", "说详细点", "详细说说",
        "seedetails", "details", "moredetails", "moredetail", "tellmemore",
    ): Unfold("details"),
    ("依据", "政策依据", "依据是什么", "有什么依据", "出处", "来源", "sources", "source"): Unfold("sources"),
    ("收起", "收起来", "收回去", "showless"): Unfold("less"),
    (
        "菜单", "主菜单", "目录", "首页", "主页", "选单", "主选单",
        "menu", "mainmenu", "home", "gohome", "start", "/start",
        "语言", "换语言", "换个语言", "切换语言", "language", "changelanguage", "changethelanguage",  # they stand there
    ): Menu(),
    (
        "以后再说", "晚点", "改天", "下次", "先不办", "先不办了", "先这样", "等", "等一下", "稍等",
        "later", "maybelater", "notnow",
    ): Pause(),
    ("回到刚才", "回到刚才的", "回去", "resume", "continue", "goon"): Resume(),
    ("我的数据", "我的资料", "/我的数据", "mydata", "/mydata"): MyData(),
    (
        "删除我的数据", "删除我的资料", "删除数据", "删除资料", "删掉我的数据", "清除我的数据", "清空我的数据",
        "把我的数据删除", "把我的数据删了", "把我的数据删掉", "全部删除", "全部删掉", "/删除我的数据",
        "deletemydata", "deleteallmydata", "deletedata", "deleteeverything", "/deletemydata", "/forget", "forgetme",
    ): Forget(),
    (
        "退订", "/退订", "取消订阅", "取消通知", "别再发了", "不要再发了", "别再发消息了", "不要再发消息了",
        "td", "unsubscribe", "/unsubscribe",
    ): Unsubscribe(),
    ("订阅", "/订阅", "恢复订阅", "重新订阅", "subscribe", "/subscribe"): Subscribe(),
    ("英文", "英语", "english"): Speak("en"),
    ("繁体", "繁体字", "繁体中文", "正体", "正体字", "traditional", "traditionalchinese"): Speak("zh_Hant"),
    ("简体", "简体字", "简体中文", "简中", "中文", "simplified", "simplifiedchinese", "chinese"): Speak("zh_Hans"),
}
# fmt: on

COMMANDS: dict[str, Heard] = {word: heard for words, heard in _WORDS.items() for word in words}

_DONE_WITH: tuple[tuple[re.Pattern[str], tuple[type, ...]], ...] = tuple(
    (re.compile(verbs), kinds)
    for verbs, kinds in (
        ("看看|看一下|看|查看|显示|打开|(?:show(?:me)?|see|view)(?:the)?", (Unfold, Review, MyData, Menu, Help)),
        ("回到?|返回到?|退回到?|去|到|(?:go)?(?:back)?to(?:the)?", (Menu, Back)),
        ("找|转|接通?|联系|打|问|叫|(?:(?:talk|speak)(?:to|with)|contact|call)(?:an?|the)?", (Person,)),
        ("说|讲|用|看|转成?|换[成到回]?|改[成为回]|切换[成到为]?|in|speak|use|(?:switch|change)to", (Speak,)),
    )
)
"""What is done with the things that commands show, lead to, call or speak: 看菜单, 回到上一步, 找客服, 换成英文."""

_LATER = re.compile(
    "(?:以后|晚点|晚些|晚一点|改天|下[次回]|过[几两]天|明天|后天|回头|等?一?会儿?|待会儿?|等?有空了?)再?[说来办弄填]"
)

_SOMETHING_ELSE = re.compile("办(?:点|些)?(?:别的|其[他它]的?)(?:事情?|业务)?")
"""At the menu it turns the page."""

_SLIP = re.compile("(?:我|刚才|刚刚|不好意思|[ ,])*(?:填|选|点|写|输入?|按|弄|搞|打|答)错了")

_HOW = re.compile("怎么|不会|什么|多少|哪个|吗[?]|^how")
"""What is asked with a question mark or without: 怎么用？, 电话多少？"""

_NEVER_WISHED = ("不对", "错了", "回答", "退回", "回去", "?")
"""Commands by themselves only: 请回答 wants an answer of us, 能退回吗 the money back, and 不对吧 only doubts."""

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


@brief
def command(text: str) -> Heard | None:
    """The command that was typed, with whatever courtesy, if it is one and nothing else."""
    if len(text) > (_LONGEST_LATIN if text.isascii() else _LONGEST):
        return None
    if found := exact_command(text):
        return found
    line = normalised(text)
    wanted = folded(asked_for(line))
    if _HOW.search(wanted):
        wanted = wanted.rstrip("?")
    if _SLIP.fullmatch(line):
        return Back()
    if _LATER.fullmatch(wanted):
        return Pause()
    if _SOMETHING_ELSE.fullmatch(wanted):
        return Menu()
    return _thing(wanted) or _thing_done_with(wanted)


def exact_command(text: str) -> Heard | None:
    """The command that was typed in just its own words."""
    return COMMANDS.get(folded(normalised(text)))


def _thing(wanted: str) -> Heard | None:
    return None if wanted in _NEVER_WISHED else COMMANDS.get(wanted)


def _thing_done_with(wanted: str) -> Heard | None:
    for verbs, kinds in _DONE_WITH:
        done = verbs.match(wanted)
        thing = _thing(wanted[done.end() :]) if done else None
        if type(thing) in kinds:
            return thing
    return None


_LONGEST, _LONGEST_LATIN = 20, 40
"""Characters of a command with its courtesies: "I would like to talk to a person, please"."""


def is_called(line: str, option: Option, shown: str | None) -> bool:
    """Whether a normalised and folded line is the name of an option, or how it was `shown`. Then it is no command."""
    if line in _names(option.label.text, option.also + option.alone):
        return True
    return shown is not None and shown != option.label.text and line == folded(normalised(shown))


@lru_cache(maxsize=1024)  # of labels and synonyms, never of what people say
def _names(label: str, also: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, (label, *also)))


@brief
def is_urgent(text: str) -> bool:
    """Whether somebody may be in danger."""
    return _URGENT.search(text.casefold().replace("’", "'")) is not None


_URGENT = re.compile("|".join(map(re.escape, URGENT)))
