"""Request: what somebody asks for, without the words with which they ask: 麻烦您转人工，谢谢 asks for 转人工."""

import re

from flows.answers.reading import is_too_long


def asked_for(text: str) -> str:
    """A normalised text without the wishes and courtesies around it; itself where nothing else is left of it.

    A denial is no wish: 不想返回 is left as it is. 能返回吗 asks for 返回, while 返回吗 only asks.
    """
    if is_too_long(text):
        return text
    wish = _WISH.match(text)
    core = text[wish.end() :] if wish else text
    may_ask = wish is not None and _MAY.search(wish[0])
    courtesy = (_COURTESY_OF_A_QUESTION if may_ask else _COURTESY).search(core)
    return core[: courtesy.start()] if courtesy else core


# Possessive, as nothing is asked for by wishes alone: of 我想 no 想 is left. 我的数据 begins with no wish.
_WISH = re.compile(
    "(?:[您你]好|请问?|劳驾|拜托|麻烦[您你]?|不好意思|谢谢[您你]?|我们?(?![的填])|俺们?(?![的填])|那?就|还是"
    "|能不能|可不可以|能|可以|想要?|需?要|帮我|帮忙(?=[看找转接换查])|给我(?=[看找转接换人电])|让我|[ ,.。!~、]"
    "|(?:please|hi|hello|(?:can|could|would|may) (?:you|i|we)|(?:i|we) (?:(?:want|need|would like)(?: to)?|have to)"
    r"|i'd like(?: to)?|let me|let's|just|the|an?)\b)++(?=.)"
)
_AFTERWARDS = "一下|(?<!一)下|[吧啊呀呢嘛啦咯哈]|好吗|好不好|可以吗|行吗|行不行|多?谢谢?[您你]?了?|[ ,.。!~、]|[ ,](?:please|thanks?(?: you)?)"
_COURTESY = re.compile(f"(?<=.)(?:{_AFTERWARDS})+$")
_COURTESY_OF_A_QUESTION = re.compile(f"(?<=.)(?:{_AFTERWARDS}|[吗?])+$")
_MAY = re.compile(r"能|可以|\b(?:can|could|would|may)\b")
