"""Writing: what a clerk wants said, checked and filled in, as the content that is approved and sent."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.announcements.audience import Audience, checked
from bot.announcements.figures import Sources, check_typed, fill
from bot.announcements.message import LONGEST, size
from bot.announcements.refusal import AnnouncementRefused
from bot.announcements.typed import UNSEEN
from bot.staff.times import today_in_china
from bot.translator import LANGUAGES, translator
from flows.identity import LABELS, masked
from flows.policy.rulebook import Rulebook
from flows.words import _
from storage.announcements import Content

USUAL = timedelta(days=7)
"""How long an announcement is of use where nobody says otherwise."""

_NO_CHINESE = _("简体中文一定要写：别的语言没写的，看到的都是它。")
_NO_LANGUAGE = _("没有「{name}」这种语言。可以写：{names}。")
_EMPTY = _("通知是空的。")
_TOO_LONG = _("通知太长：{language}连同结尾的退订说明有{size}个字节，最多{most}个（一个汉字三个）。请写短一些。")
_UNSEEN = _("通知里有看不见的字符，请重新打一遍。")
_MARKUP = _("通知只能是普通文字，「{sign}」这样的标记会原样显示出来，或者变成别的东西。请去掉。")
_IDENTITY = _("通知里像是有身份证号、银行卡号、手机号，或者被隐去的号码，不能群发。要写电话，请用{name}。")
TOO_LATE = _("截止时间{time}已经过了。请写一个以后的时间。")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a clerk wants said: texts by language, for whom, and until when it is of any use."""

    region: str
    texts: Mapping[str, str]
    audience: Audience = field(default_factory=Audience)
    not_after: datetime | None = None
    people: tuple[tuple[str, str], ...] = ()


def content_of(draft: Draft, rules: Rulebook, now: datetime, corrects: int | None = None) -> Content:
    """The draft as it is to be approved. Raises AnnouncementRefused."""
    texts = {language: _tidied(text) for language, text in draft.texts.items() if text.strip()}
    if "zh_Hans" not in texts:
        raise AnnouncementRefused(_NO_CHINESE if texts else _EMPTY)
    for language in texts:
        if language not in LANGUAGES:
            raise AnnouncementRefused(_NO_LANGUAGE, name=language, names="、".join(LANGUAGES))
    not_after = draft.not_after or now + USUAL
    if not_after <= now:
        raise AnnouncementRefused(TOO_LATE, time=f"{not_after:%Y-%m-%d %H:%M}")
    audience = checked(draft.audience)
    said = said_now(texts, draft.region, audience, rules, now)
    content = Content(draft.region, texts, said, audience.to_json(), not_after, corrects)
    for language in LANGUAGES:
        if (found := size(content, language)) > LONGEST:
            raise AnnouncementRefused(_TOO_LONG, language=LANGUAGES[language], size=found, most=LONGEST)
    return content


def said_now(
    texts: Mapping[str, str], region: str, audience: Audience, rules: Rulebook, now: datetime
) -> dict[str, str]:
    """The texts with the figures of this day. Raises AnnouncementRefused where one may not be quoted any more."""
    sources = Sources(rules, region, audience.journey, today_in_china(now))
    said = {}
    for language, text in texts.items():
        _check(text)
        check_typed(text, sources)
        said[language] = fill(text, sources, translator(language))
    return said


def _tidied(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _check(text: str) -> None:
    """Raises AnnouncementRefused for what nobody should be sent, whatever it says."""
    if any(unicodedata.category(sign) in _UNPRINTABLE or sign in UNSEEN for sign in _JOINED.sub("", text)):
        raise AnnouncementRefused(_UNSEEN)
    if markup := _MARKED.search(text):
        raise AnnouncementRefused(_MARKUP, sign=markup[0])
    if masked(text).found or any(one in text for one in LABELS.values()):
        raise AnnouncementRefused(_IDENTITY, name="{hotline}")


_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_PICTOGRAM = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_JOINED = re.compile(f"\n|(?<={_PICTOGRAM})\u200d(?={_PICTOGRAM})|(?<={_PICTOGRAM}\ufe0f)\u200d(?={_PICTOGRAM})")
"""What may stand there unseen: the end of a line, and what joins several pictograms into one."""
_MARKED = re.compile(r"</?[A-Za-z!][^>]{0,20}|\]\(|\*\*|__|```|&#?[a-zA-Z0-9]{1,8};")
