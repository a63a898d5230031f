"""What can go wrong in storage, each with a sentence for whoever has to act on it."""


class StorageError(Exception):
    """Storage could not do what it was asked.

    ::

        StorageError
        ├── CannotOpen      the file may not or must not be used: no folder, no permission, a newer program's file
        ├── Busy            another process held the file longer than we were willing to wait: try again
        ├── DiskFull        there was no room to write: try again when there is
        ├── Damaged         the file is not, or no longer, a sound database: restore a backup
        │   └── DamagedRow  only what is kept of one person is: everybody else can be served meanwhile
        └── StaleRevision   the session moved on since it was loaded: load it again and redo the turn

    The sentences name files and remedies, never a person or what a person wrote.
    """


class CannotOpen(StorageError):
    """The database may not or must not be used where it is."""


class Busy(StorageError):
    """Another process held the database for longer than we were willing to wait."""


class DiskFull(StorageError):
    """There was no room to write."""


class Damaged(StorageError):
    """The file is not, or no longer, a sound database."""


class DamagedRow(Damaged):
    """What is kept of one person is no longer what was written. It stays so until a backup is restored."""


class StaleRevision(StorageError):
    """The session moved on since the turn was worked out, so the turn would overwrite what it never saw."""
