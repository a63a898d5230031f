"""A refusal: why something cannot be done with an announcement, for a clerk in the chat or at the command line."""

from bot.translator import translator
from bot.values import written
from flows.words import Words


class AnnouncementRefused(Exception):
    """It cannot be done; `words` say why, and what to do."""

    def __init__(self, text: str, /, **given: object) -> None:
        self.words = Words(text, given)
        super().__init__(written(self.words, translator("zh_Hans")))
