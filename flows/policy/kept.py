"""Kept: what a method gives, kept on its object for the next time. It goes when the object goes.

A case is new on every turn, and works each of its figures out `once`. The rules of a place stay until a pack is
reloaded, so what they say is `kept`, up to a number of answers.
"""

from collections.abc import Callable
from functools import lru_cache
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R")


class once(Generic[R]):  # noqa: N801 - reads as a decorator
    """Work a property out once. Unlike `functools.cached_property` before Python 3.12 it takes no lock."""

    def __init__(self, work_out: Callable[[Any], R]) -> None:
        self.work_out = work_out
        self.name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> R: ...

    def __get__(self, instance: object | None, owner: type) -> Self | R:
        if instance is None:
            return self
        # From now on it is found in the instance itself, which goes before a descriptor that cannot be set.
        found = instance.__dict__[self.name] = self.work_out(instance)
        return found


def kept(at_most: int) -> Callable[[Callable[Concatenate[Any, P], R]], "Kept[P, R]"]:
    """Keep the answers of a method, the latest so many of them; its arguments are compared by value."""
    return lambda method: Kept(method, at_most)


class Kept(Generic[P, R]):
    """A method whose answers are kept."""

    def __init__(self, method: Callable[Concatenate[Any, P], R], at_most: int) -> None:
        self.method = method
        self.at_most = at_most
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> Callable[P, R]: ...

    def __get__(self, instance: object | None, owner: type) -> Self | Callable[P, R]:
        if instance is None:
            return self
        remembering: Any = lru_cache(self.at_most)(MethodType(self.method, instance))
        found: Callable[P, R] = instance.__dict__.setdefault(self.method.__name__, remembering)
        return found
