"""python-aioarango, in the environment that `benches.environments` makes for it."""

from __future__ import annotations

from python_aioarango import (  # type: ignore[import-not-found] # in an environment of its own
    ArangoClient,
)

from benches.clients import drop_in


async def connect(url: str) -> drop_in.DropInSession:
    """Connect.

    Args:
        url: The server's address.
    """
    return drop_in.DropInSession(*await drop_in.connect(ArangoClient, url), flushes=False)
