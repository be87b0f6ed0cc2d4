"""Hooks: who wants to know of every HTTP exchange, such as tracing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

_log = logging.getLogger("arango_fastbatch")

_LOGIN = "/_open/auth"


@dataclass(frozen=True, eq=False)
class Exchange:
    """One request on its way to one host: what hooks may know of it, which is no credentials.

    Exchanges compare by identity, so that a hook can keep what belongs to one in a dict. Requests
    that go over one connection without waiting for answers are one exchange: its method is
    ``PIPELINE``, its path ``/``, and its response, if it ended well, an empty one with status 200.

    Attributes:
        method: HTTP method in upper case.
        path: Path below the database, percent-encoded, without its query.
        template: The path with names for its variable pieces, such as
            ``/_api/document/{collection}/{key}``; what it may hold is of a small number.
        database: Name of the database.
        host: The host's URL.
        attempt: How often the same request was sent before, to any host.
    """

    method: str
    path: str
    template: str
    database: str
    host: str
    attempt: int

    @classmethod
    def of(cls, request: Request, host: str, database: str, attempt: int) -> Exchange:
        """The exchange of a request.

        Args:
            request: The request.
            host: The host's URL.
            database: Name of the database.
            attempt: How often the request was sent before.
        """
        path = request.endpoint
        template = request.template or _template(path)
        return cls(request.method.upper(), path, template, database, host, attempt)


class Hook(Protocol):
    """What is told of every exchange, batches and their messages included.

    Hooks are called on the event loop, so they must not block. What they raise is logged, and
    changes nothing. For each exchange `on_request` is called, then one of the others.
    """

    def on_request(self, exchange: Exchange) -> None:
        """A request is about to be sent.

        Args:
            exchange: What is sent, where to.
        """

    def on_response(self, exchange: Exchange, response: Response) -> None:
        """Its answer is there, whatever it says.

        Args:
            exchange: The same object.
            response: The answer. Those of batches and logins come without their body.
        """

    def on_error(self, exchange: Exchange, error: BaseException) -> None:
        """There was no answer, or its caller did not wait for it.

        Args:
            exchange: The same object.
            error: What is raised, such as a `ServerConnectionError` or `asyncio.CancelledError`.
        """


async def watched(
    sending: Awaitable[Response], exchange: Exchange, hooks: Sequence[Hook]
) -> Response:
    """Send, and tell hooks.

    Args:
        sending: Sends when awaited.
        exchange: What is sent.
        hooks: Who is told.

    Returns:
        The answer.
    """
    _tell(hooks, "on_request", exchange)
    try:
        response = await sending
    except BaseException as error:
        _tell(hooks, "on_error", exchange, error)
        raise
    shown = _without_body(response) if exchange.path == _LOGIN else response
    _tell(hooks, "on_response", exchange, shown)
    return response


def _tell(hooks: Sequence[Hook], event: str, *what: Any) -> None:
    for hook in hooks:
        try:
            getattr(hook, event)(*what)
        except Exception:
            _log.exception("%s of the hook %s failed", event, type(hook).__name__)


def _without_body(response: Response) -> Response:
    """A copy without the token that the answer to a login holds."""
    status = response.status_code, response.status_text
    return Response(response.method, response.url, response.headers, *status, b"")


def _template(path: str) -> str:
    """What can be told of a path of the caller's own without telling names and keys."""
    pieces = path.split("/")
    return "/".join(pieces[:3]) if path.startswith("/_") else "/{path}"
