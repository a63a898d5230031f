"""Transcripts: conversations written down as they are seen, which can be told again and compared.

    # 2026-08-10 · zh_Hans · 满月前来登记，来得及        the day, the language, and what happens
    # entry: newborn                                   the deep link that was followed, if any
    # meets: born hukou                                steps that are shown on the way, in this order, if it matters
    # ends: covered_from_birth                         the step at the end

    〔新生儿参保 · 第1/4步〕                            what is said on opening
    …

    > 渭南                                             what the person types
    …                                                  what is said back

    # 2026-08-11 · 第二天                               from here on it is this day

Below its header a transcript reads as `canbao chat --record` writes it. What is not typed stands in brackets:
`[tap 2]`, `[open newborn--where-610000]`, `[edit born]`, `[old hukou done]` for a button of an earlier screen,
`[photo]`, `[1000 × 啊]`. An update rewrites what is said, never the header.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.heard import Edit, Heard, Opened, Other, Said, Tapped
from flows.state import LANGUAGES
from tests.talk import Talk, talk

FOLDER = Path(__file__).parent / "transcripts"
OTHER = ("photo", "voice", "sticker", "location", "contact", "file")

_TITLE = re.compile(rf"# (?P<day>\d{{4}}-\d\d-\d\d) · (?P<language>{'|'.join(LANGUAGES)}) · .+")
_LATER = re.compile(r"# (?P<day>\d{4}-\d\d-\d\d)( · .+)?")
_BRACKETS = re.compile(r"\[(?P<what>[a-z]+|\d+ ×)(?: (?P<of>.+))?\]")


class NoTranscript(ValueError):
    """A file that is no transcript; the message says what is missing."""


@dataclass(frozen=True)
class Script:
    """The part of a transcript that people wrote: its header, what the person does, and when."""

    header: tuple[str, ...]
    day: str
    language: str
    entry: str
    meets: tuple[str, ...]
    ends: str
    lines: tuple[str, ...]


def read(text: str) -> Script:
    """The script of a transcript. Raises `NoTranscript`."""
    top, _, body = text.partition("\n\n")
    header = tuple(top.splitlines())
    title = _TITLE.fullmatch(header[0]) if header else None
    if title is None:
        raise NoTranscript("a transcript opens with its day, language and title: # 2026-08-10 · zh_Hans · 来得及")
    said = dict(line.removeprefix("# ").split(": ", 1) for line in header[1:] if ": " in line)
    if not said.get("ends"):
        raise NoTranscript("the header says at which step it ends: # ends: covered_from_birth")
    if unknown := set(said) - {"entry", "meets", "ends"}:
        raise NoTranscript(f"the header has nothing called {', '.join(sorted(unknown))}")
    return Script(
        header,
        title["day"],
        title["language"],
        said.get("entry", ""),
        tuple(said.get("meets", "").split()),
        said["ends"],
        tuple(line for line in body.splitlines() if line.startswith(("> ", "# "))),
    )


@dataclass(frozen=True)
class Told:
    """A transcript as it reads now, and the steps that were shown on the way."""

    text: str
    steps: tuple[str, ...]


def tell(script: Script) -> Told:
    """Hold the conversation again."""
    with_person = talk(script.day, entry=script.entry, language=script.language)
    blocks, steps = ["\n".join(script.header), with_person.text], [with_person.step]
    remark = ""
    for line in script.lines:
        if later := _LATER.fullmatch(line):
            with_person.today = date.fromisoformat(later["day"])
            remark = f"{line}\n"
            continue
        if line.startswith("# "):
            raise NoTranscript(f"a remark inside a transcript says which day it is: {line}")
        with_person.hear(heard(line.removeprefix("> "), with_person))
        blocks.append(f"{remark}{line}\n{with_person.text}")
        steps.append(with_person.step)
        remark = ""
    return Told("\n\n".join(blocks) + "\n", tuple(steps))


def heard(line: str, with_person: Talk) -> Heard:
    """What a line of a script does."""
    written = _BRACKETS.fullmatch(line)
    if written is None:
        return Said(line)
    match written["what"], (written["of"] or "").split():
        case "tap", [number]:
            return Tapped(with_person.screen.question, with_person.screen.options[int(number) - 1].key)
        case "old", [question, key]:
            return Tapped(question, key)
        case "edit", [question]:
            return Edit(question)
        case "open", entry:
            return Opened("".join(entry))
        case kind, [] if kind in OTHER:
            return Other(kind)
        case times, [text] if times.endswith("×"):
            return Said(text * int(times.removesuffix(" ×")))
    raise NoTranscript(f"nobody knows how to {line}")


def scripts() -> Iterator[tuple[Path, Script]]:
    """Every transcript on file."""
    for path in sorted(FOLDER.glob("*/*.txt")):
        yield path, read(path.read_text(encoding="utf-8"))
