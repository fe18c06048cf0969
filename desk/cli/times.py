"""Times as people give them to commands."""


def check_since(_type: object, value: str | None) -> None:
    """Refuse a ``--since`` that cannot be read, before anything starts.

    Raises:
        ValueError: which the command line tells as wrong usage.
    """
    if value is None:
        return
    from crawlers.job import parse_since
    from models.base import utc_now

    parse_since(value, utc_now())
