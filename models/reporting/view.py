"""What a reporting view is: a name, a SELECT and a sentence for each column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select


@dataclass(frozen=True)
class View:
    """A reporting view.

    ``columns`` gives each column of ``select``, in order, with its meaning; building the view
    fails when the two differ, so no column goes undocumented.
    """

    name: str
    comment: str
    select: Select[*tuple[Any, ...]]
    columns: Mapping[str, str]

    def __post_init__(self) -> None:
        selected = [column.name for column in self.select.selected_columns]
        if selected != list(self.columns):
            raise ValueError(f"{self.name}: columns {selected} but documented {list(self.columns)}")
