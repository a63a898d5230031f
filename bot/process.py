"""The process: how a server that runs for weeks is set once everything is loaded."""

import gc

_BETWEEN_COLLECTIONS = (20_000, 20, 20)
"""How much is made before it is looked through for what is of no more use. Hardly anything here goes in circles."""


def settle_down() -> None:
    """Leave alone what stays for good, packs and words and code: looking through it again takes a third of a turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_BETWEEN_COLLECTIONS)
