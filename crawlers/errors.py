"""Why a request was not sent or its answer not taken, as exceptions the policy understands."""

from datetime import timedelta

from scrapy.exceptions import IgnoreRequest


class AddressDenied(IgnoreRequest):
    """The address is not a public http(s) one."""


class RobotsDenied(IgnoreRequest):
    """robots.txt of the host forbids it."""


class RobotsUnavailable(IgnoreRequest):
    """robots.txt could not be read, so nothing may be asked for (RFC 9309, 2.3.1.4).

    ``error`` is what went wrong on the way; None when the host answered with a failure of its own.
    """

    def __init__(self, message: str, error: Exception | None = None) -> None:
        super().__init__(message)
        self.error = error


class HostPaused(IgnoreRequest):
    """Not sent, since the host asked for a pause or the crawl ends: it stays to be asked for.

    ``wait`` is how long a pause the host asked for.
    """

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class RedirectLoop(IgnoreRequest):
    """The host sends the request round in a circle, or on and on."""


class HeadTooLarge(IgnoreRequest):
    """The headers of an answer are larger than allowed."""


class PackedTooOften(IgnoreRequest):
    """The body is packed in more layers than are undone."""
