"""The order of texts: what ICU's root collation does, as far as the standard library goes.

arangod compares texts by language: "a" < "A" < "b", "ä" next to "a", blanks and punctuation before
digits before letters. Letters of other scripts keep the order of their code points.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["collation_key"]

#: ASCII in the order of the root collation, letters without their case. Control characters other
#: than white space weigh nothing.
_ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"

_PRIMARY: dict[int, str | None] = dict.fromkeys(range(128))
_PRIMARY |= {ord(character): chr(index + 1) for index, character in enumerate(_ORDER)}
_PRIMARY |= {ord(character.upper()): _PRIMARY[ord(character)] for character in _ORDER[-26:]}


@lru_cache(maxsize=8192)
def collation_key(text: str) -> tuple[str, str, str]:
    """A key by which texts sort as arangod sorts them.

    Args:
        text: Any text.

    Returns:
        Letters without accent and case, then the accents, then the case (small letters first) and
        the text itself, so that only equal texts have equal keys.
    """
    if text.isascii():
        return text.translate(_PRIMARY), "", text.swapcase()
    decomposed = unicodedata.normalize("NFD", text)
    base = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    accents = "".join(c for c in decomposed if unicodedata.combining(c))
    return base.translate(_PRIMARY), accents, text.swapcase() + text
