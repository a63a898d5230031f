"""Request: how calls reach the Bot API, over many connections that are kept open.

python-telegram-bot brings the meaning of answers; its own client takes half of the time that a turn costs.
"""

import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import orjson
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.connection import Answer, Connections, NoConnection


class NotHandedOver(NetworkError):
    """The Bot API never saw the call: it may be tried again."""


class NotAnswered(NetworkError):
    """The call was handed over, and nobody knows what became of it."""


class Flooded(TelegramError):
    """The Bot API asks us to be silent for a while."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"too many calls; the next one in {wait.total_seconds():.0f} s")
        self.wait = wait


class Request(BaseRequest):
    """What python-telegram-bot makes its calls with. `patience` is how many seconds an answer may take."""

    __slots__ = ("_connections", "_patience", "_to_connect")

    def __init__(self, *, patience: float = 20.0, to_connect: float = 5.0) -> None:
        self._patience = patience
        self._to_connect = to_connect
        self._connections = Connections()

    @property
    def read_timeout(self) -> float | None:
        """How many seconds an answer may take."""
        return self._patience

    async def initialize(self) -> None:
        """Nothing to get ready: the first call opens a connection."""

    async def shutdown(self) -> None:
        """Close what is open."""
        self._connections.close()

    async def result(self, url: str, parameters: Mapping[str, object], patience: float | None = None) -> Any:
        """The result of a call, without the objects that the library makes of its parameters.

        Raises as `do_request` does; any other error is the one that the library raises for this answer.
        """
        status, payload = await self._call(url, _written(parameters), patience or self._patience)
        if status == _GOOD:
            return _read(payload)["result"]
        return await _Answered(status, payload).post(url)

    def begin(self, url: str, parameters: Mapping[str, object]) -> Answer | None:
        """Begin a call on a connection that is open and free; `None` where there is none, or no such address."""
        try:
            return self._connections.begin(url, _written(parameters), self._patience)
        except NoConnection:
            return None

    def connected(self, url: str) -> AbstractAsyncContextManager[None]:
        """A call that is made to there as soon as this ends need not wait for a connection.

        Where there is none within a second, the call has to find out why: this is no try that anybody counts.
        """
        return self._connections.at_hand(url, min(self._to_connect, 1.0))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call. Raises `NotHandedOver`, `NotAnswered` or `Flooded`; any other answer is returned as it is."""
        patience = self._patience if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        return await self._call(url, _written(request_data.parameters) if request_data else b"{}", patience)

    async def _call(self, url: str, body: bytes, patience: float | None) -> tuple[int, bytes]:
        try:
            status, payload = await self._connections.call(url, body, to_connect=self._to_connect, patience=patience)
        except NoConnection as error:
            raise NotHandedOver(f"no connection: {error}") from None
        except (TimeoutError, OSError) as error:
            raise NotAnswered(f"no answer: {type(error).__name__}") from None
        if status == _FLOODED:
            raise Flooded(_asked_to_wait(payload))
        if status == _NOT_IN_TIME:  # a proxy gave up waiting; what was behind it may have gone on
            raise NotAnswered("no answer in time behind the address")
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What an answer says. The library would log one that is no JSON, with all the words in it."""
        return _read(payload)


class _Answered(BaseRequest):
    """A call that was answered already: for what the library makes of such an answer."""

    __slots__ = ("_answer",)

    def __init__(self, status: int, payload: bytes) -> None:
        self._answer = status, payload

    @property
    def read_timeout(self) -> float | None:
        """Nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to get ready."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """The answer."""
        return self._answer

    parse_json_payload = staticmethod(lambda payload: _read(payload))


_GOOD = 200
_FLOODED = 429
_NOT_IN_TIME = 504


def _written(parameters: object) -> bytes:
    try:
        return orjson.dumps(parameters)
    except TypeError:  # half a surrogate pair, which is not UTF-8
        return json.dumps(parameters, ensure_ascii=False).encode(errors="replace")


def _read(payload: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(payload)
    except ValueError:
        answer = _read_as_well_as_possible(payload)
    if not isinstance(answer, dict):
        raise NotAnswered("an answer that is not of the Bot API")
    return answer


def _read_as_well_as_possible(payload: bytes) -> object:
    """JSON that holds half a sign somewhere: one person's must not keep us from reading everybody else's."""
    try:
        return json.loads(payload.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None


_LONGEST = timedelta(days=1)
"""The longest silence that is kept. Whoever wants a longer one says so again; for an absurd one there is no date."""


def _asked_to_wait(payload: bytes) -> timedelta:
    """How long to be silent; a second where the answer does not say."""
    try:
        seconds = json.loads(payload)["parameters"]["retry_after"]
        return min(timedelta(seconds=max(float(seconds), 1.0)), _LONGEST)
    except (ValueError, LookupError, TypeError, OverflowError):
        return timedelta(seconds=1)
