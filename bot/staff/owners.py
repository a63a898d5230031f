"""Owners: who may do everything, as the settings name them: `telegram:12345`, or `telegram:12345@450100` for a part."""

import re
import unicodedata

from bot.staff.roles import Grant, Role
from flows.answers.area import EVERYWHERE, area

_OWNER = re.compile(r"([a-z]+:[^\s@,:]{1,128})(?:@([0-9]{6}))?")
_BETWEEN = re.compile(r"[,、;\s]+")  # after NFKC, which makes a comma of ， as Chinese keyboards write it

_PEOPLE = {
    "telegram": (re.compile("[1-9][0-9]{0,15}"), "Telegram 的编号全是数字"),
    "web": (re.compile("[0-9a-f]{64}"), "网页的编号是六十四位，只有数字和 a 到 f"),
    "terminal": (re.compile("here"), "终端上只有 here"),
}
"""What people are called on the channels on which staff can be served, and how a clerk is told."""


def read_owners(text: str) -> dict[str, Grant]:
    """The owners, by who they are. Raises ValueError with a sentence for whoever writes the settings."""
    found: dict[str, Grant] = {}
    for one in filter(None, _BETWEEN.split(unicodedata.normalize("NFKC", text))):
        written = _OWNER.fullmatch(one)
        if written is None:
            raise ValueError(f"“{one}”认不出来：写成 telegram:12345 或 web:… ，只管一个地方的写 telegram:12345@450100")
        who, region = written[1], written[2] or EVERYWHERE
        try:
            area().restore(region)
        except ValueError:
            raise ValueError(f"“{one}”里的 {region} 不是区划代码") from None
        found[who] = Grant(Role.OWNER, region)
    return found


def why_nobody(who: str) -> str | None:
    """Why nobody can be called like this, in a sentence for whoever writes the settings; `None` where somebody can."""
    channel, _, person = who.partition(":")
    if channel not in _PEOPLE:
        return f"没有 {channel} 这个渠道，只有 {'、'.join(_PEOPLE)}"
    form, said = _PEOPLE[channel]
    return None if form.fullmatch(person) else said
