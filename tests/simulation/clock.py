"""A clock that waits for nobody: an event loop whose time jumps to the next timer when nothing else is left to do.

A day of waiting takes no time at all, and the same program takes the same steps each time it is run.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Outcome = TypeVar("Outcome")


class Stuck(Exception):
    """Everybody waits for somebody, and no timer is left that could wake them."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time. `at_each_step` is called between any two rounds of callbacks."""

    def __init__(self, at_each_step: Callable[[], None] = lambda: None) -> None:
        self._now = 0.0
        self._at_each_step = at_each_step
        super().__init__(_Jumping(self._jump))
        self._clock_resolution = 1e-6  # after a year in seconds, a float is no finer than this

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._now

    def _jump(self, seconds: float) -> None:
        self._at_each_step()
        self._now += seconds


class _Jumping(selectors.SelectSelector):
    """Never waits, and hears nothing from outside."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Stuck("nothing is left that could ever happen")
        self._jump(max(timeout, 0.0))
        return []


def in_virtual_time(work: Callable[Given, Coroutine[Any, Any, Outcome]]) -> Callable[Given, Outcome]:
    """Make an ordinary function of a coroutine function: it runs on a clock of its own."""

    @wraps(work)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Outcome:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(work(*args, **kwargs))

    return run
