"""Links: what a poster's QR code says, such as `p-khmt4826-k5ovwh2c6qzjmx3a`: the short code, and a signature.

The signature covers everything that decides where the code leads. So nobody can make a link without the key, and
whoever changes a row of the register has a poster that opens nothing.
"""

import base64
import hmac
import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from json import dumps

from storage.posters import Poster

_BYTES = 10  # eighty bits: short enough for a coarse QR code, and nobody guesses it
_LINK = re.compile("p-([a-z]{4}[0-9]{4})-([a-z2-7]{16})")


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the first of its keys, and knows what was signed with any of them."""

    keys: tuple[bytes, ...] = field(repr=False)

    def signed(self, poster: Poster) -> Poster:
        """The poster with its signature."""
        return replace(poster, signature=_signature(self.keys[0], poster))

    def knows(self, poster: Poster) -> bool:
        """Whether a poster is ours, as it stands in the register."""
        return any(is_same(poster.signature, _signature(key, poster)) for key in self.keys)


def is_same(one: str, other: str) -> bool:
    """Whether two signatures are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode(), other.encode())


def link_of(poster: Poster) -> str:
    """The link of a poster, for every channel."""
    return f"p-{poster.code.lower()}-{poster.signature}"


def read_link(entry: str) -> tuple[str, str] | None:
    """The code and the signature in a link; `None` where it is no poster's."""
    found = _LINK.fullmatch(entry)
    return (found[1].upper(), found[2]) if found else None


def _signature(key: bytes, poster: Poster) -> str:
    decides = [poster.code, poster.journey, poster.region, sorted(poster.answers.items()), poster.language]
    digest = hmac.digest(key, dumps(["poster", *decides, poster.expires.isoformat()]).encode(), sha256)
    return base64.b32encode(digest[:_BYTES]).decode().lower()
