"""Whether a document exists: awaited, or with the operator ``in``."""

from __future__ import annotations

import asyncio
import threading
from typing import cast

from arango_fastbatch.api import endpoint
from arango_fastbatch.collection.identity import CONFLICT, DOCUMENT, Identified, if_match
from arango_fastbatch.context import C_co, Now
from arango_fastbatch.errno import DOCUMENT_NOT_FOUND
from arango_fastbatch.exceptions import DocumentInError, ServerConnectionError
from arango_fastbatch.executor import DefaultApiExecutor, Executor
from arango_fastbatch.operation import Operation, always_true
from arango_fastbatch.typings import Json

HAS: Operation[bool] = Operation(
    "GET",
    DOCUMENT,
    DocumentInError,
    decode=always_true,
    errors=CONFLICT,
    recover={DOCUMENT_NOT_FOUND: False},
)

# Seconds beyond the time-out for the thread to close its connections.
_CLOSING = 1.0


class Existence(Identified[C_co]):
    """A collection that tells whether it has a document."""

    @endpoint
    async def has(
        self, document: str | Json, rev: str | None = None, check_rev: bool = True
    ) -> bool:
        """Tell whether a document exists.

        Args:
            document: Its key, its id, or a body with ``_id`` or ``_key``.
            rev: The revision that it must have, instead of the body's ``_rev``.
            check_rev: Whether the revision is compared.

        Returns:
            Whether it exists.

        Raises:
            DocumentParseError: If the document is not named, or is not of this collection.
            DocumentRevisionError: If its revision is another one (HTTP 412).
            DocumentInError: If the server refuses.

        Endpoint:
            GET /_api/document/{collection}/{key}
        """
        headers = if_match(document, rev, check_rev)
        return await self._call(HAS, key=self._path_key(document), headers=headers)

    def __contains__(self, document: object) -> bool:
        """Tell whether a document exists, as `has` does whatever its revision.

        The operator cannot be awaited: it holds up the event loop until the server has answered.

        Args:
            document: Its key, its id, or a body with ``_id`` or ``_key``.

        Raises:
            TypeError: In a context where calls have no result at once: a batch, or async jobs.
            ServerConnectionError: If no answer came in the request's time-out; a server that runs
                on the event loop that is held up cannot give one.

        Endpoint:
            GET /_api/document/{collection}/{key}
        """
        if self._executor.by(self._conn) is None:
            raise TypeError(
                f"`in` needs its answer at once, and there is none in the {self.context} context; "
                "use `await has(...)`"
            )
        return _Question(self._executor, self._name, cast("str | Json", document)).answer()


class _Question:
    """One blocking `has`, by a connection and an event loop of its own in a thread of its own.

    The running loop cannot be entered a second time, and its connections cannot be used by
    another one.

    Args:
        executor: The context of the question; its connection is cloned.
        collection: Name of the collection.
        document: The document.
    """

    def __init__(self, executor: Executor, collection: str, document: str | Json) -> None:
        self._executor = executor
        self._collection = collection
        self._document = document
        self._found: bool | None = None
        self._error: BaseException | None = None

    def answer(self) -> bool:
        """Ask, and wait for the answer."""
        timeout = self._executor.connection.request_timeout
        thread = threading.Thread(target=self._run, args=(timeout,), name="has", daemon=True)
        thread.start()
        thread.join(timeout + _CLOSING)
        if self._error is not None:
            raise self._error
        if self._found is None:
            raise ServerConnectionError(
                f"the server did not answer within {timeout:g} s; if it runs on this event loop it "
                "cannot, use `await has(...)`"
            )
        return self._found

    def _run(self, timeout: float) -> None:
        try:
            self._found = asyncio.run(asyncio.wait_for(self._ask(), timeout))
        except asyncio.TimeoutError:
            pass  # no answer
        except BaseException as error:  # `answer` raises it, where the question was asked
            self._error = error

    async def _ask(self) -> bool:
        connection = self._executor.connection.clone()
        try:
            # There is a context by it, else nobody would have asked.
            executor = self._executor.by(connection) or DefaultApiExecutor(connection)
            collection: Existence[Now] = Existence(connection, executor, self._collection)
            return await collection.has(self._document, check_rev=False)
        finally:
            await connection.close()
