"""Area: what somebody is in charge of, a region with everything below it, or the whole country."""

from dataclasses import dataclass

from flows.answers.answer import Asked, Outcome, Understood
from flows.answers.place import place
from flows.answers.reading import normalised
from flows.regions import region
from flows.words import Words, _

EVERYWHERE = "000000"
"""The code that stands for the whole country."""

_ALL = ("全部", "全国", "所有", "所有地方", "全部地方", "到处", "都管", "all", "everywhere", EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Area:
    """A region, stored as its code, or `000000`.

    Unlike the place where somebody is insured, a province is enough: whoever has it has all that lies in it.
    """

    def read(self, said: str, asked: Asked) -> Outcome[str]:
        """Understand one region or the whole country; ask which of several is meant."""
        if normalised(said) in _ALL:
            return Understood(EVERYWHERE)
        return place().read(said, Asked(asked.today))

    def restore(self, stored: str) -> str:
        """The code itself. Raises `ValueError` where it is that of no region."""
        return stored if stored == EVERYWHERE else region(stored).code

    def store(self, value: str) -> str:
        """The code is its own stored form."""
        return value

    def echo(self, value: str) -> Words:
        """The region with those it lies in, to be written in the person's language."""
        return Words(_("所有地方")) if value == EVERYWHERE else Words("{place}", {"place": region(value)})


def area() -> Area:
    """A province, a city, a county, or the whole country."""
    return Area()
