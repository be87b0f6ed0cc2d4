"""One case: a small program against a library, what it sends, and what comes of it.

A library is any package with python-aioarango's API; nothing here imports one by name.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.scripted import ScriptedServer, serve
from tests.peer.notation import Json, raised, read, shown
from tests.peer.server import PASSWORD, USER, Scripted

CONTEXTS = ("default", "async", "batch", "transaction")


@dataclass
class Library:
    """A library with a server of its own that answers as cases say.

    Attributes:
        name: Name of the package.
        script: What the server does.
        url: Where the server is.
        folder: A folder for files that cases need.
        options: Keyword arguments of the client, beyond the URL.
    """

    name: str
    script: Scripted
    url: str
    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    _client: Any = None

    def module(self, name: str) -> Any:
        """A module of the package."""
        return import_module(f"{self.name}.{name}" if name else self.name)

    def client(self) -> Any:
        """A client of the server, the same for all cases."""
        if self._client is None:
            self._client = self.module("client").ArangoClient(hosts=self.url, **self.options)
        return self._client

    def use(self, http_client: Any) -> None:
        """Let the client use another HTTP client than the package's own."""
        self._client = self.module("client").ArangoClient(
            hosts=self.url, http_client=http_client, **self.options
        )

    async def close(self) -> None:
        """Close the client."""
        if self._client is not None:
            await self._client.close()


@asynccontextmanager
async def library(name: str, folder: Path, **options: Any) -> AsyncIterator[Library]:
    """A library, ready to run cases.

    Args:
        name: Name of the package.
        folder: A folder for files that cases need.
        options: Keyword arguments of its client, beyond the URL.
    """
    script = Scripted()
    server: ScriptedServer
    async with serve(script) as server:
        opened = Library(name, script, server.url, folder, options)
        try:
            yield opened
        finally:
            await opened.close()


@dataclass
class Done:
    """What a call sent, and what came of it."""

    sent: list[Json]
    outcome: Json
    """``{"result": …}`` or ``{"raised": …}``."""


async def run(opened: Library, case: Json, context: str = "default") -> list[Done]:
    """Run a case.

    Args:
        opened: The library.
        case: The case: ``answers`` and either ``call``, ``args`` and ``kwargs`` or ``steps`` with
            these.
        context: In which context the calls are made.

    Returns:
        For each step what it sent and what came of it.
    """
    script = opened.script
    script.answers = list(case.get("answers", []))
    objects = Objects(opened, context)
    done = []
    for step in case.get("steps", [case]):
        script.asked = []
        outcome = await _outcome(objects, step)
        done.append(Done(script.asked, outcome))
    return done


async def _outcome(objects: Objects, step: Json) -> Json:
    script = objects.opened.script
    try:
        target = await objects.find(step["call"])
        await objects.make_named(step)
        given = objects.known, objects.opened.folder
        args = [read(value, *given) for value in step.get("args", [])]
        kwargs = {name: read(value, *given) for name, value in step.get("kwargs", {}).items()}
        script.recording = True
        result = target(*args, **kwargs) if callable(target) else target
        if inspect.isawaitable(result):
            result = await result
        if "as" in step:
            objects.known[step["as"]] = result
        if objects.context in {"async", "batch"}:
            result = await objects.settled(result)
        return {"result": objects.without_url(shown(result))}
    except (Exception, StopAsyncIteration) as error:
        return {"raised": objects.without_url(raised(error))}
    finally:
        script.recording = False


class Objects:
    """The objects that a case uses, made when they are first named.

    Args:
        opened: The library.
        context: In which context their calls are made.
    """

    def __init__(self, opened: Library, context: str) -> None:
        self.opened = opened
        self.context = context
        self.known: dict[str, Any] = {"url": opened.url}

    async def find(self, path: str) -> Any:
        """What a path names: "db.aql.execute" of an object, "utils:get_doc_id" of a module."""
        module, _, attributes = path.rpartition(":")
        if module:
            found = self.opened.module(module)
            names = attributes.split(".")
        else:
            root, *names = path.split(".")
            if root not in self.known:
                self.known[root] = await getattr(self, f"_make_{root}")()
            found = self.known[root]
        for name in names:
            found = getattr(found, name)
        return found

    async def make_named(self, written: Any) -> None:
        """Make the objects that arguments name."""
        if isinstance(written, dict):
            if written.get("$") == "ref":
                await self.find(written["name"])
            for value in written.values():
                await self.make_named(value)
        elif isinstance(written, list):
            for value in written:
                await self.make_named(value)

    async def settled(self, result: Any) -> Any:
        """What a job's call gives in the end."""
        kind = type(result).__name__
        if kind == "AsyncJob":
            return await result.result()
        if self.context == "batch" and hasattr(result, "status"):
            await self.known["db"].commit()
            return result.result()
        return result

    def without_url(self, written: Any) -> Any:
        """A notation that does not tell where the server was."""
        if isinstance(written, str):
            return written.replace(self.opened.url, "http://server")
        if isinstance(written, list):
            return [self.without_url(item) for item in written]
        if isinstance(written, dict):
            return {key: self.without_url(item) for key, item in written.items()}
        return written

    async def _make_db(self) -> Any:
        db = await self.opened.client().db("test", username=USER, password=PASSWORD)
        if self.context == "async":
            return db.begin_async_execution()
        if self.context == "batch":
            return db.begin_batch_execution()
        if self.context == "transaction":
            return await db.begin_transaction(write="students")
        return db

    async def _make_conn(self) -> Any:
        return (await self.find("db")).conn

    async def _make_col(self) -> Any:
        return (await self.find("db")).collection("students")

    async def _make_graph(self) -> Any:
        return (await self.find("db")).graph("school")

    async def _make_vertices(self) -> Any:
        return (await self.find("graph")).vertex_collection("teachers")

    async def _make_edges(self) -> Any:
        return (await self.find("graph")).edge_collection("teach")
