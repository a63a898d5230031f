"""The server as it begins: where another one serves already, it says so and touches nothing of that one's."""

import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.server import serve
from bot.settings import Settings
from tests.telegram.botapi.server import BotApi


def test_where_the_port_is_taken_nothing_is_begun(tmp_path: Path) -> None:
    """Started a second time by mistake, it would take what the first is sending for what a dead process had left."""
    database = tmp_path / "canbao.db"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"^端口 {port} 已经有程序在用.*Ctrl"):
            serve(
                Settings(
                    database=database,
                    port=port,
                    telegram_token=SecretStr(BotApi.token),
                    telegram_address="http://127.0.0.1:9",
                    _env_file=None,
                )
            )
    assert not database.exists()
