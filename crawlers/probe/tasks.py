"""The looks that can be taken, by name."""

from crawlers.probe.channels import try_source
from crawlers.probe.discovery import discover
from crawlers.probe.spider import Task

TASKS: dict[str, Task] = {"discover": discover, "source": try_source}
