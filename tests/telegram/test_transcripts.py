"""Every transcript is held in Telegram too: the same conversation, in messages and buttons that the stub takes."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.app import clock_for
from bot.channels.telegram.keyboard import numbered
from bot.render import Screen
from flows.heard import Edit, Heard, Opened, Other, Said, Tapped
from tests.conftest import skip_or_fail
from tests.talk import Talk, talk
from tests.telegram.bot import Running, running
from tests.telegram.botapi.server import Posted
from tests.telegram.botapi.somebody import Somebody
from tests.transcript import FOLDER, Script, heard, read

FOLDERS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
TAGS = {"zh_Hans": "zh-hans", "zh_Hant": "zh-hant", "en": "en"}
LATER = re.compile(r"# (\d{4}-\d\d-\d\d).*")
SENT: dict[str, dict[str, Any]] = {
    "photo": {"photo": []},
    "voice": {"voice": {}},
    "sticker": {"sticker": {}},
    "location": {"location": {}},
    "contact": {"contact": {}},
    "file": {"document": {}},
}
"""What somebody sends who sends no text."""


def do(somebody: Somebody, what: Heard, with_person: Talk) -> int:
    """Do in Telegram what a line of a script does."""
    match what:
        case Said(text):
            return somebody.say(text)
        case Opened(entry):
            return somebody.start(entry)
        case Edit(question):
            return somebody.press(f"/edit:{question}", somebody.latest)
        case Other(kind):
            return somebody.send(**SENT[kind])
        case Tapped(question, key) if question == with_person.screen.question:
            numbers = {option.key: option.number for option in with_person.screen.options}
            if key in numbers:
                return somebody.tap(numbers[key] or 0)
        case Tapped():
            pass
        case _:
            raise AssertionError(f"nobody knows how to do this in Telegram: {what}")
    assert isinstance(what, Tapped)  # of an earlier screen
    return somebody.press(f"{what.question}:{what.key}", somebody.latest)


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def missing(posted: Posted, screen: Screen, view: str) -> list[str]:
    """What the screen says and the message does not, in this view of it."""
    shown = plain(posted.text)
    wanted = [*screen.said, screen.text, *screen.notes]
    if not screen.review:
        wanted += screen.banners
    wanted += [part for line in screen.review for part in (line.label, *line.lines)]
    if view == "details":
        wanted += [*screen.remarks, *screen.advice]
        wanted += [part for row in screen.rows for part in (row.label, *row.lines)]
    if view == "sources":
        wanted += [part for one in screen.citations for part in (one.title, one.quote, one.address or "")]
        named = {one.id for one in screen.citations}
        wanted += [one.title for one in screen.further if one.id not in named]
    absent = [one for one in wanted if plain(one) not in shown]
    labels = [numbered(option) for option in screen.options]
    labels += [button.label for button in (*screen.terms, *screen.actions)]
    return absent + [label for label in labels if label not in posted.labels]


async def unfolded(somebody: Somebody, label: str) -> Posted | None:
    """The message after a tap on what shows more of it, if there is such a button."""
    if label not in somebody.latest.labels:
        return None
    before = somebody.latest.edits
    somebody.tap(label)
    while somebody.latest.edits == before:
        await somebody.changes()
    return somebody.latest


async def check(somebody: Somebody, screen: Screen) -> None:
    assert missing(somebody.latest, screen, "less") == []
    if screen.language == "zh_Hans" and not screen.review:
        for label, view in (("看详细", "details"), ("依据", "sources")):
            if posted := await unfolded(somebody, label):
                assert missing(posted, screen, view) == []
            else:
                assert not (screen.citations if view == "sources" else screen.remarks)


async def tell(bot: Running, script: Script, somebody: Somebody) -> None:
    with_person = talk(script.day, entry=script.entry, language=script.language)
    bot.conversation.clock = clock_for(with_person.today)
    await somebody.after(somebody.start(script.entry))
    await check(somebody, with_person.screen)
    for line in script.lines:
        if later := LATER.fullmatch(line):
            with_person.today = date.fromisoformat(later[1])
            bot.conversation.clock = clock_for(with_person.today)
            continue
        what = heard(line.removeprefix("> "), with_person)
        done = do(somebody, what, with_person)
        with_person.hear(what)
        await somebody.after(done)
        await check(somebody, with_person.screen)


@pytest.mark.parametrize("folder", FOLDERS)
async def test_every_conversation_is_held_in_telegram(folder: str, tmp_path: Path) -> None:
    async with running(tmp_path / "canbao.db") as bot:
        for number, path in enumerate(sorted((FOLDER / folder).glob("*.txt")), 1):
            script = read(path.read_text(encoding="utf-8"))
            try:
                await tell(bot, script, bot.somebody(number, TAGS[script.language]))
            except AssertionError as error:
                raise AssertionError(f"{path.stem}: {error}") from error
            except FileNotFoundError as absent:
                skip_or_fail(f"{absent.filename} is missing: `make test` compiles the catalogues")
        assert {why for method, why in bot.api.refusals if "not modified" not in why} == set()
