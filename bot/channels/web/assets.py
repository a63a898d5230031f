"""Assets: the style, the script and the icon, under addresses that change with their content."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is sent."""

    address: str
    content: bytes
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """All files by name, read once."""
    found = {}
    for file in (files("bot.channels.web") / "static").iterdir():
        content = file.read_bytes()
        address = f"/static/{hashlib.sha256(content).hexdigest()[:16]}/{file.name}"
        found[file.name] = Asset(address, content, _TYPES[file.name[file.name.rindex(".") :]])
    return found


async def send_asset(request: Request) -> Response:
    """A file. It may be kept for ever: another content has another address."""
    asset = assets().get(request.path_params["name"])
    if asset is None or asset.address != request.url.path:
        return Response(status_code=404)
    return Response(
        asset.content, media_type=asset.media_type, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
