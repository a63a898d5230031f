"""The server: uvicorn, except that it lets go of open pages before it waits for everybody to be done."""

import socket

import uvicorn

from bot.channels.web.stream import Streams


class Server(uvicorn.Server):
    """Stops promptly. By itself uvicorn would wait for streams, which have no end."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then everything else."""
        self._streams.end()
        await super().shutdown(sockets)
