"""Dialogues: what people say in turn, known beforehand, so that it is also known where everybody has to be after it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.conversation import CHINA
from bot.incoming import Incoming
from flows.heard import Back, Edit, Heard, Help, Opened, Restart, Review, Said, Tapped
from tests.simulation.model import Model

TODAY = date(2026, 8, 10)
NOON = datetime(2026, 8, 10, 12, tzinfo=CHINA)
CHANNEL = "platform"

DIALOGUES: tuple[Sequence[Heard], ...] = (
    (
        Opened("newborn--where-610500"),
        Said("2026年5月20日"),
        Tapped("hukou", "done"),
        Back(),
        Said("还没有"),
        Review(),
        Said("呜啦"),
        Tapped("hukou", "done"),
        Restart(),
        Tapped("?restart", "again"),
    ),
    (
        Opened("enroll--where-410100"),
        Said("没有"),
        Said("上一步"),
        Said("2"),
        Said("户口在这里"),
        Said("1"),
        Help(),
        Edit("job_insurance"),
        Said("重来"),
        Said("清空"),
    ),
    (
        Opened("newborn"),
        Said("西安"),
        Said("第一个"),
        Said("2025-12-31"),
        Tapped("hukou", "not_yet"),
        Tapped("born", "nonsense"),
        Said("改宝宝生日"),
        Said("昨天"),
        Opened("late--where-130600"),
        Tapped("?entry", "switch"),
    ),
)


def said(person: int, number: int) -> Incoming:
    """The event with this number of this person: one dialogue after another."""
    dialogue = DIALOGUES[(person + number // 10) % len(DIALOGUES)]
    return Incoming(CHANNEL, f"person {person}", f"event {number}", dialogue[number % 10])


def after(events: Iterable[Incoming]) -> Model:
    """Where somebody has to be after all this."""
    model = Model()
    for event in events:
        model.hear(event, TODAY, 0)
    return model
