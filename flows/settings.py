"""Settings of the flows, prefix ``SALANG_``."""

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
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
    dask: str = Field(
        default="",
        description=(
            "Back-fill takes its sources side by side on a Dask cluster: the address of its "
            "scheduler, tcp://host:8786, or local for one on this machine. Needs PostgreSQL and "
            "the extra dask. Empty means one batch after the other, in the run itself."
        ),
    )
    duplicate_window_days: int = Field(
        default=45,
        ge=1,
        le=3650,
        description="Days before and after in which copies are looked for.",
    )
    story_window_hours: int = Field(
        default=72,
        ge=1,
        le=720,
        description=(
            "Hours between two articles within which they can tell one event. Holds for what is "
            "compared from then on."
        ),
    )
    story_embedder: str = Field(
        default="",
        description=(
            "A function of yours, module:function, that turns texts into vectors (docs/echo.md); "
            "asked about pairs that may tell one event. Empty means none."
        ),
    )
    story_embedding_confirmed: float = Field(
        default=0.85,
        ge=0,
        le=1,
        description=(
            "Cosine of two texts' vectors from which a suggested pair is confirmed; depends on "
            "the model behind SALANG_STORY_EMBEDDER."
        ),
    )
    desk_url: str | None = Field(
        default=None,
        description="Address of the review desk as readers of digests reach it, for links.",
    )
    digest_timezone: str = Field(
        default="UTC",
        description="Time zone in which days and weeks of digests begin, such as Asia/Kabul.",
    )
    digest_templates: Path | None = Field(
        default=None,
        description="Folder with your own digest.html or digest.md, in place of the packaged ones.",
    )
    digest_sender: str | None = Field(
        default=None, description="Sender of digests: Salang <salang@example.org>."
    )
    digest_recipients: str | None = Field(
        default=None, description="Addresses that digests are sent to, with commas between."
    )
    smtp_url: str | None = Field(
        default=None,
        repr=False,
        description="Mail server: smtp://user:password@host:587 (TLS where it is offered, and "
        "before a password) or smtps://user:password@host:465.",
    )

    @field_validator("digest_timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value!r} is no time zone; write one such as Asia/Kabul") from None
        return value
