"""Settings of the flows, prefix ``SALANG_``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class FlowSettings(BaseSettings):
    """How the flows work."""

    model_config = SettingsConfigDict(env_prefix="SALANG_", env_file=".env", extra="ignore")

    codebook: Path | None = Field(
        default=None,
        description="Folder of the codebook; empty means the packaged one, Russia–Taliban.",
    )
    extraction_workers: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Processes that read pages beside the crawl, or tag texts anew.",
    )
    duplicate_window_days: int = Field(
        default=45,
        ge=1,
        le=3650,
        description="Days before and after in which copies are looked for.",
    )
