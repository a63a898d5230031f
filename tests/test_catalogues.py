"""Everything that is said can be said in every language, with the same figures."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from locales.extract_packs import extract

ROOT = Path(__file__).parent.parent
LOCALES = ("en", "zh_Hant")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text found in the code, the templates and the packs, by the same rules as `make messages`."""
    template = tmp_path_factory.mktemp("messages") / "canbao.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    subprocess.run(
        [*command, "--mapping-file=pyproject.toml", f"--output-file={template}", "flows", "bot"], cwd=ROOT, check=True
    )
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module", params=LOCALES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    path = ROOT / "locales" / request.param / "LC_MESSAGES" / "canbao.po"
    if not path.exists():
        pytest.fail(f"{path.relative_to(ROOT)} is missing: `make messages` writes it", pytrace=False)
    with path.open("rb") as file:
        return read_po(file, locale=request.param)


def texts(catalogue: Catalog) -> list[Message]:
    """The messages without the header, which Babel keeps as the translation of nothing."""
    return [message for message in catalogue if message.id]


def names(text: str) -> list[str]:
    """The placeholders of a text; each is quoted as often in every language."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_every_text_is_in_the_catalogue(said: Catalog, catalogue: Catalog) -> None:
    assert [message.id for message in texts(said) if message.id not in catalogue] == [], "run `make messages`"


def test_nothing_is_kept_that_is_no_longer_said(said: Catalog, catalogue: Catalog) -> None:
    assert [message.id for message in texts(catalogue) if message.id not in said] == [], "run `make messages`"
    assert list(catalogue.obsolete) == []


def test_nothing_is_left_untranslated(catalogue: Catalog) -> None:
    assert [message.id for message in texts(catalogue) if not message.string] == []


def test_nothing_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in texts(catalogue) if message.fuzzy] == []


def test_every_translation_quotes_the_same_figures(catalogue: Catalog) -> None:
    different = [
        (message.id, message.string)
        for message in texts(catalogue)
        if message.string and names(str(message.id)) != names(str(message.string))
    ]
    assert different == []


def test_a_pack_speaks_through_label_how_and_say() -> None:
    pack = """\
id = "610000"
title = "不说的"

[[papers]]
id = "birth_certificate"
label = "出生医学证明"

[[channels]]
name = "陕西税务"
how = "微信搜索“{name}”"
say = ""

[window.note]
say = '''
每年9月1日
到12月31日'''
"""
    found = [(line, text) for line, _, text, _ in extract(BytesIO(pack.encode()), (), (), {})]
    assert found == [(6, "出生医学证明"), (10, "微信搜索“{name}”"), (15, "每年9月1日\n到12月31日")]
