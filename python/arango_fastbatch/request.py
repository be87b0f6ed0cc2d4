"""A request, apart from how and when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from arango_fastbatch.typings import Fields, Headers, Params

__all__ = ["Fields", "Headers", "Params", "Request", "normalize_headers", "normalize_params"]

_DEFAULT_HEADERS = {"charset": "utf-8", "content-type": "application/json"}
_SAFE = frozenset({"get", "head"})


def normalize_headers(headers: Headers | None) -> Headers:
    """Give headers lower-case names, beside those that every request has.

    Args:
        headers: Header names and values, or None.

    Returns:
        A new mapping; what the caller passes wins over the defaults.
    """
    normalized = dict(_DEFAULT_HEADERS)
    if headers is not None:
        try:
            normalized.update((name.lower(), value) for name, value in headers.items())
        except AttributeError:
            raise TypeError("headers are texts by their names, which are texts") from None
    return normalized


def normalize_params(params: Params | None) -> dict[str, str]:
    """Give query parameters the values that go over the wire.

    Args:
        params: Parameter names and values, or None.

    Returns:
        A new mapping; True and False are "1" and "0".
    """
    if params is None:
        return {}
    try:
        return {
            name: str(int(value)) if isinstance(value, bool) else str(value)
            for name, value in params.items()
        }
    except AttributeError:
        raise TypeError(f"query parameters are values by their names, not {params!r}") from None


def encode_query(params: Mapping[str, str]) -> str:
    """Percent-encode query parameters.

    Args:
        params: Names and values as `normalize_params` gives them.

    Returns:
        The query with its question mark in front, or "" without parameters.
    """
    return "?" + urlencode(params, quote_via=quote) if params else ""


class Request:
    """One request to an API of the server.

    Args:
        method: HTTP method, in any case.
        endpoint: Path below the database, percent-encoded, beginning with "/".
        headers: Headers; names in any case.
        params: Query parameters.
        data: Body: text or bytes as they are, None for none, anything else becomes JSON.
        read: Collections that the request reads (for JavaScript transactions).
        write: Collections that it writes.
        exclusive: Collections that it writes exclusively.
        deserialize: Whether the answer is JSON.

    Attributes:
        is_safe: Whether it may be sent again when its answer was lost: a GET or HEAD may.
        template: The endpoint with names for its variable pieces, such as
            ``/_api/document/{collection}/{key}``; None where that is not known.
    """

    __slots__ = (
        "data",
        "deserialize",
        "endpoint",
        "exclusive",
        "headers",
        "is_safe",
        "method",
        "params",
        "read",
        "template",
        "write",
    )

    def __init__(
        self,
        method: str,
        endpoint: str,
        headers: Headers | None = None,
        params: Params | None = None,
        data: Any = None,
        read: Fields | None = None,
        write: Fields | None = None,
        exclusive: Fields | None = None,
        deserialize: bool = True,
    ) -> None:
        self.method = method
        self.endpoint = endpoint
        self.headers = normalize_headers(headers)
        self.params = normalize_params(params)
        self.data = data
        self.read = read
        self.write = write
        self.exclusive = exclusive
        self.deserialize = deserialize
        try:
            self.is_safe = method.lower() in _SAFE
        except AttributeError:
            raise TypeError(f"an HTTP method is a text, not {method!r}") from None
        self.template: str | None = None

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.target}>"

    @property
    def target(self) -> str:
        """The path below the database with its query."""
        return self.endpoint + encode_query(self.params)

    @property
    def own_headers(self) -> list[tuple[str, str]]:
        """The headers that say more than that the body is JSON: a batch part carries only these."""
        return [
            (name, value)
            for name, value in self.headers.items()
            if _DEFAULT_HEADERS.get(name) != value
        ]

    @classmethod
    def from_wire(
        cls, method: str, target: str, headers: list[tuple[str, str]], body: bytes
    ) -> Request:
        """Make the request anew from what went over the wire.

        Args:
            method: HTTP method.
            target: Path below the database with its query.
            headers: Header names and values.
            body: The body, empty for none.

        Returns:
            The request; its parameters and its body are text.
        """
        endpoint, _, query = target.partition("?")
        return cls(
            method,
            endpoint,
            headers=dict(headers),
            params=dict(parse_qsl(query, keep_blank_values=True)),
            data=body.decode("utf-8", "replace") or None,
        )
