"""A storm: calls to a Bot API that misbehaves in every way. Each ends, with its own answer or none, and leaves room."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from random import Random

import pytest

from bot.channels.telegram.connection import Answer, Connections, NoAnswer, NoConnection

CALLS = 60


def answer(body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (more, len(body), body)


def in_chunks(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def without_length(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n\r\n" + body


NOBODYS = answer(b"nobody's")

MANNERS: list[tuple[Callable[[bytes], bytes], bytes]] = [
    *[(answer, b"")] * 6,
    (in_chunks, b""),
    (lambda body: b"HTTP/1.1 100 Continue\r\n\r\n" + answer(body), b""),
    (lambda body: answer(body, b"Connection: close\r\n"), b""),
    (lambda body: answer(body) + NOBODYS, b""),
    (lambda body: answer(body) + NOBODYS[:1], NOBODYS[1:]),
    (lambda body: answer(body) + NOBODYS[:25], NOBODYS[25:]),
    (lambda body: answer(body) + NOBODYS[:-1], NOBODYS[-1:]),
    (lambda body: b"no answer at all", b""),
]
"""What may be written, and what comes after it when nobody waits for anything any more."""

ENDS: list[Callable[[bytes], bytes]] = [answer, without_length, lambda body: answer(body)[:-1], lambda body: b""]
"""What may be written last. What is without length and is cut off cannot be told from what is whole."""


class BadServer:
    """A port that answers in any manner, or in none, until it is told to behave."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.url = ""
        self.writers: set[asyncio.StreamWriter] = set()
        self.expected = 0
        self.inside = self.most_inside = 0
        self.all_are_inside = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split()[0])
                body = await reader.readexactly(length)
                if self.expected:
                    await self.behave(body, writer)
                elif not await self.misbehave(body, reader, writer):
                    break
        writer.close()

    async def misbehave(self, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer in one manner or another; whether the connection goes on."""
        await self.pause()
        if self.chance.random() < 0.8:
            manner, afterwards = self.chance.choice(MANNERS)
            written = manner(body)
            place = self.chance.randrange(20)
            writer.write(written[:place])
            await self.pause()
            writer.write(written[place:])
            await self.pause()
            writer.write(afterwards)
            return True
        writer.write(self.chance.choice(ENDS)(body))
        match self.chance.randrange(3):
            case 0:
                await reader.read()  # for ever
            case 1:
                await self.pause()
                writer.transport.abort()
        return False

    async def behave(self, body: bytes, writer: asyncio.StreamWriter) -> None:
        """Answer when as many calls are there at once as are expected."""
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        if self.inside >= self.expected:
            self.all_are_inside.set()
        await self.all_are_inside.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        self.inside -= 1
        writer.write(answer(body))

    async def pause(self) -> None:
        for _ in range(self.chance.choice([0, 0, 1, 5, 20])):
            await asyncio.sleep(0)


@pytest.fixture
async def server(seed: int) -> AsyncIterator[BadServer]:
    bad = BadServer(Random(seed))
    server = await asyncio.start_server(bad.serve, "127.0.0.1", 0, backlog=1000)
    bad.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    yield bad
    server.close()
    for writer in bad.writers:
        writer.transport.abort()


@pytest.mark.parametrize("seed", range(30))
async def test_every_call_ends_with_its_own_answer_or_none_and_leaves_room_for_another(
    server: BadServer, seed: int
) -> None:
    chance, most = Random(seed), (1, 3, 8)[seed % 3]
    connections = Connections(most)
    begun: list[tuple[bytes, asyncio.Task[tuple[int, bytes]] | Answer]] = []
    for number in range(CALLS):
        body, patience = b"call %d" % number, chance.choice([0.005, 0.02])
        if chance.random() < 0.3:
            if now := connections.begin(server.url, body, patience):
                begun.append((body, now))
        else:
            call = connections.call(server.url, body, to_connect=chance.choice([0.005, 1.0]), patience=patience)
            begun.append((body, asyncio.create_task(call)))
        for _ in range(chance.choice([0, 0, 1, 5, 20])):
            await asyncio.sleep(0)
        if chance.random() < 0.1:
            chance.choice(begun)[1].cancel()
        if chance.random() < 0.02:
            connections.close()
    async with asyncio.timeout(30):
        outcomes = await asyncio.gather(*(each for _, each in begun), return_exceptions=True)
    for (body, _), outcome in zip(begun, outcomes, strict=True):
        is_none = isinstance(outcome, NoConnection | NoAnswer | TimeoutError | asyncio.CancelledError)
        assert is_none or outcome == (200, body)

    connections.close()  # some of them lead to where nobody will ever answer
    server.expected = most
    following = [connections.call(server.url, b"calm", to_connect=20.0, patience=20.0) for _ in range(6 * most)]
    outcomes = await asyncio.gather(*following, return_exceptions=True)
    assert server.most_inside == most
    assert outcomes.count((200, b"calm")) >= most
    connections.close()
