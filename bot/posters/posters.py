"""The posters that hang, kept in memory: what was scanned or typed becomes the entry that its poster stands for."""

from dataclasses import dataclass, field
from datetime import date

from pydantic import SecretStr

from bot.posters.code import is_code, typed_code
from bot.posters.link import Signer, is_same, read_link
from flows.entry import UNFOLDED, Entry, write_entry
from flows.heard import Heard, Menu, Opened, Said
from flows.words import _
from storage.database import Database
from storage.posters import Poster, PosterRegister

_OLD = _("这张海报有些旧了，上面印的可能已经变了，请以这里说的为准。")
_WITHDRAWN = _("这张海报已经停用，上面印的请不要再照着办，以这里说的为准。")
_NO_SUCH_CODE = _("这个参保码对不上，可能有一个字输错了。请对着海报再输一遍，也可以从下面选要办的事。")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a scan or a typed code means.

    `heard` takes the place of what was heard, `remark` is a text to say first, and `poster` is the code of the poster
    to count; `None` where nothing is counted, because it is out of date, was withdrawn, or there is no such poster.
    """

    heard: Heard
    poster: str | None = None
    remark: str = ""


async def signer_for(register: PosterRegister, link_key: SecretStr | None) -> Signer:
    """Who signs: the key of the settings, or else one that is kept beside the posters.

    Both are known, so that no poster dies because somebody printed it where the settings were not at hand. Raises
    StorageError.
    """
    kept = (await register.secret()).encode()
    return Signer((link_key.get_secret_value().encode(), kept) if link_key else (kept,))


@dataclass
class Posters:
    """The register of posters, as far as it was read. Paper never changes, so only new ones are read again."""

    register: PosterRegister
    signer: Signer
    _known: dict[str, Poster] = field(default_factory=dict)
    _read: int = 0

    @classmethod
    async def open(cls, database: Database, link_key: SecretStr | None) -> "Posters":
        """The posters of a database. Raises StorageError."""
        register = PosterRegister(database)
        posters = cls(register, await signer_for(register, link_key))
        await posters.refresh()
        return posters

    async def refresh(self) -> None:
        """Read what was registered since the last time. A row that does not bear our signature is no poster."""
        for number, poster in await self.register.since(self._read):
            self._read = max(self._read, number)
            if self.signer.knows(poster):
                self._known[poster.code] = poster

    async def find(self, heard: Heard, today: date) -> Resolved | None:
        """What `resolve` says; what is new is read first where a poster is not known. Raises StorageError."""
        code = self._code(heard)
        if code is None:
            return None
        if is_code(code) and code not in self._known:
            await self.refresh()
        resolved = self.resolve(heard, today)
        # Looked up each time: another process may have withdrawn it, and a paper is not scanned that often.
        if resolved and resolved.poster and await self.register.is_withdrawn(resolved.poster):
            return Resolved(resolved.heard, remark=_WITHDRAWN)
        return resolved

    def resolve(self, heard: Heard, today: date) -> Resolved | None:
        """What a scanned link or a typed code stands for; `None` for everything else, which means what it says.

        A forged or mangled link is among that: it is greeted like any other that cannot be read.
        """
        code = self._code(heard)
        if code is None:
            return None
        poster = self._known.get(code)
        if isinstance(heard, Opened):
            link = read_link(heard.entry)
            if poster is None or link is None or not is_same(link[1], poster.signature):
                return None
        if poster is None:
            return Resolved(Menu(), remark=_NO_SUCH_CODE)
        opened = Opened(unfolded(poster))
        return Resolved(opened, remark=_OLD) if poster.is_old(today) else Resolved(opened, poster.code)

    def _code(self, heard: Heard) -> str | None:
        match heard:
            case Opened(entry) if link := read_link(entry):
                return link[0]
            case Said(text):
                return typed_code(text)
        return None


def unfolded(poster: Poster) -> str:
    """The entry that a poster stands for."""
    return write_entry(Entry(poster.journey, poster.answers, poster.language), UNFOLDED)
