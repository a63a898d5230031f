"""Finds the words in policy packs, for Babel: what stands under `label`, `how` or `say`, and the names of counters."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

SPOKEN = frozenset({"label", "how", "say"})

# A message as Babel expects it: line, function, text, comments.
Message = tuple[int, None, str, list[str]]


def extract(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[Message]:
    """Yield every spoken text of one pack with the line it first stands on, which keeps them in reading order."""
    pack = file.read().decode()
    lines = pack.splitlines()
    for text in spoken(tomllib.loads(pack)):
        start = text.splitlines()[0]
        yield next((number for number, line in enumerate(lines, 1) if start in line), 1), None, text, []


def spoken(value: object, key: str = "") -> Iterator[str]:
    """Yield the texts under a spoken key, at any depth; an empty text says nothing."""
    match value:
        case str() if key in SPOKEN and value.strip():
            yield value
        case dict():
            # A counter is called something in every language; an app is called what the phone shows.
            if value.get("kind") == "offline":
                yield from spoken(value.get("name"), "say")
            for name, inner in value.items():
                yield from spoken(inner, name)
        case list():
            for inner in value:
                yield from spoken(inner)
