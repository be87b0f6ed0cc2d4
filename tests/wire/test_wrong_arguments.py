"""No argument, whatever it is, ends in an accident, and a batch refuses the same ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.peer.plan import Method
from tests.peer.program import Library, library, run
from tests.peer.record import entries

METHODS = {
    f"{entry.module}.{entry.name}": entry for entry in entries() if isinstance(entry, Method)
}
VALUES: list[Any] = [None, 5, "", [], [None], {"_id": 5}]
# An async job and a transaction send what is sent at once.
CONTEXTS = ("default", "batch")
# What nobody can make sense of, who has not made the mistake himself.
ACCIDENTS = {"AttributeError", "KeyError", "IndexError", "UnboundLocalError", "RecursionError"}
# A collection has its new name once the answer is there, which comes later in these contexts.
LATER = {"collection.Collection.rename"}


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Library]:
    async with library("arango_fastbatch", tmp_path, server_version="3.11.14") as opened:
        yield opened


@pytest.mark.parametrize("method", METHODS)
async def test_a_wrong_argument_is_refused_as_one(opened: Library, method: str) -> None:
    entry = METHODS[method]
    for name in (*entry.required, *entry.options):
        for value in VALUES:
            case = entry._case("wrong", {name: value}, ())
            outcomes = {}
            for context in CONTEXTS if entry.contexts else CONTEXTS[:1]:
                (done,) = await run(opened, case, context)
                outcomes[context] = done.outcome.get("raised", {}).get("class")
            told = f"{method}({name}={value!r}): {outcomes}"
            assert not ACCIDENTS & set(outcomes.values()), told
            if method not in LATER:
                assert len(set(outcomes.values())) == 1, told
