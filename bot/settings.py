"""Settings: what a deployment decides, from the environment (`CANBAO_DATABASE`, `CANBAO_PORT`, …) or a `.env` file."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one deployment; the defaults keep everything in one file under the working directory."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", env_file=".env", extra="ignore")

    database: Path = Field(Path("canbao.db"), description="where everything is kept")
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="the port to listen on; 0 takes any free one")
    secure_cookies: bool = Field(
        False, description="set where the page is served over HTTPS, as it should be in public"
    )
    packs: Path | None = Field(None, description="a folder of policy packs instead of the ones that come with Canbao")
