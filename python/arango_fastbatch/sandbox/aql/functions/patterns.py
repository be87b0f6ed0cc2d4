"""LIKE and regular expressions."""
# what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

from .... import errno
from ..aside import LengthyError, is_long
from ..errors import AqlWarning
from ..registry import function, never
from ..values import is_true, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context

    _Pattern = regex.Pattern[str]
    _Match = regex.Match[str]

__all__ = ["like"]

_LONG_PATTERN = 500


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


# Regular expressions. An engine that goes back to try again, as ICU's does, takes for ever with
# some of them. So there is little time for one at first, more of it aside, and then it is given up.

_SHORT_SECONDS = 0.005
_PATIENT_SECONDS = 2.0


def _invalid() -> AqlWarning:
    return AqlWarning(errno.QUERY_INVALID_REGEX, "invalid regex value")


@lru_cache(maxsize=512)
def _compiled(pattern: str, ignore_case: bool) -> _Pattern:
    """A compiled pattern.

    Raises:
        AqlWarning: 1543 for one that is none.
    """
    try:
        return regex.compile(pattern, regex.V1 | (regex.IGNORECASE if ignore_case else 0))
    except (regex.error, RecursionError, OverflowError, ValueError, MemoryError) as error:
        raise _invalid() from error


def _matching(
    context: Context,
    value: Any,
    search: Any,
    case_insensitive: Any,
    use: Callable[[_Pattern, str, dict[str, Any]], Any],
) -> Any:
    """Use a pattern on a text, for as long as there is time.

    Args:
        context: The run.
        value: The text.
        search: The pattern.
        case_insensitive: Whether small letters and capitals are the same.
        use: Gets the pattern, the text, and keyword arguments that bound the time.

    Raises:
        LengthyError: It takes long.
        AqlWarning: 1543, where it is no pattern, or takes too long in any case.
    """
    pattern, text = to_text(search), to_text(value)
    if not context.patient and (is_long(text) or len(pattern) > _LONG_PATTERN):
        raise LengthyError
    compiled = _compiled(pattern, is_true(case_insensitive))
    patience = _PATIENT_SECONDS if context.patient else _SHORT_SECONDS
    # In another thread the interpreter is of no use to it.
    bounds = {"timeout": patience, "concurrent": context.patient}
    try:
        return use(compiled, text, bounds)
    except TimeoutError:
        if context.patient:
            raise _invalid() from None
        raise LengthyError from None
    except MemoryError:
        raise _invalid() from None


@function("REGEX_TEST", arguments=(2, 3), context=True, lengthy=never)
def regex_test(context: Context, value: Any, search: Any, case_insensitive: Any = False) -> bool:
    def use(pattern: _Pattern, text: str, bounds: dict[str, Any]) -> bool:
        return pattern.search(text, **bounds) is not None

    found: bool = _matching(context, value, search, case_insensitive, use)
    return found


@function("REGEX_MATCHES", arguments=(2, 3), context=True, lengthy=never)
def regex_matches(
    context: Context, value: Any, search: Any, case_insensitive: Any = False
) -> list[Any] | None:
    def use(pattern: _Pattern, text: str, bounds: dict[str, Any]) -> list[Any] | None:
        found = pattern.search(text, **bounds)
        if found is None:
            return None
        return [found.group(), *(group or "" for group in found.groups())]

    matches: list[Any] | None = _matching(context, value, search, case_insensitive, use)
    return matches


@function("REGEX_SPLIT", arguments=(2, 4), context=True, lengthy=never)
def regex_split(
    context: Context, value: Any, search: Any, case_insensitive: Any = False, limit: Any = None
) -> list[str]:
    most = 0 if limit is None else int(to_number(limit))
    if limit is not None and most < 0:
        raise AqlWarning

    def use(pattern: _Pattern, text: str, bounds: dict[str, Any]) -> list[str]:
        return [piece or "" for piece in pattern.split(text, **bounds)]

    pieces: list[str] = _matching(context, value, search, case_insensitive, use)
    return pieces if limit is None else pieces[:most]


@function("REGEX_REPLACE", arguments=(3, 4), context=True, lengthy=never)
def regex_replace(
    context: Context, value: Any, search: Any, replacement: Any, case_insensitive: Any = False
) -> str:
    template = to_text(replacement)

    def replace(found: _Match) -> str:
        """The replacement with $1 for what the first group matched, and so on."""
        return re.sub(
            r"\\(.)|\$(\d)",
            lambda part: part.group(1) or _group(found, int(part.group(2))),
            template,
        )

    def use(pattern: _Pattern, text: str, bounds: dict[str, Any]) -> str:
        return pattern.sub(replace, text, **bounds)

    replaced: str = _matching(context, value, search, case_insensitive, use)
    return replaced


def _group(found: _Match, number: int) -> str:
    if number > found.re.groups:
        raise _invalid()
    return found.group(number) or ""
