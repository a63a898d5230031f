"""What each part may know of: flows ← storage ← bot, the flows of nothing but their arguments, SQL in storage alone."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The parts of the standard library that reach outside the process, or differ from one run to the next.
OUTSIDE = {
    *("asyncio", "concurrent", "contextvars", "multiprocessing", "queue", "sched", "signal", "subprocess", "threading"),
    *("ftplib", "http", "imaplib", "poplib", "select", "selectors", "smtplib", "socket", "socketserver", "ssl"),
    *("urllib.error", "urllib.request", "webbrowser", "wsgiref", "xmlrpc"),
    *("dbm", "fcntl", "mmap", "os", "shelve", "shutil", "sqlite3", "sys", "tempfile"),
    *("gettext", "locale", "platform", "random", "secrets", "time", "uuid"),
    *("importlib.import_module", "logging"),
}
PURE = sys.stdlib_module_names | {"flows", "pydantic"}
CLOCK = {"now", "today", "utcnow"}
SQL = re.compile(
    r"\b(SELECT\s.+?\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|ON\s+CONFLICT|PRAGMA\s+\w+"
    r"|(CREATE|ALTER|DROP)\s+(UNIQUE\s+)?(TABLE|INDEX|VIEW|TRIGGER)|BEGIN\s+(IMMEDIATE|EXCLUSIVE)|VACUUM)\b",
    re.DOTALL,
)

# Which names from other parts may not be imported, by where the importing module lies.
FORBIDDEN = {
    "flows": {"bot", "storage"},
    "flows/answers": {"flows.journeys"},
    "flows/policy": {"flows.journeys", "flows.walk"},  # a rule does not speak
    "storage": {"bot", "flows.journeys"},
    ".": {"tests"},
}


def modules(*folders: str) -> list[str]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(str(path.relative_to(ROOT)) for path in found)


def parse(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


def imports(tree: ast.Module) -> Iterator[str]:
    """Every imported name in full, wherever the import stands: `flows.walk.respond`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, "relative imports are refused by ruff"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def impurities(tree: ast.Module) -> list[str]:
    """What a module needs beyond its arguments."""
    imported = [name for name in imports(tree) if not is_within(name, set(PURE)) or is_within(name, OUTSIDE)]
    called = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK)
            or (isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input", "__import__"})
        )
    ]
    return imported + called


def sql(tree: ast.Module) -> list[str]:
    """Strings that are SQL; a docstring may speak of it."""
    spoken = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in spoken
        and SQL.search(node.value)
    ]


@pytest.mark.parametrize("module", modules("flows"))
def test_flows_know_only_their_arguments(module: str) -> None:
    assert impurities(parse(module)) == []


@pytest.mark.parametrize("module", modules("flows", "storage", "bot"))
def test_what_is_known_flows_one_way(module: str) -> None:
    forbidden = set().union(*(names for folder, names in FORBIDDEN.items() if Path(module).is_relative_to(folder)))
    assert [name for name in imports(parse(module)) if is_within(name, forbidden)] == []


@pytest.mark.parametrize("module", modules("flows", "bot"))
def test_sql_lives_in_storage(module: str) -> None:
    assert sql(parse(module)) == []


@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        "import aiosqlite",
        "from os import environ",
        "from urllib.request import urlopen",
        "from bot.settings import Settings",
        "def due():\n    import time",
        "today = date.today()",
        "now = datetime.now(UTC)",
        "print('好')",
    ],
)
def test_an_impurity_is_seen(source: str) -> None:
    assert len(impurities(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date",
        "from urllib.parse import quote",
        "from pydantic import BaseModel",
        "day = asked.today",
    ],
)
def test_what_is_pure_passes(source: str) -> None:
    assert impurities(ast.parse(source)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("q = 'SELECT answers\\nFROM sessions'", 1),
        ("q = f'INSERT INTO {table} VALUES (1)'", 1),
        ("def f():\n    '''Runs DELETE FROM sessions.'''", 0),
        ("text = 'select a place from the list'", 0),
    ],
)
def test_sql_is_seen(source: str, found: int) -> None:
    assert len(sql(ast.parse(source))) == found
