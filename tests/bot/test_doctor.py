"""The doctor on deployments that are well, half set up and broken; Telegram is asked through our strict stub."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.channels.telegram import webhook
from bot.channels.web import posted
from bot.conversation import CHINA
from bot.doctor import diagnose, examine
from bot.settings import Settings
from tests.telegram.botapi.http import served
from tests.telegram.botapi.server import BOT, BotApi

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CHINA)
ROOT = Path(__file__).parents[2]


def deployment(tmp_path: Path, **given: object) -> Settings:
    backups = tmp_path / "backups"
    backups.mkdir(exist_ok=True)
    well: dict[str, object] = {
        "database": tmp_path / "canbao.db",
        "backups": backups,
        "public_address": "https://canbao.example.gov.cn",
        "secure_cookies": True,
        "audit_key": SecretStr("kept off this disk"),
        "link_key": SecretStr("what posters bear"),
        "owners": "telegram:12345",
    }
    return Settings.model_validate({**well, **given})


async def found(settings: Settings, grade: str, now: datetime = NOON) -> str:
    return "\n".join([one.told async for one in examine(settings, now) if one.grade == grade])


async def test_a_deployment_that_is_well_can_begin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await diagnose(deployment(tmp_path), NOON) == 0
    said = capsys.readouterr().out
    assert "要改" not in said
    assert said.endswith("可以开始服务。\n")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"public_address": "http://canbao.example"}, "不是 https 开头的"),
        ({"secure_cookies": False}, "CANBAO_SECURE_COOKIES=true"),
        ({"owners": "telegram:12345，telegram:liming"}, "telegram:liming 不会是谁"),
        ({"backups": Path("/nowhere/backups")}, "没有 /nowhere 这个文件夹"),
        ({"backups": Path(__file__)}, "test_doctor.py 不是文件夹"),
        ({"database": Path("/nowhere/canbao.db")}, "没有 /nowhere 这个文件夹"),
    ],
)
async def test_what_has_to_be_mended_is_said_with_what_to_do(
    tmp_path: Path, given: dict[str, object], told: str
) -> None:
    assert told in await found(deployment(tmp_path, **given), "要改")


async def test_a_clock_that_stands_in_the_past_is_noticed(tmp_path: Path) -> None:
    assert "请校准时间" in await found(deployment(tmp_path), "要改", NOON.replace(year=2020))


async def test_a_database_that_is_no_database_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "canbao.db").write_text("尊敬的参保人:" * 1000, encoding="utf-8")
    assert "not a sound SQLite database" in await found(deployment(tmp_path), "要改")


async def test_a_database_that_is_yet_to_be_made_is_not_made_by_looking(tmp_path: Path) -> None:
    settings = deployment(tmp_path)
    assert f"还没有数据库 {settings.database}，第一次 canbao serve" in await found(settings, "留意")
    assert not settings.database.exists()


async def test_backups_that_have_stopped_are_noticed(tmp_path: Path) -> None:
    settings = deployment(tmp_path)
    assert "还没有备份" in await found(settings, "留意")
    old = NOON - timedelta(days=3)
    (tmp_path / "canbao.db").touch()
    (tmp_path / "backups" / f"canbao-{old:%Y%m%d-%H%M%S}.db").touch()
    assert "最近的备份是 2026-11-19 的" in await found(settings, "要改")


async def test_telegram_is_asked_who_we_are(tmp_path: Path) -> None:
    async with served(BotApi()) as address:
        asked = {"telegram_token": SecretStr(BotApi().token), "telegram_address": address}
        assert "海报上才有它的二维码" in await found(deployment(tmp_path, **asked), "留意")
        named = re.search(r"@(\w+)", await found(deployment(tmp_path, **asked), "留意"))
        assert named is not None
        assert f"机器人是 @{named[1]}。" in await found(deployment(tmp_path, **asked, telegram_bot=named[1]), "好")
        assert "二维码会打开别的机器人" in await found(deployment(tmp_path, **asked, telegram_bot="other_bot"), "要改")
        wrong = {**asked, "telegram_token": SecretStr("1:wrong-wrong-wrong")}
        assert "不认 CANBAO_TELEGRAM_TOKEN" in await found(deployment(tmp_path, **wrong), "要改")


async def test_a_bot_is_named_in_capitals_or_not(tmp_path: Path) -> None:
    async with served(BotApi()) as address:
        asked = {"telegram_token": SecretStr(BotApi().token), "telegram_address": address}
        named = deployment(tmp_path, **asked, telegram_bot=str(BOT["username"]).upper())
        assert await found(named, "要改") == ""


@pytest.mark.parametrize(("ago", "is_wrong"), [(timedelta(minutes=5), True), (timedelta(days=2), False)])
async def test_what_telegram_could_not_bring_long_ago_has_been_mended(
    tmp_path: Path, ago: timedelta, *, is_wrong: bool
) -> None:
    url = "https://canbao.example.gov.cn/telegram"
    error = {"last_error_date": int((NOON - ago).timestamp()), "last_error_message": "503 Service Unavailable"}
    async with served(BotApi(webhook={"url": url}, last_error=error)) as address:
        asked = {"telegram_token": SecretStr(BotApi().token), "telegram_address": address, "telegram_mode": "webhook"}
        assert ("503 Service Unavailable" in await found(deployment(tmp_path, **asked), "要改")) == is_wrong


@pytest.mark.parametrize("body", ['{"ok":true}', '{"ok":true,"result":null}', '{"ok":true,"result":{}}', "<html>"])
async def test_somebody_else_than_telegram_is_noticed(tmp_path: Path, body: str) -> None:
    app = web.Application()

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=body)

    app.router.add_post("/{any:.*}", answer)
    async with TestServer(app) as server:
        asked = {"telegram_token": SecretStr(BotApi().token), "telegram_address": str(server.make_url("")).rstrip("/")}
        assert "CANBAO_TELEGRAM_ADDRESS" in await found(deployment(tmp_path, **asked), "要改")


def test_the_example_overrules_nothing_that_a_container_or_a_unit_sets() -> None:
    """Listening on its own 127.0.0.1, a container is reached by nobody."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^[^#\n].*$", example, re.MULTILINE) == []


def test_the_proxy_refuses_nothing_that_would_be_answered() -> None:
    limit = re.search(r"max_size (\d+)MB", (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8"))
    assert limit is not None
    assert int(limit[1]) * 1_000_000 > max(webhook.LARGEST, posted.LARGEST)


def test_the_example_names_every_setting_that_there_is() -> None:
    named = re.findall(r"^#? ?CANBAO_([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name.lower() for name in named} == set(Settings.model_fields)
