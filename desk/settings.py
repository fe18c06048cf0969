"""Settings of the desk, prefix ``SALANG_``."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DeskSettings(BaseSettings):
    """How the command line behaves."""

    model_config = SettingsConfigDict(env_prefix="SALANG_", env_file=".env", extra="ignore")

    debug: bool = Field(
        default=False,
        description="Show the log of a run and the traceback behind an error message.",
    )
    sample_port: int = Field(
        default=28210,
        ge=1024,
        le=65_000,
        description="First of the neighbouring loopback ports on which the sample newsroom is.",
    )
