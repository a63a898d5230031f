"""Backup: a copy made while the database is used, kept only once it was read back; and the way back from it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from storage.columns import from_time
from storage.connection import check_place, connect, explained
from storage.errors import Busy, CannotOpen, Damaged, DiskFull
from storage.schema import bring_up_to_date, migrations
from storage.soundness import Contents, check
from storage.transaction import Transaction, transact

_PATIENCE = 5.0
"""Seconds to wait for a program that holds the file for itself."""

_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it is used, and after a crash."""

# SQLite's locks, by which everybody who has a database open holds it: https://sqlite.org/fileformat2.html#the_lock_byte_page
_SHARED_FIRST, _SHARED_SIZE = 0x40000000 + 2, 510


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored database holds, and where the file is that it replaced.

    What was on its way to people when the backup was made has most likely reached them since. So nobody is told twice:
    `in_doubt` messages are not sent again, and `paused` announcements go on when somebody says so.
    """

    contents: Contents
    replaced: Path | None
    in_doubt: int
    paused: int


def back_up(database: Path, copy: Path) -> Contents:
    """Copy a database that others may be writing to, read the copy back, and say how much is in it.

    Until the copy is known to be sound it has another name. Raises CannotOpen, Damaged, DiskFull or another
    StorageError; there is no copy then.
    """
    check_place(copy)
    if not database.exists():
        raise CannotOpen(f"There is no database {database}.")
    if copy.exists():
        raise CannotOpen(f"There is a file {copy} already. It was left as it is: choose another name.")
    part = copy.with_name(f"{copy.name}.part")
    try:
        _remove(part)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # nobody else's to read
        _vacuum_into(database, part, copy)
        try:
            contents = check(part, name=copy)
        except Damaged as error:
            raise Damaged(
                f"The copy of {database} is not sound, and was thrown away. Check the database. {error}"
            ) from error
        _sync(part)
        part.rename(copy)
        _sync(copy.parent)
    finally:
        _remove(part)
    return contents


def _vacuum_into(database: Path, part: Path, copy: Path) -> None:
    try:
        with explained(database), closing(connect(database, _PATIENCE)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
    except DiskFull as error:
        raise DiskFull(f"There is no room left for {copy}. Free some space on its disk.") from error


def restore(backup: Path, database: Path, at: datetime) -> Restored:
    """Put a backup in the place of a database, which is kept beside it under another name.

    Nothing is touched before the backup was read and found sound. Raises Busy while the database is in use, and
    CannotOpen, Damaged, DiskFull or another StorageError; the database is as it was then.
    """
    check_place(database)
    if not backup.is_file():
        raise CannotOpen(f"There is no backup {backup}.")
    if database.exists() and backup.samefile(database):
        raise CannotOpen(f"{backup} is the database itself. Give the path of a backup of it.")
    new = database.with_name(f"{database.name}.restoring")
    with _unused(database):
        try:
            contents = _copied(backup, new)
            in_doubt, paused = _made_ready(new, at)
            replaced = _put_in_place(new, database, at)
        finally:
            _remove(new)
    return Restored(contents, replaced, in_doubt, paused)


def _copied(backup: Path, new: Path) -> Contents:
    _remove(new)
    for suffix in ("", "-wal"):
        source = backup.with_name(backup.name + suffix)
        if source.exists():
            target = new.with_name(new.name + suffix)
            target.touch(0o600)
            shutil.copyfile(source, target)
    return check(new, name=backup)


def _made_ready(new: Path, at: datetime) -> tuple[int, int]:
    """Bring what may come from an older Canbao up to date, and hold back what is due."""
    with explained(new), closing(connect(new, _PATIENCE)) as connection:
        bring_up_to_date(connection, migrations(), new)
        return transact(connection, partial(_hold_back, at=at))


def _hold_back(transaction: Transaction, at: datetime) -> tuple[int, int]:
    in_doubt = transaction.execute(
        "UPDATE deliveries SET delivery = 'unknown', doubtful = 1 WHERE delivery IN ('owed', 'sending') "
        "AND (not_before IS NULL OR not_before <= :now OR (priority = 0 AND attempts > 0)) RETURNING message_id",
        now=from_time(at),
    )
    paused = transaction.execute("UPDATE announcements SET state = 'paused' WHERE state = 'going' RETURNING number")
    return len(in_doubt), len(paused)


def _put_in_place(new: Path, database: Path, at: datetime) -> Path | None:
    replaced = database.with_name(f"{database.name}.replaced-{at:%Y%m%d-%H%M%S}")
    there_was_one = database.exists()
    if there_was_one:
        _become_like(database, new)
    _sync(new)
    # The log goes first: left beside the backup, it would be taken for the backup's own and spoil it.
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).rename(replaced.with_name(replaced.name + suffix))
    if there_was_one:
        # Not moved: at no instant is there no database, in whose place an empty one would be made.
        os.link(database, replaced)
    new.replace(database)
    _sync(database.parent)
    return replaced if there_was_one else None


def _become_like(old: Path, new: Path) -> None:
    """Belong to whoever runs the server, also when somebody else restores."""
    status = old.stat()
    new.chmod(status.st_mode & 0o777)
    with suppress(PermissionError):
        os.chown(new, status.st_uid, status.st_gid)


@contextmanager
def _unused(database: Path) -> Iterator[None]:
    """Keep everybody else from using the database for as long as the block lasts. Raises Busy if somebody is.

    The lock is taken without SQLite, which would not take it on a file that is too damaged to be opened.
    """
    import fcntl  # only where there is one: nothing else here needs it

    if not database.exists():
        yield
        return
    with database.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            raise Busy(f"{database} is in use. Stop the server and whatever else uses it, and try again.") from error
        yield


def _remove(path: Path) -> None:
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
