"""Letting go of much, bit by bit.

Freeing a million documents takes Python a fifth of a second, in which nobody is answered. What is
given to `let_go` is emptied in turns instead.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from .turns import Turns

_MANY = 5000
_STEP = 200
# References to what nobody else has: ours, and that of the call that counts. From 3.14 on the call
# may do without its own; where it does not, what could be emptied is just left to Python.
_ONE_OWNER = 2 if sys.version_info < (3, 14) else 1

_running: set[asyncio.Task[None]] = set()


def let_go(container: dict[Any, Any] | list[Any]) -> None:
    """Empty a list or dictionary that nobody needs any more, whatever still refers to it.

    Outside of an event loop there is nobody who would have to wait, and nothing is done.
    """
    if len(container) < _MANY:
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    task = loop.create_task(_empty(container))
    # The loop holds tasks only weakly.
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _empty(container: dict[Any, Any] | list[Any]) -> None:
    pending, turns = [container], Turns()
    while pending:
        one = pending.pop()
        while one:
            for _ in range(min(_STEP, len(one))):
                item = one.popitem()[1] if isinstance(one, dict) else one.pop()
                is_much = type(item) in {list, dict} and len(item) >= _MANY
                # What others have, too, may be a document's: that is not ours to change.
                if is_much and sys.getrefcount(item) <= _ONE_OWNER:
                    pending.append(item)
                del item
            if turns.over():
                await turns.next()
