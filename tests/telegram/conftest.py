"""What the tests of Telegram share."""

from collections.abc import Iterator
from functools import cache

import pytest

from flows.policy.library import Library


@pytest.fixture(autouse=True, scope="package")
def packs_once() -> Iterator[None]:
    """The packs are read once for all these tests, as every one of them starts a bot."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Library, "open", cache(Library.open))
        yield
