"""Channels: where an announcement can reach anybody, and how."""

from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Channels:
    """`pushed` channels are sent to; whoever is on a `fetched` one is shown it when they come back."""

    pushed: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ("web",)

    def reach(self, channel: str) -> bool:
        """Whether anybody there can be told at all."""
        return channel in self.pushed or channel in self.fetched


def channels_of(settings: Settings) -> Channels:
    """The channels of a deployment."""
    return Channels(pushed=("telegram",) if settings.telegram_token else ())
