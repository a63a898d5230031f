"""What all tests share."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

CI = os.environ.get("CI") == "true"

# Times are never asserted, as machines differ; and the run that decides on a change finds the same thing when repeated.
settings.register_profile("canbao", deadline=None, derandomize=CI)
settings.load_profile("canbao")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the transcripts to what is said now")


def skip_or_fail(missing: str) -> NoReturn:
    """Give up on a test for want of something: a laptop may do without it, the run that decides on a change may not."""
    if CI:
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser that is installed here."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    skip_or_fail("no Chromium on this machine: scripts/debian-packages.sh installs it")
