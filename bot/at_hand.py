"""At hand: what was just written, as it was before it was written, so that whoever needs it next need not read it."""

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")


class AtHand(Generic[V]):
    """The last so many values by how they are written. What is no longer there has to be read."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._values: OrderedDict[str, V] = OrderedDict()

    def keep(self, written: str, value: V) -> None:
        """Have this at hand, and no longer what was written longest ago."""
        self._values[written] = value
        while len(self._values) > self._at_most:
            self._values.popitem(last=False)

    def get(self, written: str) -> V | None:
        """What was written like this; `None` where it is not at hand."""
        return self._values.get(written)
