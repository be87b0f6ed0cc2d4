"""Revisions and ids: both only ever grow."""

from __future__ import annotations

import time

_ALPHABET = "-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]

# What a revision counts within a millisecond stands in its low 20 bits.
_COUNT_BITS = 20


class Clock:
    """The source of a server's ids (ticks) and document revisions.

    Ids start where a server that has made its system collections would stand.
    """

    def __init__(self) -> None:
        self._last_tick = 100
        self._last_revision = 0
        self._cached_high = -1
        self._cached_prefix = ""

    @property
    def last_tick(self) -> int:
        """The newest id that was given out."""
        return self._last_tick

    def tick(self) -> int:
        """A new id."""
        self._last_tick += 1
        return self._last_tick

    def hybrid(self) -> int:
        """A new time stamp that is larger than every one before: milliseconds and a count."""
        now = time.time_ns() // 1_000_000 << _COUNT_BITS
        self._last_revision = now if now > self._last_revision else self._last_revision + 1
        return self._last_revision

    def revision(self) -> str:
        """A new document revision, like ``_l6zh4Q6---``."""
        number = self.hybrid()
        high = number >> 24
        if high != self._cached_high:
            self._cached_high = high
            self._cached_prefix = encode(number)[:7]
        return self._cached_prefix + _PAIRS[number >> 12 & 4095] + _PAIRS[number & 4095]


def encode(number: int) -> str:
    """A number of 64 bits as arangod writes revisions: 11 characters of 6 bits."""
    return "".join(_ALPHABET[number >> shift & 63] for shift in range(60, -1, -6))


def decode(revision: str) -> int:
    """The number that a revision stands for.

    Raises:
        ValueError: The text holds other characters.
    """
    number = 0
    for character in revision:
        number = number << 6 | _ALPHABET.index(character)
    return number
