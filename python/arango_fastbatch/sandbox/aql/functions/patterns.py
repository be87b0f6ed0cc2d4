"""LIKE and regular expressions."""
# what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import re
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


@lru_cache(maxsize=512)
def _like_parts(pattern: str) -> tuple[tuple[str | None, ...], ...]:
    """A LIKE pattern cut at its %; in a piece None stands for _, any one character."""
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
    return tuple(map(tuple, pieces))


def _matches_at(text: str, piece: tuple[str | None, ...], start: int) -> bool:
    if start < 0 or start + len(piece) > len(text):
        return False
    return all(
        expected is None or text[start + place] == expected for place, expected in enumerate(piece)
    )


@function("LIKE", arguments=(2, 3))
def like(value: Any, search: Any, case_insensitive: Any = False) -> bool:
    """Match a pattern piece by piece, each as early as it can: it takes no more than one pass."""
    text, pattern = to_text(value), to_text(search)
    if is_true(case_insensitive):
        text, pattern = text.lower(), pattern.lower()
    first, *rest = _like_parts(pattern)
    if not rest:
        return len(text) == len(first) and _matches_at(text, first, 0)
    *middle, last = rest
    place = len(first)
    if not _matches_at(text, first, 0):
        return False
    for piece in middle:
        while not _matches_at(text, piece, place):
            place += 1
            if place + len(piece) > len(text):
                return False
        place += len(piece)
    end = len(text) - len(last)
    return end >= place and _matches_at(text, last, end)


@lru_cache(maxsize=512)
def _regex(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    """A compiled pattern.

    Raises:
        AqlWarning: 1543 for one that is none.
    """
    for name, characters in _POSIX.items():
        pattern = pattern.replace(name, characters)
    try:
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
