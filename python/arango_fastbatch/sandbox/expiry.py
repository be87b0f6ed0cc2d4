"""What ``ttl`` indexes are for: documents go when their time has come.

arangod looks every 30 seconds; here it is every second, for tests that wait for it.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .aql.errors import AqlWarning
from .aql.functions.calendar import parse_moment
from .aql.source import WriteOptions
from .faults import ArangoFault
from .store.values import attribute
from .turns import Turns

if TYPE_CHECKING:
    from .store.collection import Collection
    from .store.indexes import Index
    from .store.server import Store

_PAUSE_SECONDS = 1.0
# The part of its time that it may take where there is very much to look at.
_PART = 0.05
_ANY_REVISION = WriteOptions()


async def expire_forever(store: Store) -> None:
    """Remove what has expired, every now and then."""
    while True:
        begun = time.monotonic()
        await expire(store, time.time())
        await asyncio.sleep(max(_PAUSE_SECONDS, (time.monotonic() - begun) / _PART))


async def expire(store: Store, now: float) -> None:
    """Remove what has expired, in turns.

    Args:
        store: All databases.
        now: The time, in seconds since 1970.
    """
    for database in list(store.databases()):
        for collection in list(database.collections()):
            for index in list(collection.indexes):
                if index.kind == "ttl":
                    await _expire(collection, index, now)


async def _expire(collection: Collection, index: Index, now: float) -> None:
    after = index.description["expireAfter"]
    turns = Turns()
    for document in collection.documents():
        begins = _seconds(attribute(document, index.paths[0]))
        if begins is not None and begins + after <= now:
            # Who is about to write it locks it: it has time.
            with suppress(ArangoFault):
                if collection.get(document["_key"]) is document:
                    collection.remove(document["_key"], _ANY_REVISION)
        if turns.over():
            await turns.next()


def _seconds(value: Any) -> float | None:
    """The moment that an attribute tells, in seconds since 1970; None: none, it never expires."""
    if type(value) in {int, float}:
        return float(value)
    if type(value) is not str:
        return None
    try:
        return parse_moment(value).timestamp / 1000
    except AqlWarning:
        return None
