"""Settings: what is left empty in the file counts as not said."""

from pathlib import Path

from bot.settings import Settings


def test_what_is_left_empty_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CANBAO_TELEGRAM_TOKEN=\nCANBAO_TELEGRAM_BOT=\nCANBAO_BACKUPS=\nCANBAO_PORT=\n", encoding="utf-8")
    settings = Settings(_env_file=file)
    assert (settings.telegram_token, settings.telegram_bot, settings.backups, settings.port) == (None, None, None, 8080)
