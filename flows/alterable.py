"""Alterable: what is frozen, and made anew with a few changes; several times on every turn."""

from typing import Any, Self


class Alterable:
    """A frozen dataclass without slots, whose copies are quickly made: `dataclasses.replace` takes its time."""

    def but(self, **changes: Any) -> Self:
        """The same with these changes. Raises `TypeError` for a field that there is not."""
        kept = vars(self)
        if not changes.keys() <= kept.keys():
            raise TypeError(f"a {type(self).__name__} has no {', '.join(sorted(changes.keys() - kept.keys()))}")
        changed = object.__new__(type(self))
        vars(changed).update(kept, **changes)
        return changed
