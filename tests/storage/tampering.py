"""Tampering: what somebody can do to the audit log who has the file, and leaves no other trace."""

from pathlib import Path

from tests.storage.examples import from_outside


def tamper(path: Path, *statements: str, **values: object) -> None:
    """Change the file in spite of the triggers, which stand there afterwards as if nothing had happened."""
    with from_outside(path) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).fetchall()
        assert len(triggers) == 2
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement, values)
        for _, sql in triggers:
            connection.execute(sql)
