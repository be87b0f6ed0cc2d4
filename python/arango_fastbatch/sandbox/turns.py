"""Long work in short turns, so that one request does not keep all others waiting."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_TURN_SECONDS = 0.002
# How long it takes until work in another thread is given up where nobody wants it any more.
_LOOK_SECONDS = 0.1

_Result = TypeVar("_Result")
_Item = TypeVar("_Item")


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


async def gathered(items: Iterable[_Item]) -> list[_Item]:
    """All items of what takes its time to make them, in turns."""
    found: list[_Item] = []
    turns = Turns()
    for item in items:
        found.append(item)
        if turns.over():
            await turns.next()
    return found


async def in_turns(steps: Iterator[None]) -> None:
    """Take short steps one after the other, with others having their turns between them."""
    turns = Turns()
    for _ in steps:
        if turns.over():
            await turns.next()


class AbandonedError(Exception):
    """Work in another thread goes on there, but nobody waits for it."""


async def elsewhere(
    work: Callable[[], _Result], is_over: Callable[[], bool] = lambda: False
) -> _Result:
    """Do in a thread what cannot be done in turns, with others having the loop meanwhile.

    It is a thread of its own and a daemon, so that neither others nor the end of the program wait
    for it.

    Args:
        work: What is to be done.
        is_over: Whether nobody wants it any more.

    Returns:
        What it gives.

    Raises:
        AbandonedError: It was over before it was done.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Result] = loop.create_future()

    def settle(result: _Result | None, problem: BaseException | None) -> None:
        if done.done():
            return
        if problem is not None:
            done.set_exception(problem)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # it is one where nothing went wrong

    def run() -> None:
        result, problem = None, None
        try:
            result = work()
        except BaseException as raised:  # the awaiting task gets it
            problem = raised
        with suppress(RuntimeError):  # the loop has been closed
            loop.call_soon_threadsafe(settle, result, problem)

    threading.Thread(target=run, name="arango-sandbox-aside", daemon=True).start()
    while not is_over():
        ready, _ = await asyncio.wait((done,), timeout=_LOOK_SECONDS)
        if ready:
            return done.result()
    raise AbandonedError


def reaching(loop: asyncio.AbstractEventLoop) -> Callable[[Callable[[], _Result]], _Result]:
    """What calls functions in a loop's thread, from any thread, and gives what they give."""
    home = threading.get_ident()

    def reach(look: Callable[[], _Result]) -> _Result:
        if threading.get_ident() == home:
            return look()

        async def called() -> _Result:
            return look()

        return asyncio.run_coroutine_threadsafe(called(), loop).result()

    return reach
