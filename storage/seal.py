"""The seal: a hash that shows whether stored values were changed, keyed where a secret is set."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seal:
    """Hashes values. Without a secret anybody who can write to the database can also make the hash fit."""

    secret: bytes = field(default=b"", repr=False)

    @property
    def key(self) -> str:
        """Which secret this is, without telling it; empty where there is none."""
        return self.of("which secret")[:8] if self.secret else ""

    def of(self, *values: str | int) -> str:
        """The hash of these values in this order, in hexadecimal. JSON keeps one from running into the next."""
        written = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
        if self.secret:
            return hmac.new(self.secret, written, hashlib.sha256).hexdigest()
        return hashlib.sha256(written).hexdigest()
