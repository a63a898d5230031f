"""Paper: an HTML page, read as a person would, without running anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

_VOID = {"meta", "link", "input", "br"}


@dataclass(frozen=True)
class Button:
    """A button, and what its form says when it is pressed."""

    label: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    typed: str | None

    def fields(self, text: str | None = None) -> dict[str, str]:
        """The fields that are submitted."""
        return dict(self.hidden) | ({self.typed: text} if self.typed and text is not None else {})


@dataclass(frozen=True)
class Paper:
    """One page. Raises `LookupError` for what is not on it."""

    html: str
    status: int = 200
    tree: Element = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", _read(self.html))

    @property
    def language(self) -> str:
        """The language of the page."""
        return next(self.tree.iter("html")).get("lang", "")

    @property
    def text(self) -> str:
        """Everything that can be read."""
        return words(next(self.tree.iter("body")))

    @property
    def bubbles(self) -> list[str]:
        """What was said, from the top to the bottom; what the person said begins with >."""
        return [
            f"> {words(one, quietly=False)}" if "theirs" in classes(one) else words(one, quietly=False)
            for one in self.tree.iter("div")
            if "line" in classes(one)
        ]

    @property
    def buttons(self) -> list[Button]:
        """Everything that can be pressed."""
        return [
            Button(
                words(button),
                form.get("action", ""),
                (*_hidden(form), *([(button.get("name", ""), button.get("value", ""))] if button.get("name") else [])),
                next((one.get("name") for one in _typed(form)), None),
            )
            for form in self.tree.iter("form")
            for button in form.iter("button")
        ]

    def button(self, label: str) -> Button:
        """The button that is called this."""
        for button in self.buttons:
            if button.label == label:
                return button
        raise LookupError(f"no button {label!r} among {[button.label for button in self.buttons]}")

    def option(self, key: str) -> Button:
        """The choice below the last bubble that stands for this answer."""
        for button in self.buttons:
            if {("kind", "tapped"), ("key", key)} <= set(button.hidden):
                return button
        raise LookupError(f"no {key!r} among {self.options}")

    @property
    def options(self) -> dict[str, str]:
        """The choices below the last bubble, by the answer they stand for."""
        return {
            dict(button.hidden)["key"]: button.label for button in self.buttons if ("kind", "tapped") in button.hidden
        }

    @property
    def composer(self) -> Button:
        """The button that sends what was typed."""
        return next(button for button in reversed(self.buttons) if button.typed)

    def one(self, id: str) -> Element:
        """The element with this id."""
        for element in self.tree.iter():
            if element.get("id") == id:
                return element
        raise LookupError(id)


def words(element: Element, *, quietly: bool = True) -> str:
    """The words in an element, those for screen readers only where `quietly`."""
    return " ".join("".join(_words(element, quietly)).split())


def classes(element: Element) -> set[str]:
    """The classes of an element."""
    return set((element.get("class") or "").split())


def _words(element: Element, quietly: bool) -> Iterator[str]:
    if element.get("aria-hidden") == "true" or ("unseen" in classes(element) and not quietly):
        return
    yield element.text or ""
    for child in element:
        yield from _words(child, quietly)
        yield child.tail or ""


def _hidden(form: Element) -> list[tuple[str, str]]:
    return [(one.get("name", ""), one.get("value", "")) for one in form.iter("input") if one.get("type") == "hidden"]


def _typed(form: Element) -> list[Element]:
    return [one for one in form.iter() if one.tag in ("input", "textarea") and one.get("type") != "hidden"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.builder.start("document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def _read(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.builder.end("document")
    return reader.builder.close()
