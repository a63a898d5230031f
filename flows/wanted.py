"""Wanted: which of the things offered somebody wants or tells of, where the words for answers alone do not say it."""

import re

from flows import asides
from flows.answers.answer import Option, Understood, WhichOne
from flows.answers.choice import Choice, read_choice
from flows.answers.key import Key
from flows.answers.named import named
from flows.answers.numbered import by_number
from flows.answers.reading import is_too_long, normalised
from flows.dialogue import Ask
from flows.errand import errand
from flows.exchange import Exchange
from flows.request import asked_for


def journey_wanted(at: Exchange, text: str) -> str | None:
    """What somebody wants of all that the menu offers, in whatever words.

    Below a conclusion 怎么交钱 asks about just that, which stays as it is.
    """
    asked = errand(text)
    journey = journey_named(at, asked) if asked != normalised(text) else None
    return None if at.state.prompt != "menu" and journey in (at.state.journey, *_GENERAL) else journey


def journey_named(at: Exchange, text: str) -> str | None:
    """What somebody names of all that the menu offers; a number counts only for what is on the screen."""
    everything = asides.everything(at.journeys)
    if by_number(normalised(text), everything) is not None or "多少年" in text:  # 要交多少年 asks for no price
        return None
    chosen = read_choice(text, everything)
    if isinstance(chosen, WhichOne):
        particular = [key for key in chosen.candidates if key not in _GENERAL]
        if not particular:
            return "fee"
        return particular[0] if len(particular) == 1 and particular[0] in _INCLUDE_THEM else None
    return chosen.value if isinstance(chosen, Understood) else None


_GENERAL = ("enroll", "fee")
_INCLUDE_THEM = ("newborn", "late", "payment_trouble")
"""刚生的娃怎么交医保, 断缴了要交多少钱: those that say all of the general ones that their case asks for."""


def wished(said: str, offered: tuple[Option, ...]) -> str | None:
    """The one of the things offered that somebody wishes for: 我想接着填, 我要办. Whoever asks whether does not."""
    if not offered:
        return None
    text = normalised(said)
    if is_too_long(text) or "吗" in text or "?" in text:
        return None
    asked = asked_for(text)
    meant = named(asked, offered) if asked != text else ()
    return meant[0] if len(meant) == 1 else None


_WISH = re.compile("(?:我们?|俺们?|都|也|就|真|很)*不?(?:要|想|好|行|可以|需要|用)[了的啊吧]*")
"""我要职工医保 says no 要 for an answer: who wants it has none."""


def told_of_it(said: str, ask: Ask, options: tuple[Option, ...]) -> str | None:
    """The one of the options that is said of what is asked about by its name: of 职工医保, 没有职工医保 says 没有."""
    if not options or not isinstance(ask.answer, (Choice, Key)):
        return None
    text = normalised(said)
    name = max((name for name in (ask.label, *ask.also) if name in text), key=len, default="")
    if not name or is_too_long(text):
        return None
    told = " ".join(text.replace(name, " " if name.isascii() else "").split())
    meant = () if _WISH.fullmatch(told) and not ask.wished else named(told, options)
    return meant[0] if len(meant) == 1 else None
