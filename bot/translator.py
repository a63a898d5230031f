"""The translator: texts in one language. It is an argument of rendering, never process-wide state."""

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import babel
from babel.support import NullTranslations, Translations

from flows.brief import brief

LANGUAGES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
"""The languages spoken, by the names they give themselves. Simplified Chinese is the source and has no catalogue."""


@dataclass(frozen=True, slots=True, eq=False)
class Translator:
    """Looks texts up in one language; what has no translation is said as it was written. There is one for each."""

    language: str
    locale: babel.Locale
    gettext: Callable[[str], str]


@cache
def translator(language: str) -> Translator:
    """The translator for a language. Raises `KeyError` for one that is not spoken."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Translator(language, babel.Locale.parse(language), _catalogue(language).gettext)


def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "zh_Hans":
        return NullTranslations()
    catalogue = files("locales") / language / "LC_MESSAGES" / "canbao.mo"
    if not catalogue.is_file():  # not compiled: the authoritative wording is better than no answer
        return NullTranslations()
    with catalogue.open("rb") as compiled:
        return Translations(compiled, domain="canbao")


def language_for(accepted: str | None) -> str:
    """The language for an `Accept-Language` header or a platform's tag. Chinese is mapped here: Babel gets it wrong."""
    return _spoken(accepted) if accepted else "zh_Hans"


@brief
def _spoken(accepted: str) -> str:
    for tag in accepted.replace("_", "-").lower().split(","):
        name = tag.split(";")[0].strip()
        if name.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return "zh_Hant"
        if name.startswith("zh"):
            return "zh_Hans"
        if name.startswith("en"):
            return "en"
    return "zh_Hans"
