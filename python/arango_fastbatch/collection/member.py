"""Collections as members of a graph, whether of vertices or of edges."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from arango_fastbatch.arguments import path_piece
from arango_fastbatch.collection.identity import if_match
from arango_fastbatch.collection.single import Rows, SingleDocuments, rows
from arango_fastbatch.connection import Connection
from arango_fastbatch.context import C_co
from arango_fastbatch.executor import Executor, RequestExecutor
from arango_fastbatch.operation import Call, Scope
from arango_fastbatch.typings import Json


def member_rows(kind: str, format_written: Callable[[Json], Json]) -> Rows:
    """The rows of the single documents of one kind of member.

    Args:
        kind: "vertex" or "edge": the path's word, and the answers' field for the document.
        format_written: Makes the result of a write from the answer's body.
    """

    def found(body: Any, _: Call[Json | None]) -> Json | None:
        document: Json = body[kind]
        return document

    def written(body: Any, call: Call[bool | Json]) -> bool | Json:
        # The server knows no silent writes here: the answer is left unread instead.
        return True if call.arg else format_written(body)

    def deleted(body: Any, call: Call[bool | Json]) -> bool | Json:
        return {"old": body["old"]} if call.arg and "old" in body else True

    return rows(
        f"/_api/gharial/{{graph}}/{kind}/{{collection}}",
        insert=("silent", "returnNew", "waitForSync"),
        update=("keepNull", "silent", "returnNew", "returnOld", "waitForSync"),
        replace=("silent", "returnNew", "returnOld", "waitForSync"),
        delete=("returnOld", "waitForSync"),
        written=written,
        deleted=deleted,
        found=found,
    )


class Member(SingleDocuments[C_co]):
    """A collection that is part of a graph: the server keeps vertices and edges consistent.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        graph: The graph's name.
        name: The collection's name.
    """

    def __init__(
        self, connection: Connection, executor: Executor | RequestExecutor, graph: str, name: str
    ) -> None:
        self._graph = graph
        super().__init__(connection, executor, name)

    @property
    def graph(self) -> str:
        """The graph's name."""
        return self._graph

    def _scope_named(self, name: str) -> Scope:
        return {"graph": path_piece(self._graph), **super()._scope_named(name)}

    def _insert(
        self, document: Json, sync: bool | None, silent: bool, return_new: bool
    ) -> Awaitable[bool | Json]:
        options = (silent, return_new, sync)
        return self._call(self._rows.insert, options, body=self._with_key(document), arg=silent)

    def _update(
        self,
        document: Json,
        check_rev: bool,
        keep_none: bool | None,
        sync: bool | None,
        silent: bool,
        return_old: bool,
        return_new: bool,
    ) -> Awaitable[bool | Json]:
        options = (keep_none, silent, return_new, return_old, sync)
        headers = if_match(document, None, check_rev)
        return self._change(self._rows.update, options, document, silent, headers)

    def _replace(
        self,
        document: Json,
        check_rev: bool,
        sync: bool | None,
        silent: bool,
        return_old: bool,
        return_new: bool,
    ) -> Awaitable[bool | Json]:
        options = (silent, return_new, return_old, sync)
        headers = if_match(document, None, check_rev)
        return self._change(self._rows.replace, options, document, silent, headers)

    def _delete(
        self,
        document: str | Json,
        rev: str | None,
        check_rev: bool,
        ignore_missing: bool,
        sync: bool | None,
        return_old: bool,
    ) -> Awaitable[bool | Json]:
        options = (return_old, sync)
        return self._remove(document, rev, check_rev, ignore_missing, options, return_old)
