"""Garbage collection for a process that holds millions of documents.

Python's collector looks at every object every now and then: with a million documents that takes a
second, in which nobody is answered. But documents never refer to themselves, so there is nothing to
find among them. Here they are set aside as soon as there are many, and only what little is new is
looked at, between requests.
"""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .context import Server

_PAUSE_SECONDS = 0.5
# Looking at this many objects takes a few milliseconds.
_FEW = 50_000
_PATIENCE = 20
# So many new documents are set aside together.
_MANY_DOCUMENTS = 50_000


@asynccontextmanager
async def gentle_collection(server: Server) -> AsyncIterator[None]:
    """Collect garbage in this way for a while, in a process that does nothing but serve.

    Args:
        server: Tells whether it has anything to do at the moment.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    task = asyncio.get_running_loop().create_task(_collect_forever(server))
    try:
        yield
    finally:
        task.cancel()
        gc.enable()
        gc.unfreeze()


@asynccontextmanager
async def careful_collection(server: Server) -> AsyncIterator[None]:
    """Keep the collector of a program away from stored documents, where there are many of them.

    The program does other things, too, so the collector stays as it is. But whatever lives when
    documents are set aside is, until the server ends: cycles among that are found only then.

    Args:
        server: Whose documents.
    """
    task = asyncio.get_running_loop().create_task(_set_aside_forever(server))
    try:
        yield
    finally:
        task.cancel()
        gc.unfreeze()


async def _set_aside_forever(server: Server) -> None:
    set_aside = 0
    while True:
        await asyncio.sleep(_PAUSE_SECONDS)
        databases = server.store.databases()
        stored = sum(c.count() for database in databases for c in database.collections())
        if stored >= set_aside + _MANY_DOCUMENTS:
            gc.collect(1)
            gc.freeze()
            set_aside = stored


async def _collect_forever(server: Server) -> None:
    busy = 0
    while True:
        await asyncio.sleep(_PAUSE_SECONDS)
        is_idle = not server.in_flight
        busy = 0 if is_idle else busy + 1
        # A query that runs may hold a list of all documents, which takes long to look at.
        if is_idle and gc.get_count()[0] < _FEW:
            gc.collect()
        if is_idle or busy % _PATIENCE == 0:
            gc.freeze()
