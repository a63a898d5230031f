"""The bots that are measured over HTTP: Canbao as it is served, its peers as they come, and as well as they can be."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.dialogue import TODAY
from bench.over_http.webhook import SECRET
from bench.process import PEERS

TOKEN = "7000000001:" + "A" * 35


@dataclass(frozen=True)
class HttpBot:
    """One line of the table."""

    name: str
    title: str
    way_in: Literal["polling", "webhook"]
    peer: bool = True

    @property
    def replies(self) -> frozenset[str]:
        """The calls that reply. The peers edit the message under the button; Canbao does so only to show the choice."""
        return frozenset({"sendMessage", "editMessageText"} if self.peer else {"sendMessage"})

    @property
    def path(self) -> str:
        """Where its webhook is."""
        return "/telegram"

    def command(self, folder: Path, api: int, port: int) -> list[str]:
        """How it is started, with the port of the Bot API and the one to listen on."""
        if self.peer:
            return [str(PEERS), "-m", "bench.peers.over_http", self.name, f"http://127.0.0.1:{api}", str(port)]
        return [
            *(sys.executable, "-c", "from bot.command import main; main()", "serve"),
            *("--port", str(port), "--database", str(folder / "canbao.db"), "--today", TODAY.isoformat()),
        ]

    def environment(self, api: int, port: int) -> dict[str, str]:
        """Its settings."""
        return os.environ | {
            "CANBAO_TELEGRAM_TOKEN": TOKEN,
            "CANBAO_TELEGRAM_ADDRESS": f"http://127.0.0.1:{api}",
            "CANBAO_TELEGRAM_MODE": self.way_in,
            "CANBAO_TELEGRAM_SECRET": SECRET,
            "CANBAO_PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
        }


BOTS = (
    HttpBot("canbao_webhook", "Canbao, webhook", "webhook", peer=False),
    HttpBot("canbao_polling", "Canbao, polling", "polling", peer=False),
    HttpBot("ptb_default", "PTB as it comes: polling, one after another", "polling"),
    HttpBot("ptb_concurrent", "PTB, polling, everybody at once", "polling"),
    HttpBot("ptb_best", "PTB, webhook, everybody at once, calls by aiohttp", "webhook"),
    HttpBot("aiogram_default", "aiogram as it comes: polling", "polling"),
    HttpBot("aiogram_webhook", "aiogram, webhook", "webhook"),
    HttpBot("aiogram_best", "aiogram, reply in the webhook's answer", "webhook"),
)
"""What is measured over HTTP. The peers keep nothing; Canbao keeps everything, as always."""
