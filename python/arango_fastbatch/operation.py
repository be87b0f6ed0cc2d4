"""Operation rows: what goes over the wire for a method, and what its answer means.

A row says all of an endpoint but its values; a method names the row and passes the values. How and
when the request travels is the executor's business; `Operation.finish` reads the answer, whichever
way it came, and is the only place that tells success from failure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from arango_fastbatch.errno import (
    BAD_PARAMETER,
    HTTP_BAD_PARAMETER,
    HTTP_SUPERFLUOUS_SUFFICES,
    NOT_IMPLEMENTED,
)
from arango_fastbatch.errno import QUEUE_TIME_REQUIREMENT_VIOLATED as _LATE
from arango_fastbatch.exceptions import ArangoServerError, version_error
from arango_fastbatch.request import Request, encode_query, normalize_params
from arango_fastbatch.response import Response

T = TypeVar("T")

Options = tuple[Any, ...]
"""The values of a row's query parameters, in the row's order; None leaves one out."""

Scope = Mapping[str, str]
"""What a group of methods always puts into its paths (percent-encoded), such as a collection."""


UNKNOWN_PATH = frozenset({404, 405, 501})
"""The errors of a server that does not know a path, or not with this method."""

UNKNOWN_END = UNKNOWN_PATH | {HTTP_BAD_PARAMETER}
"""Likewise, where it knows the path but for its end, and there are no parameters to be bad."""

ABSENCE = UNKNOWN_END | {
    BAD_PARAMETER,
    HTTP_SUPERFLUOUS_SUFFICES,
    NOT_IMPLEMENTED,
}
"""All errors that may say so: the end of a path is a parameter for whoever knows its beginning."""

# What reading a body raises that is not what it should be.
_MISREAD = (LookupError, TypeError, AttributeError, ValueError)
# So much of an unexpected body is shown.
_SHOWN = 200


class Reply(Protocol):
    """What `Operation.finish` needs of an answer: a `Response`, or the answer of a batch part."""

    @property
    def status_code(self) -> int:
        """HTTP status."""

    @property
    def status_text(self) -> str:
        """The status line's text."""

    @property
    def is_success(self) -> bool:
        """Whether the status is from 200 to 299."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Header names (in lower case) and values."""

    @property
    def content(self) -> bytes:
        """The body."""

    @property
    def body(self) -> Any:
        """The body read as JSON, else as text."""


class PartReply(Reply, Protocol):
    """The answer of a batch part, which knows the request that it answers."""

    @property
    def request(self) -> tuple[str, str, list[tuple[str, str]], bytes] | None:
        """Method, target, headers and body, for an answer that is an error."""


class Codec(Protocol):
    """How a connection reads bodies."""

    @property
    def decode(self) -> Callable[[bytes], Any]:
        """Reads a body as JSON, else as text."""

    @property
    def fast_loads(self) -> Callable[[bytes], Any] | None:
        """Reads most JSON faster, and raises for the rest."""

    def url(self, target: str) -> str:
        """The URL of a path below the database."""

    def offers(self, since: str | None, until: str | None, host: int | None) -> bool | None:
        """Whether a host has what came with one version and went with another; None: unknown."""


class Call(Generic[T]):
    """An operation on its way, with what is needed to read its answer.

    Args:
        operation: The row.
        codec: How bodies are read.
        executor: What runs calls that follow from the result (a cursor's).
        arg: The value that the row's `decode` needs besides the body.
        request: The request, or None where many calls share this object (the parts of a batch).
    """

    __slots__ = ("arg", "codec", "executor", "operation", "request")

    def __init__(
        self,
        operation: Operation[T],
        codec: Codec,
        executor: Any,
        arg: Any = None,
        request: Request | None = None,
    ) -> None:
        self.operation = operation
        self.codec = codec
        self.executor = executor
        self.arg = arg
        self.request = request


def body_as_is(body: Any, _: Call[Any]) -> Any:
    """Decode: the body itself."""
    return body


def always_true(_: Any, __: Call[bool]) -> bool:
    """Decode: True, whatever the body."""
    return True


def text_of(reply: Reply, _: Call[str]) -> str:
    """Decode, for a row with ``raw``: the body as text."""
    return reply.content.decode("utf-8", "replace")


def lines_of(reply: Reply, call: Call[Any]) -> str | list[Any]:
    """What a raw body of JSON lines holds; the call's argument says whether each line is read.

    Args:
        reply: The answer.
        call: The call that it answers.

    Returns:
        The body's text, or what its lines say.
    """
    if not call.arg:
        return reply.content.decode("utf-8", "replace")
    return [call.codec.decode(line) for line in reply.content.splitlines() if line]


@dataclass(frozen=True, eq=False)
class Operation(Generic[T]):
    """One row. Rows compare by identity.

    Attributes:
        method: HTTP method.
        path: Path below the database. ``{key}`` stands for the call's own variable piece, other
            names for values of the scope.
        error: Raised for an answer that is an error.
        query: Names of the query parameters, in the order of the options.
        decode: Makes the result from the body (JSON) and the call.
        errors: Exceptions for single HTTP statuses instead of `error`.
        recover: Results instead of an exception, by the server's error number (or HTTP status).
        recover_status: Likewise by HTTP status, whatever the error's number.
        raw: `decode` gets the `Reply` itself instead of its body.
        free: Options, argument or headers are values of the caller's, so that no head is kept.
        safe: A request may be sent again when its answer was lost, though its method is neither
            GET nor HEAD.
        merge: How neighbours in a batch become one request of many documents: "insert", "update",
            "replace", "delete" or "get"; None where they don't.
        since: First server version that has the path.
        until: First server version that has it no more.
        instead: What to use from then on.
        what: What lives in these versions where it is not the path, such as an AQL function.
        bridged: The methods go another way by themselves where a server answers that it does not
            have it; queued calls cannot.
        gone: Error numbers (or HTTP statuses) by which a server says that it does not have it.
    """

    method: str
    path: str
    error: type[ArangoServerError]
    query: tuple[str, ...] = ()
    decode: Callable[[Any, Call[T]], T] = body_as_is
    errors: Mapping[int, type[ArangoServerError]] = field(default_factory=dict)
    recover: Mapping[int, T] = field(default_factory=dict)
    recover_status: Mapping[int, T] = field(default_factory=dict)
    raw: bool = False
    free: bool = False
    safe: bool = False
    merge: str | None = None
    since: str | None = None
    until: str | None = None
    instead: str | None = None
    what: str | None = None
    bridged: bool = False
    gone: frozenset[int] = UNKNOWN_PATH

    def head(self, scope: Scope, options: Options) -> tuple[str, str]:
        """The request target, as what stands before and behind the variable piece."""
        before, _, after = self.path.partition("{key}")
        values = zip(self.query, options, strict=True)
        params = normalize_params({name: value for name, value in values if value is not None})
        return before.format_map(scope), after.format_map(scope) + encode_query(params)

    def merged(self, scope: Scope, options: Options) -> tuple[str, str, int] | None:
        """What one request for many calls of this kind would be; None where there is none.

        Returns:
            How the calls are merged, the request's target, and the HTTP status that error 1200 has
            for a single call: whether a revision was compared decides.
        """
        if self.merge is None:
            return None
        values = dict(zip(self.query, options, strict=True))
        # A silent answer would not tell which document an error belongs to.
        values.pop("silent", None)
        if self.merge == "get":
            values["onlyget"] = True
        params = normalize_params({name: it for name, it in values.items() if it is not None})
        path = self.path.removesuffix("/{key}").format_map(scope)
        conflict = 412 if values.get("ignoreRevs") is False else 409
        return self.merge, path + encode_query(params), conflict

    def request(
        self,
        scope: Scope,
        options: Options = (),
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Request:
        """The request of one call.

        Args:
            scope: The group's values for the path.
            options: Values for `query`.
            key: The variable piece of the path, percent-encoded.
            body: As `Request` takes it.
            headers: Headers beyond the usual ones.
        """
        values = zip(self.query, options, strict=True)
        request = Request(
            self.method,
            self.path.replace("{key}", key).format_map(scope),
            headers=dict(headers) if headers else None,
            params={name: value for name, value in values if value is not None},
            data=body,
            deserialize=not self.raw,
        )
        request.template = self.path
        request.is_safe = request.is_safe or self.safe
        return request

    def finish(self, reply: Reply, call: Call[T]) -> T:
        """Read an answer.

        Args:
            reply: The answer.
            call: The call that it answers.

        Returns:
            The method's result.

        Raises:
            ArangoServerError: As the row's exception class, if the answer is an error.
        """
        if reply.is_success:
            body = reply if self.raw else reply.body
            try:
                if type(body) is not str or _is_text(body, reply):
                    return self.decode(body, call)
            except _MISREAD as error:
                raise self._unexpected(reply, call) from error
            raise self._unexpected(reply, call)
        response, request = evidence(reply, call)
        number = response.error_code or response.status_code
        if number in self.recover:
            return self.recover[number]
        if response.status_code in self.recover_status and number != _LATE:
            return self.recover_status[response.status_code]
        refusal = self.errors.get(response.status_code, self.error)
        if number == _LATE:
            # A 412 of the server's queue, which knows nothing of revisions.
            refusal = self.error
        gone = self.absence(response, call.codec)
        raise (refusal if gone is None else version_error(refusal))(response, request, gone)

    def _unexpected(self, reply: Reply, call: Call[T]) -> ArangoServerError:
        """What to raise for a success that is not the server's, such as a proxy's page."""
        response, request = evidence(reply, call)
        start = response.raw_body[:_SHOWN]
        return self.error(response, request, f"not what the server answers to this: {start!r}")

    @property
    def is_dated(self) -> bool:
        """Whether there are servers that do not have it."""
        return self.since is not None or self.until is not None

    def may_be_absent(self, response: Response) -> bool:
        """Whether it depends on the server's version if an answer says that it does not have it."""
        number = response.error_code or response.status_code
        return self.is_dated and number in ABSENCE - self.gone

    def absence(self, response: Response, codec: Codec) -> str | None:
        """What to tell who asks a server for what it does not have (any more, or yet).

        Args:
            response: An answer that is an error.
            codec: What knows the servers.

        Returns:
            None where the error says something else.
        """
        if not self.is_dated:
            return None
        number = response.error_code or response.status_code
        offered = codec.offers(self.since, self.until, response.host)
        # Where the version is known it decides, else the server's words.
        numbers = self.gone if offered is None else () if offered else self.gone | ABSENCE
        if number not in numbers:
            return None
        said = response.error_message or response.status_text
        what = self.what or f"{self.method} {self.path}"
        lives = f"since {self.since}" if self.since else f"only before {self.until}"
        advice = f"; instead: {self.instead}" if self.instead else ""
        return f"{said}; {what} exists {lives}{advice}"


class HandlerOperation(Operation[T]):
    """The operation of a request that brings its own response handler."""

    def finish(self, reply: Reply, call: Call[T]) -> T:
        """Hand the answer to the handler, which judges it."""
        response, _ = evidence(reply, call)
        return self.decode(response, call)


def _is_text(body: str, reply: Reply) -> bool:
    """Whether a body that was read as text is JSON's text, or nothing, instead of no JSON."""
    return not body or reply.content.lstrip().startswith(b'"')


def evidence(reply: Reply | PartReply, call: Call[Any]) -> tuple[Response, Request]:
    """The full response and request for what came back.

    Args:
        reply: An answer.
        call: The call that it answers.

    Returns:
        The answer with its body read and the error's number and text set, and the request.
    """
    request = call.request
    if request is None:
        wire = getattr(reply, "request", None)
        if wire is not None:
            request = Request.from_wire(*wire)
        else:
            request = Request(call.operation.method, call.operation.path)
    if isinstance(reply, Response):
        response = reply
    else:
        response = Response(
            request.method,
            call.codec.url(request.target),
            reply.headers,
            reply.status_code,
            reply.status_text,
            reply.content,
        )
    return prepare(response, call.codec, not call.operation.raw), request


def prepare(response: Response, codec: Codec, deserialize: bool = True) -> Response:
    """Read a response's body, and the number and text of an error.

    Args:
        response: The response; it is changed and returned.
        codec: How bodies are read.
        deserialize: Whether the body of a success is JSON; an error's always is.
    """
    if not deserialize and response.is_success:
        response.body = response.raw_body
        return response
    response.body = codec.decode(response.content)
    if not response.is_success and isinstance(response.body, Mapping):
        response.error_code = response.body.get("errorNum")
        response.error_message = response.body.get("errorMessage")
    return response
