"""Owners: who may do everything, as the settings name them: `telegram:12345`, or `telegram:12345@450100` for a part."""

import re

from bot.staff.roles import Grant, Role
from flows.answers.area import EVERYWHERE, area

_OWNER = re.compile(r"([a-z]+:[^\s@,]{1,128})(?:@([0-9]{6}))?")


def read_owners(text: str) -> dict[str, Grant]:
    """The owners, by who they are. Raises ValueError with a sentence for whoever writes the settings."""
    found: dict[str, Grant] = {}
    for one in filter(None, (part.strip() for part in text.split(","))):
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
