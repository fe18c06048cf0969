"""Settings of the review desk, prefix ``SALANG_``."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ReviewSettings(BaseSettings):
    """How the review desk is served."""

    model_config = SettingsConfigDict(env_prefix="SALANG_", env_file=".env", extra="ignore")

    review_host: str = Field(default="127.0.0.1", description="Address the review desk listens on.")
    review_port: int = Field(
        default=8520, ge=0, le=65535, description="Port the review desk listens on."
    )
    review_prefix: str = Field(
        default="",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description=(
            "Path under which a reverse proxy shows the review desk, such as /salang; whether the "
            "proxy takes it off or leaves it on makes no difference."
        ),
    )
    review_proxies: str = Field(
        default="127.0.0.1",
        description=(
            "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are "
            "believed, with commas between."
        ),
    )
    review_secure_cookies: bool = Field(
        default=False,
        description=(
            "Mark cookies Secure even when the request came without TLS. They are so by "
            "themselves where the proxy says https."
        ),
    )
    review_session_hours: float = Field(
        default=12, gt=0, le=24 * 30, description="Hours after which a login ends in any case."
    )
    review_idle_hours: float = Field(
        default=3, gt=0, le=24 * 30, description="Hours without a request after which it ends."
    )
    review_second_share: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Share of judged articles that a second person judges too, blind.",
    )
    prefect_ui_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Address of Prefect's page, for links from runs; empty means no links.",
    )
    metrics_token: str = Field(
        default="",
        repr=False,
        description="Token that a monitoring system sends as `Authorization: Bearer ...` to read "
        "/metrics. Empty means there is no such page.",
    )
