"""arango_fastbatch, as a release build."""

from __future__ import annotations

from arango_fastbatch import ArangoClient, _core
from benches.clients import drop_in


async def connect(url: str) -> drop_in.DropInSession:
    """Connect; refuses a debug build of the core, whose figures would mean nothing.

    Args:
        url: The server's address.

    Raises:
        RuntimeError: The core was not built for release.
    """
    if _core.BUILD != "release":
        raise RuntimeError("the core is a debug build; `maturin develop --release` makes another")
    return await drop_in.connect(ArangoClient, url, flushes=True)
