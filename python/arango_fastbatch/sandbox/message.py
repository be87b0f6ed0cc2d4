"""A request and its answer, apart from any connection: parts of a batch are of the same shape."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from .disposal import let_go
from .faults import ArangoFault
from .json_pieces import load_in_pieces
from .json_text import LONG_BYTES, dump, dump_steps, is_long, list_steps, load, parse, refusal
from .store.collection import Collection
from .store.journaled import JournaledCollection
from .turns import Turns, elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .access import Access
    from .context import Server
    from .store.database import Database
    from .store.transactions import Transaction

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

Handle = Collection | JournaledCollection
"""What documents are read and written through."""

_NO_VALUES: Mapping[str, str] = MappingProxyType({})
_NOT_READ = object()
_SHORT_BYTES = 1 << 14
_MARGIN = 64
_TRUE = frozenset({"true", "yes", "on", "y", "1"})


@lru_cache(maxsize=1024)
def parse_query(query: str) -> Mapping[str, str]:
    """The parameters of a query string; of a repeated one the last counts."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return MappingProxyType(dict(pairs))


async def _list_in_turns(body: bytes) -> list[Any] | None:
    """A long list of objects, as most long bodies are; None for any other."""
    steps, turns = list_steps(body), Turns()
    while True:
        try:
            next(steps)
        except StopIteration as done:
            items: list[Any] | None = done.value
            return items
        if turns.over():
            await turns.next()


class Request:
    """One request, as a handler sees it.

    Args:
        method: Like ``GET``.
        target: Path and query as they came, percent-encoded.
        headers: Headers with names in lower case.
        body: The body, decompressed.
    """

    __slots__ = (
        "_refusal",
        "_value",
        "access",
        "body",
        "database",
        "headers",
        "is_part",
        "method",
        "path",
        "query",
        "queue_seconds",
        "raw_suffixes",
        "server",
        "suffixes",
        "transaction",
    )

    def __init__(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        path, mark, query = target.partition("?")
        self.method = method
        self.path = path
        self.query = parse_query(query) if mark else _NO_VALUES
        self.headers = headers
        self.body = body
        # The dispatcher fills these in before a handler runs.
        self.suffixes: list[str] = []
        self.raw_suffixes: list[str] = []
        self.server: Server
        self.database: Database
        self.access: Access
        self.transaction: Transaction | None = None
        self.is_part = False
        self.queue_seconds = 0.0
        self._value: Any = _NOT_READ
        self._refusal: ArangoFault | None = None

    def etag(self, header: str) -> str | None:
        """The revision that a header like ``if-match`` names, None where there is none."""
        value = self.headers.get(header)
        return value.strip().strip("\"'") if value is not None else None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean parameter of the URL."""
        value = self.query.get(name)
        return default if value is None else value.strip().lower() in _TRUE

    def json(self) -> Any:
        """The body's value, None where there is no body.

        Raises:
            ArangoFault: 400/600 for a body that is not JSON.
        """
        if self._refusal is not None:
            raise self._refusal
        if self._value is not _NOT_READ:
            return self._value
        return load(self.body) if self.body else None

    async def read_ahead(self) -> None:
        """Read a long body in turns, or in another thread, for `json` to give later."""
        body = self.body
        if len(body) <= _SHORT_BYTES or body[:_MARGIN].lstrip()[:1] not in {b"[", b"{"}:
            return
        items = await _list_in_turns(body)
        if items is not None:
            self._value = items
            return
        try:
            if len(body) <= LONG_BYTES:
                self._value = parse(body)
            else:
                self._value = await elsewhere(lambda: load_in_pieces(body, parse))
        except ValueError:
            # Maybe it need not be JSON, but if it must, others shall not wait for the reason.
            self._refusal = await elsewhere(lambda: refusal(body))

    def let_go(self) -> None:
        """Forget a long list in the body: the request has been answered."""
        if isinstance(self._value, list):
            let_go(self._value)
            self._value = None

    def json_object(self) -> dict[str, Any]:
        """The body, which must be an object (none counts as an empty one).

        Raises:
            ArangoFault: 400/600 for no JSON, 400/400 for another type.
        """
        value = self.json()
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise ArangoFault(400, 400, "expecting JSON object body")
        return value

    def create_collection(self, name: str, **properties: Any) -> Collection:
        """Make a collection, which its sender may then do everything with.

        Raises:
            ArangoFault: As `Database.create_collection` does.
        """
        collection = self.database.create_collection(name, **properties)
        user = self.access.user
        if user is not None and not collection.is_system:
            self.server.users.own_collection(user, self.database.name, name)
        return collection

    def drop_collection(self, collection: Collection) -> None:
        """Remove a collection and all rights to it."""
        self.database.drop_collection(collection)
        self.server.users.forget_collection(self.database.name, collection.name)

    def permitted(self, name: str, *, write: bool = False) -> Collection:
        """A collection of the request's database that its sender may read or write.

        Raises:
            ArangoFault: 404/1203, 403/11, 403/1004; 400/1652 where a transaction has not named it.
        """
        collection = self.database.collection(name)
        self.access.demand_collection(self.database.name, collection.name, write=write)
        if self.transaction is not None:
            self.transaction.demand(collection, write=write)
        return collection

    def collection(self, name: str, *, write: bool = False) -> Handle:
        """A collection to read or write documents of, inside of the request's transaction if any.

        Raises:
            ArangoFault: As `permitted` does.
        """
        collection = self.permitted(name, write=write)
        if self.transaction is None:
            return collection
        return JournaledCollection(collection, self.transaction.journal)


class Response:
    """One answer.

    Args:
        status: HTTP status.
        body: The body's bytes.
        content_type: Its media type; None: none.
        headers: Further headers.
    """

    __slots__ = ("_body", "_value", "content_type", "headers", "spent", "status")

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        content_type: str | None = JSON,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status = status
        self.content_type = content_type
        self.headers = headers
        self._body: bytes | None = body
        self._value: Any = None
        # A list that nobody needs any more once it is written.
        self.spent: list[Any] = []

    @classmethod
    def of(cls, value: Any, status: int, headers: dict[str, str] | None = None) -> Response:
        """An answer with a JSON value; what is long is written later, in turns."""
        if not is_long(value):
            return cls(status, dump(value), JSON, headers)
        response = cls(status, b"", JSON, headers)
        response._body, response._value = None, value
        return response

    @property
    def body(self) -> bytes:
        """The body's bytes."""
        if self._body is None:
            self._body = b"".join(dump_steps(self._value))
        return self._body

    async def pieces(self) -> list[bytes]:
        """The body in pieces, written in turns."""
        if self._body is not None:
            return [self._body]
        pieces, turns = [], Turns()
        for piece in dump_steps(self._value):
            pieces.append(piece)
            if turns.over():
                await turns.next()
        let_go(self.spent)
        return pieces


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer with a JSON value."""
    return Response.of(value, status, headers)


def success(status: int = 200, /, **fields: Any) -> Response:
    """An answer of the form ``{"error": false, "code": 200, ...}``."""
    return Response.of({"error": False, "code": status, **fields}, status)


def result(value: Any, status: int = 200) -> Response:
    """An answer of the form ``{"error": false, "code": 200, "result": value}``."""
    return success(status, result=value)


def failure(
    status: int, errno: int, message: str, headers: dict[str, str] | None = None
) -> Response:
    """The error envelope of arangod."""
    fields = {"code": status, "error": True, "errorMessage": message, "errorNum": errno}
    return Response(status, dump(fields), JSON, headers)
