"""Prefect's own settings, chosen before Prefect is imported. What a user set is left alone."""

import os
from pathlib import Path

from models.settings import StorageSettings

DEFAULTS = {
    # no word about our users leaves their machine
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # the second interface calls an analytics host from the browser
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    # the temporary server migrates its database at its first start: 20 s is too short for that
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows,crawlers",
}


def prepare_prefect(quiet: bool = False) -> None:
    """Set what is not set yet. Call before the first import of prefect.

    Without an API and without a profile of the user's own, Prefect keeps its files under
    ``SALANG_HOME/prefect``, so that trying Salang leaves no trace elsewhere.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    own_profile = Path.home() / ".prefect" / "profiles.toml"
    if not ({"PREFECT_HOME", "PREFECT_API_URL"} & os.environ.keys()) and not own_profile.exists():
        os.environ["PREFECT_HOME"] = str((StorageSettings().home / "prefect").resolve())
