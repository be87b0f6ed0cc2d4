"""Long work in short turns, so that one request does not keep all others waiting."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURN_SECONDS = 0.002


class Turns:
    """Tells when it is somebody else's turn.

    Example:
        >>> turns = Turns()
        >>> for item in items:
        ...     work(item)
        ...     if turns.over():
        ...         await turns.next()
    """

    __slots__ = ("_until",)

    def __init__(self) -> None:
        self._until = monotonic() + _TURN_SECONDS

    def over(self) -> bool:
        """Whether this turn has lasted long enough."""
        return monotonic() > self._until

    async def next(self) -> None:
        """Let others run, then begin another turn."""
        await asyncio.sleep(0)
        self._until = monotonic() + _TURN_SECONDS


async def in_turns(steps: Iterator[None]) -> None:
    """Take short steps one after the other, with others having their turns between them."""
    turns = Turns()
    for _ in steps:
        if turns.over():
            await turns.next()
