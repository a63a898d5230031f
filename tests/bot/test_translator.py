"""Which language is spoken to whom."""

import pytest

from bot.translator import LANGUAGES, language_for, translator
from flows.state import LANGUAGES as KNOWN_TO_THE_STATE


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        *(
            (tag, "zh_Hans")
            for tag in (None, "", "zh", "zh-CN", "zh_CN", "zh-Hans", "zh-SG", "zh-CN,zh;q=0.9,en;q=0.8")
        ),
        *((tag, "zh_Hant") for tag in ("zh-TW", "zh-HK", "zh-MO", "zh-Hant", "zh-Hant-TW", "ZH_tw", "zh-TW,zh;q=0.9")),
        *((tag, "en") for tag in ("en", "en-US", "en_GB", "EN", "en-US,zh-CN;q=0.5", " en")),
        ("fr-FR,en;q=0.5", "en"),
        ("ug,zh-CN;q=0.5", "zh_Hans"),
        ("fr", "zh_Hans"),
        ("*", "zh_Hans"),
        (";;;,,,", "zh_Hans"),
    ],
)
def test_the_language_for_what_a_device_accepts(accepted: str | None, language: str) -> None:
    assert language_for(accepted) == language


def test_the_source_language_needs_no_catalogue() -> None:
    assert translator("zh_Hans").gettext("来得及！") == "来得及！"


def test_a_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(KeyError):
        translator("fr")


def test_state_and_catalogues_know_the_same_languages() -> None:
    assert set(LANGUAGES) == set(KNOWN_TO_THE_STATE)
