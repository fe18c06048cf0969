"""Where Salang keeps things. Read from the environment (prefix ``SALANG_``) and ``.env``."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StorageSettings(BaseSettings):
    """Database and home folder."""

    model_config = SettingsConfigDict(
        env_prefix="SALANG_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(
        default=Path("var"),
        description="Folder for the database, stored pages, logs and Prefect's own files.",
    )
    database_url: str = Field(
        default="",
        description=(
            "SQLAlchemy address of the database: sqlite:///path or postgresql://user@host/name. "
            "Empty means SQLite in SALANG_HOME/salang.db."
        ),
    )

    pages_url: str = Field(
        default="",
        description=(
            "Where the bytes of fetched pages are kept: a folder, or a URL that fsspec knows, such "
            "as s3://bucket/folder (docs/machines.md). Empty means SALANG_HOME/pages."
        ),
    )
    keep_screened_out_days: int | None = Field(
        default=None,
        ge=1,
        description="Days for which the bytes of pages that do not name the topic are kept, "
        "counted from when they were read. Empty means for ever.",
    )
    keep_pages_days: int | None = Field(
        default=None,
        ge=1,
        description="The same for pages that came to nothing else, or to an article that is not "
        "relevant. Empty means for ever.",
    )
    keep_relevant_pages_days: int | None = Field(
        default=None,
        ge=1,
        description="The same for pages of relevant and borderline articles. Pages that a review "
        "relies on, or that the reader failed on, stay whatever is set. Empty means for ever.",
    )

    log_format: Literal["text", "json"] = Field(
        default="text",
        description="How runs log to standard error: text, or json, a JSON object a line with "
        "run, flow, source and stage (docs/operations.md).",
    )

    @cached_property
    def url(self) -> str:
        """The database address with driver; PostgreSQL always goes through psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.home.resolve() / 'salang.db'}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @property
    def pages(self) -> Path | str:
        """Where stored page bytes are, for `models.pages.PageStore`."""
        return self.pages_url or self.home / "pages"
