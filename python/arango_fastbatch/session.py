"""Sessions: the connections to one host, for each event loop that uses them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import aiohttp


class HostSession:
    """The connections to one host: an aiohttp session for each event loop that uses them.

    A session closes with its loop: it lives in an asynchronous generator, which ``asyncio.run``
    closes at its end. So a client need not be closed, and can be used under several loops.

    Args:
        make: Makes a session; called within a running loop.
    """

    def __init__(self, make: Callable[[], aiohttp.ClientSession]) -> None:
        self._make = make
        self._open: dict[
            asyncio.AbstractEventLoop, tuple[AsyncGenerator[Any, None], aiohttp.ClientSession]
        ] = {}

    async def get(self) -> aiohttp.ClientSession:
        """The session of the running loop."""
        loop = asyncio.get_running_loop()
        held = self._open.get(loop)
        if held is None or held[1].closed:
            self._forget_closed_loops()
            lifetime = _lifetime(self._make)
            held = self._open[loop] = lifetime, await anext(lifetime)
        return held[1]

    async def close(self) -> None:
        """Close the running loop's session, and forget those whose loops are closed."""
        self._forget_closed_loops()
        held = self._open.pop(asyncio.get_running_loop(), None)
        if held is not None:
            await held[0].aclose()

    def _forget_closed_loops(self) -> None:
        # Loops of other threads may come and go meanwhile.
        for loop in list(self._open):
            held = self._open.pop(loop, None) if loop.is_closed() else None
            if held is not None:
                self._discard(held[1])

    @staticmethod
    def _discard(session: aiohttp.ClientSession) -> None:
        """Let go of a session whose loop will not close it, without a complaint on stderr."""
        connector = session.connector
        session.detach()
        if connector is not None:
            # The public close() is a coroutine, and there is no loop left to run it.
            connector._close()

    def __del__(self) -> None:
        # At the interpreter's end names of modules may be gone already; methods are not.
        for _, session in self._open.values():
            self._discard(session)


async def _lifetime(
    make: Callable[[], aiohttp.ClientSession],
) -> AsyncGenerator[aiohttp.ClientSession, None]:
    """A session that closes with its loop.

    It knows nothing of the `HostSession` that holds it: so that one goes as soon as nobody needs
    it, and lets go of its connections before the garbage collector comes upon them.
    """
    session = make()
    try:
        yield session
    finally:
        await session.close()


async def close_session(session: Any) -> None:
    """Close what an HTTP client made for a host, if it can be closed.

    Args:
        session: A `HostSession`, or anything else, perhaps with ``aclose`` or ``close``.
    """
    close = getattr(session, "aclose", None) or getattr(session, "close", None)
    if close is not None:
        closing = close()
        if isinstance(closing, Awaitable):
            await closing
