"""“Did you mean …?” for misspelt keys and names."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(written: str, known: Iterable[str]) -> str:
    """The ending of an error sentence: `; did you mean 'x'?`, or nothing when none is near."""
    by_folded = {name.casefold(): name for name in known}
    # 0.7 keeps 'secton'→'section' and 'Asia/Kabool'→'Asia/Kabul', and drops mere look-alikes
    found = get_close_matches(written.casefold(), by_folded, n=1, cutoff=0.7)
    return f"; did you mean {by_folded[found[0]]!r}?" if found else ""
