"""What a check found, and what to do about it."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``remedy`` says what to do when it is not well."""

    check: str
    ok: bool
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy and not self.ok else ""
        return f"{self.check}: {self.found}{remedy}"

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON values."""
        return asdict(self)
