"""The record: what was said and shown at each step of the rehearsal, as a page to read, and what held or did not."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Record:
    """The page as far as it is written, and the checks as far as they were made."""

    passed: int = 0
    failures: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _scenes: int = 0
    _fence: str = ""

    def scene(self, title: str, about: str) -> None:
        """Begin a scene; `about` says what is going to happen."""
        self._scenes += 1
        self._close()
        self._lines += ["", f"## {self._scenes}. {title}", "", about]
        sys.stdout.write(f"\n{self._scenes}. {title}\n")
        sys.stdout.flush()

    def told(self, text: str) -> None:
        """Say what happens beside the dialogue."""
        self._close()
        self._lines += ["", text]

    def said(self, who: str, text: str) -> None:
        """Somebody wrote this to us."""
        self._open("text")
        first, *others = text.splitlines() or [""]
        self._lines += [f"{who} > {first}", *(f"  > {line}" for line in others)]

    def tapped(self, who: str, label: str) -> None:
        """Somebody tapped a button."""
        self._open("text")
        self._lines.append(f"{who} > [{label}]")

    def shown(self, text: str, labels: Iterable[str] = ()) -> None:
        """This is what they saw then, with its buttons."""
        self._open("text")
        self._lines += [f"    {line}".rstrip() for line in text.splitlines()]
        if buttons := "  ".join(f"[{label}]" for label in labels):
            self._lines.append(f"    {buttons}")
        self._lines.append("")

    def ran(self, command: str, output: str) -> None:
        """A command was typed on the server, and printed this."""
        self._open("console")
        self._lines += [f"$ {command}", *(line.rstrip() for line in output.splitlines()), ""]

    def expect(self, holds: bool, what: str, found: object = "") -> None:
        """Check something: a sentence that says what is so, and what was found where it is not."""
        self._close()
        found = f"{found:.400}" if isinstance(found, str) else f"{found!r:.400}"
        if holds:
            self.passed += 1
        else:
            self.failures.append(f"{what}: {found}" if found else what)
        mark = "✓" if holds else "✗"
        if not self._lines[-1].startswith(("- ✓", "- ✗")):
            self._lines.append("")
        self._lines.append(f"- {mark} {what}" + ("" if holds or not found else f" — found: {found}"))
        sys.stdout.write(f"   {mark} {what}" + ("\n" if holds else f" — found: {found}\n"))
        sys.stdout.flush()

    @property
    def sum(self) -> str:
        """How it ended."""
        return f"{self.passed} passed, {len(self.failures)} failed"

    def write(self, file: Path, seed: int) -> None:
        """Write the page."""
        self._close()
        head = [
            "# A season, rehearsed",
            "",
            "What a county bureau does with Canbao in a season, played on one machine by `make rehearsal`: the program as it",
            "is deployed, its real database, a strict stand-in for Telegram, and the web page over HTTP. This page was written",
            f"by `python -m tests.rehearsal --record docs/rehearsal.md` with seed {seed}; codes and minutes differ each time.",
            "`name > …` is what somebody wrote, `name > [ … ]` what they tapped; `$` is typed on the server.",
        ]
        text = "\n".join([*head, *self._lines, "", f"**{self.sum}**", ""])
        file.write_text(re.sub(r"\n{3,}", "\n\n", text), encoding="utf-8")

    def _open(self, fence: str) -> None:
        if self._fence != fence:
            self._close()
            self._lines += ["", f"```{fence}"]
            self._fence = fence

    def _close(self) -> None:
        if self._fence:
            if self._lines[-1] == "":
                self._lines.pop()
            self._lines.append("```")
            self._fence = ""
