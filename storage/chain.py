"""The chain: whether the audit log is what was written, from its first entry to its last."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.audit import BROKEN, EVERYWHERE, Audit, Entry, Head, append, cut, hash_of
from storage.transaction import Row, Transaction


class Wrong(StrEnum):
    """What can be wrong with an entry, or with the place where it should be."""

    CHANGED = "changed"  # its hash is not that of what it says
    MISSING = "missing"  # there is none between its neighbours
    UNLINKED = "unlinked"  # it does not follow the one before it
    OUT_OF_PLACE = "out_of_place"  # it stands where there can be none
    OTHER_KEY = "other_key"  # it was sealed with a secret that is not the one in the settings
    EMPTIED = "emptied"  # there is no log at all, beside what staff have made
    CUT_OFF = "cut_off"  # the log ended here once, and does not any more
    ADDED = "added"  # it follows what the log says is its last entry
    HEAD = "head"  # the note of where the log ends was changed
    UNSEALED = "unsealed"  # that note is not sealed with the secret: as it should be only until the next entry
    NOTED = "noted"  # it is not the one that somebody wrote down
    SEEN_BROKEN = "seen_broken"  # here the log itself says that its end had been changed


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, with the number of the entry; of several in a row with the first and the last."""

    wrong: Wrong
    seq: int
    last: int


@dataclass(frozen=True)
class Checked:
    """The log as it was found. `keyed_from` is the first entry sealed with the secret, 0 where there is none."""

    head: Head
    entries: int
    keyed_from: int
    findings: tuple[Finding, ...]


async def verify(audit: Audit, noted: tuple[int, str] | None = None) -> Checked:
    """Read the whole log and say what is wrong with it.

    `noted` is the number of an entry and how its hash began when somebody last wrote it down: that finds what nothing
    within the database can, an older state of all of it put back, or without a secret a chain that was made anew.
    Raises StorageError.
    """
    while True:
        check = _Check(audit, await audit.head(), noted)
        while rows := await audit.after(check.read_to):
            check.read(rows)
        stored, stands_alone = await audit.count(), await audit.stands_alone()
        again = await audit.head()
        # What was written or cut away while we read is no finding; the log moves seldom.
        if again == check.head:
            return check.result(stored, stands_alone=stands_alone)


async def let_go(audit: Audit, before: datetime, at: datetime) -> int:
    """Cut away what is older than a moment, and say how many entries that were. Raises StorageError.

    If anything is wrong with the log, it says so before the proof is gone.
    """
    wrong = len((await verify(audit)).findings)

    def work(transaction: Transaction) -> int:
        if wrong:
            append(transaction, Entry(at, "canbao", "", BROKEN, EVERYWHERE, {"findings": wrong}), audit.seal)
        return cut(transaction, before, at, audit.seal)

    return await audit.database.write(work)


class _Check:
    """One reading of the log, from its checkpoint to its end."""

    def __init__(self, audit: Audit, head: Head, noted: tuple[int, str] | None) -> None:
        self.head = head
        self.read_to = -1
        self._seal = audit.seal
        self._noted = noted
        self._seen_noted = False
        self._seq, self._hash = head.cut_seq, head.cut_hash
        self._entries = 0
        self._keyed_from = 0
        self._findings: list[Finding] = []

    def read(self, rows: tuple[Row, ...]) -> None:
        for row in rows:
            self._entries += 1
            self.read_to = row["seq"]
            if isinstance(row["seq"], int) and row["seq"] > self._seq:
                self._follow(row)
            else:
                self._find(Wrong.OUT_OF_PLACE, row["seq"] if isinstance(row["seq"], int) else 0)

    def _follow(self, row: Row) -> None:
        seq = row["seq"]
        gap = seq > self._seq + 1
        if gap:
            self._find(Wrong.MISSING, self._seq + 1, seq - 1)
        if row["key"] not in ("", self._seal.key) or (self._keyed_from and not row["key"]):
            self._find(Wrong.OTHER_KEY, seq)
        elif not self._says_what_it_said(row):
            self._find(Wrong.CHANGED, seq)
        elif row["previous"] != self._hash and not gap:
            self._find(Wrong.UNLINKED, seq)
        if seq > self.head.last_seq:
            self._find(Wrong.ADDED, seq)
        if row["action"] == BROKEN:
            self._find(Wrong.SEEN_BROKEN, seq)
        if self._noted and seq == self._noted[0]:
            self._seen_noted = row["hash"].startswith(self._noted[1])
        self._keyed_from = self._keyed_from or (seq if row["key"] else 0)
        self._seq, self._hash = seq, row["hash"]

    def _says_what_it_said(self, row: Row) -> bool:
        try:
            return bool(row["hash"] == hash_of(row, self._seal))
        except TypeError:  # somebody put something into it that is not text
            return False

    def result(self, stored: int, *, stands_alone: bool) -> Checked:
        head = self.head
        if head == Head() and not stored and not stands_alone:
            self._find(Wrong.EMPTIED, 0)
        if self._seq < head.last_seq:
            self._find(Wrong.CUT_OFF, self._seq + 1, head.last_seq)
        if stored != self._entries:
            self._find(Wrong.OUT_OF_PLACE, 0)
        if self._entries and not head.key and self._seal.key:
            self._find(Wrong.UNSEALED, head.last_seq)
        elif (head != Head() or self._entries) and not self._is_sound(head):
            self._find(Wrong.HEAD, head.last_seq)
        # An entry that retention has let go can no longer be compared.
        if self._noted and not self._seen_noted and self._noted[0] > head.cut_seq:
            self._find(Wrong.NOTED, self._noted[0])
        return Checked(head, self._entries, self._keyed_from, tuple(self._findings))

    def _is_sound(self, head: Head) -> bool:
        ends = self._seq != head.last_seq or self._hash == head.last_hash
        return ends and head.key == self._seal.key and head.seal == head.sealed(self._seal)

    def _find(self, wrong: Wrong, seq: int, last: int | None = None) -> None:
        self._findings.append(Finding(wrong, seq, seq if last is None else last))
