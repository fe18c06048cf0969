"""How long a text is, in what readers would call words."""

import re

#: one Chinese character, or a run of letters and digits with inner apostrophes and hyphens
_WORD = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\W_\u3400-\u9fff\uf900-\ufaff]+(?:['’ʼʻ\u200c\-][^\W_]+)*"
)


def words(text: str) -> list[str]:
    """The words of a text, in order; of Chinese, the characters."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Words of a text; Chinese, which has no spaces, counts characters."""
    return len(_WORD.findall(text))
