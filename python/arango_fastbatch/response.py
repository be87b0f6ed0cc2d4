"""An answer of the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Response:
    """One answer of the server.

    Args:
        method: HTTP method of the request, in any case.
        url: URL of the request.
        headers: Headers of the answer; names in any case.
        status_code: HTTP status.
        status_text: The status line's text.
        raw_body: The body, as text or as bytes.

    Attributes:
        method: The method in lower case.
        body: The body read as JSON where it is JSON, else its text; None until it was read.
        error_code: The server's error number of an answer that is an error, else None.
        error_message: The server's error text likewise.
        is_success: Whether the status is from 200 to 299.
        content: The body as bytes.
        host: Index of the host that sent it, among the client's; None where that is not known.
    """

    __slots__ = (
        "body",
        "content",
        "error_code",
        "error_message",
        "headers",
        "host",
        "is_success",
        "method",
        "status_code",
        "status_text",
        "url",
    )

    def __init__(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        status_code: int,
        status_text: str,
        raw_body: str | bytes,
    ) -> None:
        self.method = method.lower()
        self.url = url
        self.headers = headers
        self.status_code = status_code
        self.status_text = status_text
        self.content = raw_body.encode() if isinstance(raw_body, str) else raw_body
        self.is_success = 200 <= status_code < 300
        self.body: Any = None
        self.error_code: int | None = None
        self.error_message: str | None = None
        self.host: int | None = None

    def __repr__(self) -> str:
        return f"<Response {self.status_code} {self.method} {self.url}>"

    @property
    def raw_body(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")
