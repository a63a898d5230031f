"""Strangers at the webhook: who does not know the secret is refused unheard, and what comes again changes nothing."""

import asyncio
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import aiohttp
import orjson

from bot.channels.telegram.webhook import SECRET_HEADER
from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BotApi
from tests.telegram.botapi.somebody import Somebody
from tests.telegram.e2e.program import TOKEN, bot, settled
from tests.telegram.stored import rows
from tests.telegram.watch import Watch

AT_ONCE = 50
REPLAYED = 100


async def refuse_strangers(folder: Path, seed: int, requests: int) -> str:
    """So many forged requests, one whose body never comes, and one that is right, again and again."""
    api = BotApi(token=TOKEN)
    watch, chance, somebody = Watch.over(api), Random(seed), Somebody(api)
    async with served(api) as address, bot(folder, address, by_webhook=True) as program:
        await watch.until(lambda: bool(api.webhook))
        url, secret = api.webhook["url"], api.webhook["secret_token"]
        update = orjson.dumps({"update_id": 1, "message": somebody.message(text="/start newborn--where-610500")})
        somebody.chat.begun = True
        assert await _status_without_body(url) == 403
        async with aiohttp.ClientSession() as session:
            forged = await _statuses(session, url, update, [_forged(chance, secret) for _ in range(requests)])
            assert set(forged) == {403}, f"{requests} forged requests were answered {set(forged)}"
            assert rows(program.database, "SELECT count(*) FROM inbox") == [(0,)], "and nothing of them was kept"
            assert set(await _statuses(session, url, update, [secret] * REPLAYED)) == {200}
        await settled(program)
        assert rows(program.database, "SELECT count(*) FROM inbox") == [(1,)]
        assert len(somebody.messages) == 1
    return f"{requests} forged, 0 accepted; one replayed {REPLAYED} times, answered once"


async def _statuses(session: aiohttp.ClientSession, url: str, body: bytes, secrets: list[str | None]) -> list[int]:
    room = asyncio.Semaphore(AT_ONCE)

    async def post(secret: str | None) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with room, session.post(url, data=body, headers=headers) as response:
            return response.status

    return await asyncio.gather(*map(post, secrets))


def _forged(chance: Random, secret: str) -> str | None:
    """Anything but the secret."""
    place = chance.randrange(len(secret))
    other = chance.choice([one for one in "abcXYZ019_-" if one != secret[place]])
    nearly = f"{secret[:place]}{other}{secret[place + 1 :]}"
    return chance.choice(
        [None, "", secret[:place], f"{secret}{other}", secret.swapcase() + other, nearly, TOKEN, "x" * 4000]
    )


async def _status_without_body(url: str) -> int:
    """What a stranger is told who announces a body, and never sends it."""
    there = urlsplit(url)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(there.hostname, there.port)
        head = f"POST {there.path} HTTP/1.1\r\nHost: {there.netloc}\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n"
        try:
            writer.write(f"{head}{SECRET_HEADER}: a-guess\r\n\r\n".encode())
            return int((await reader.readline()).split()[1])
        finally:
            writer.close()
            await writer.wait_closed()
