"""LIKE and regular expressions."""
# what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any

from .... import errno
from ..errors import AqlWarning
from ..registry import function
from ..values import is_true, to_number, to_text

__all__ = ["like"]

#: What Python's regular expressions write otherwise than ICU's.
_POSIX = {
    "[:alpha:]": "a-zA-Z",
    "[:digit:]": "0-9",
    "[:alnum:]": "a-zA-Z0-9",
    "[:upper:]": "A-Z",
    "[:lower:]": "a-z",
    "[:space:]": r"\s",
}


class _Piece:
    """A part of a LIKE pattern between two %.

    Args:
        characters: Its characters; None for _, which is any one.
    """

    def __init__(self, characters: list[str | None]) -> None:
        self._characters = characters
        self.length = len(characters)
        fixed = [character for character in characters if character is not None]
        self._text = "".join(fixed) if len(fixed) == self.length else None

    def stands_at(self, text: str, start: int) -> bool:
        """Whether a text has it there."""
        if self._text is not None:
            return text.startswith(self._text, start)
        return start + self.length <= len(text) and all(
            expected is None or text[start + place] == expected
            for place, expected in enumerate(self._characters)
        )

    def find(self, text: str, start: int) -> int:
        """Where a text has it first, -1 for nowhere."""
        if self._text is not None:
            return text.find(self._text, start)
        last = len(text) - self.length
        return next((p for p in range(start, last + 1) if self.stands_at(text, p)), -1)


@lru_cache(maxsize=512)
def _like_pieces(pattern: str) -> list[_Piece]:
    """A LIKE pattern cut at its %."""
    pieces: list[list[str | None]] = [[]]
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            escaped = next(characters, "\\")
            if escaped not in "%_\\":
                pieces[-1].append("\\")
            pieces[-1].append(escaped)
        elif character == "%":
            pieces.append([])
        else:
            pieces[-1].append(None if character == "_" else character)
    return list(map(_Piece, pieces))


@function("LIKE", arguments=(2, 3))
def like(value: Any, search: Any, case_insensitive: Any = False) -> bool:
    """Match a pattern piece by piece, each as early as it can: it takes no more than one pass."""
    text, pattern = to_text(value), to_text(search)
    if is_true(case_insensitive):
        text, pattern = text.lower(), pattern.lower()
    first, *rest = _like_pieces(pattern)
    if not first.stands_at(text, 0):
        return False
    if not rest:
        return len(text) == first.length
    *middle, last = rest
    place = first.length
    for piece in middle:
        found = piece.find(text, place)
        if found < 0:
            return False
        place = found + piece.length
    end = len(text) - last.length
    return end >= place and last.stands_at(text, end)


@lru_cache(maxsize=512)
def _regex(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    """A compiled pattern.

    Raises:
        AqlWarning: 1543 for one that is none.
    """
    for name, characters in _POSIX.items():
        pattern = pattern.replace(name, characters)
    try:
        with warnings.catch_warnings():  # of sets in sets, which later Pythons may read otherwise
            warnings.simplefilter("ignore", FutureWarning)
            return re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    except (re.error, RecursionError, OverflowError) as error:
        raise AqlWarning(errno.QUERY_INVALID_REGEX, "invalid regex value") from error


@function("REGEX_TEST", arguments=(2, 3))
def regex_test(value: Any, search: Any, case_insensitive: Any = False) -> bool:
    return _regex(to_text(search), is_true(case_insensitive)).search(to_text(value)) is not None


@function("REGEX_MATCHES", arguments=(2, 3))
def regex_matches(value: Any, search: Any, case_insensitive: Any = False) -> list[Any] | None:
    pattern = _regex(to_text(search), is_true(case_insensitive))
    found = pattern.search(to_text(value))
    if found is None:
        return None
    return [found.group(), *(group or "" for group in found.groups())]


@function("REGEX_SPLIT", arguments=(2, 4))
def regex_split(
    value: Any, search: Any, case_insensitive: Any = False, limit: Any = None
) -> list[str]:
    pattern = _regex(to_text(search), is_true(case_insensitive))
    most = 0 if limit is None else int(to_number(limit))
    if limit is not None and most < 0:
        raise AqlWarning
    pieces = [piece or "" for piece in pattern.split(to_text(value))]
    return pieces if limit is None else pieces[:most]


@function("REGEX_REPLACE", arguments=(3, 4))
def regex_replace(value: Any, search: Any, replacement: Any, case_insensitive: Any = False) -> str:
    pattern = _regex(to_text(search), is_true(case_insensitive))
    template = to_text(replacement)

    def replace(found: re.Match[str]) -> str:
        """The replacement with $1 for what the first group matched, and so on."""
        return re.sub(
            r"\\(.)|\$(\d)",
            lambda part: part.group(1) or _group(found, int(part.group(2))),
            template,
        )

    return pattern.sub(replace, to_text(value))


def _group(found: re.Match[str], number: int) -> str:
    if number > (found.re.groups):
        raise AqlWarning(errno.QUERY_INVALID_REGEX, "invalid regex value")
    return found.group(number) or ""
