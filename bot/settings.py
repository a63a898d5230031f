"""Settings: what a deployment decides, from the environment (`CANBAO_DATABASE`, `CANBAO_PORT`, …) or a `.env` file."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.staff.owners import read_owners
from storage.errors import CannotOpen

_wrapped = BeforeValidator(lambda value: SecretStr(value) if isinstance(value, str) else value)
"""Stands last: a secret is wrapped before anything is checked, so that no complaint about it tells it."""


def _looking_like(pattern: str, said: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError(f"it should be {said}")
        return secret

    return AfterValidator(check)


Secret = Annotated[SecretStr, Field(min_length=16), _wrapped]
"""A secret that is long enough."""

Token = Annotated[SecretStr, _looking_like(r"[0-9]+:[A-Za-z0-9_-]{8,}", "a number, a colon and a long word"), _wrapped]
"""What a bot shows to the Bot API."""

Word = Annotated[SecretStr, _looking_like(r"[A-Za-z0-9_-]{16,256}", "at least 16 letters, digits, - and _"), _wrapped]
"""A secret that can stand in a header."""


class Settings(BaseSettings):
    """The settings of one deployment; the defaults keep everything in one file under the working directory."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", env_file=".env", env_ignore_empty=True, extra="ignore")

    database: Path = Field(Path("canbao.db"), description="where everything is kept")
    backups: Path | None = Field(None, description="a folder for the backup that is made every day while serving")
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="the port to listen on; 0 takes any free one")
    secure_cookies: bool = Field(
        False, description="set where the page is served over HTTPS, as it should be in public"
    )
    packs: Path | None = Field(None, description="a folder of policy packs instead of the ones that come with Canbao")
    keep_idle_days: int = Field(30, ge=1, description="days after which somebody who stopped half-way is forgotten")
    keep_finished_days: int = Field(90, ge=1, description="days after which somebody who was told is forgotten")
    keep_audit_days: int = Field(180, ge=1, description="days for which what staff did is kept")
    keep_events_days: int = Field(30, ge=8, description="days after which only the daily numbers of visits are kept")
    left_after_days: int = Field(7, ge=1, description="days of silence after which somebody has given up")
    owners: str = Field(
        "",
        description="who may do everything, such as telegram:12345,web:…; telegram:12345@450100 only there and below",
    )
    one_person_office: bool = Field(
        False, description="let whoever wrote an announcement approve it, where there is nobody else; the log says so"
    )
    quiet_hours: str = Field(
        "21:00-08:00", description="when nobody is sent what they did not ask for, on the clock of China"
    )
    audit_key: Secret | None = Field(
        None, description="the key that the record of what staff did is sealed with: keep it off the database's disk"
    )
    public_address: str | None = Field(
        None,
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~%/-]*)?$",
        description="where residents reach the web page, such as https://canbao.example.gov.cn: what its QR codes say",
    )
    telegram_bot: str | None = Field(
        None, pattern=r"^@?[A-Za-z][A-Za-z0-9_]{3,31}$", description="the bot's user name, for QR codes that open it"
    )
    link_key: Secret | None = Field(
        None, description="the key that posters are signed with; where there is none, one is kept in the database"
    )
    telegram_token: Token | None = Field(None, description="what BotFather gave you; without it there is no bot")
    telegram_address: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~%/-]*)?$",
        description="the Bot API to call: Telegram's own, a proxy in front of it, or a server of yours",
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="ask Telegram for updates, or have them brought to the public address"
    )
    telegram_secret: Word | None = Field(
        None, description="what Telegram shows at the webhook; a new one is made at every start where there is none"
    )

    def existing_database(self) -> Path:
        """The database, for whatever only makes sense where there is one. Raises CannotOpen where there is none.

        One that was made by mistake, in another folder, would look like one that has lost everything.
        """
        if not self.database.exists():
            raise CannotOpen(
                f"没有数据库：{self.database.absolute()} 这个文件不存在。它在别处的，请用设置 CANBAO_DATABASE 写明在哪里；"
                "还没有的，先运行一次 canbao serve，会建好。"
            )
        return self.database

    @field_validator("owners")
    @classmethod
    def _owners_are_people(cls, owners: str) -> str:
        read_owners(owners)
        return owners

    @field_validator("quiet_hours")
    @classmethod
    def _quiet_hours_are_times(cls, hours: str) -> str:
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]", hours):
            raise ValueError("write them as 21:00-08:00")
        return hours

    @field_validator("telegram_mode")
    @classmethod
    def _updates_have_a_way_in(cls, mode: str, given: ValidationInfo) -> str:
        if mode == "webhook" and not given.data.get("public_address"):
            raise ValueError("a webhook needs CANBAO_PUBLIC_ADDRESS; polling does without")
        return mode
