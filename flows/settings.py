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
