"""Tracing by OpenTelemetry: ``pip install arango-fastbatch[opentelemetry]``."""

from __future__ import annotations

from urllib.parse import urlsplit

from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    TracerProvider,
    get_tracer,
)
from opentelemetry.util.types import AttributeValue

from arango_fastbatch.hooks import Exchange
from arango_fastbatch.response import Response
from arango_fastbatch.version import __version__


class OpenTelemetryHook:
    """Makes a span of every HTTP exchange, as a child of the caller's current span.

    A span tells the method, the template of the path, the database, the host, the HTTP status and
    the kind of failure. It tells no names of documents, no queries and no credentials.

    Args:
        tracer_provider: Where spans go; None for the global provider.

    Example:
        >>> client = ArangoClient(hooks=[OpenTelemetryHook()])
    """

    def __init__(self, tracer_provider: TracerProvider | None = None) -> None:
        self._tracer = get_tracer("arango_fastbatch", __version__, tracer_provider)
        self._spans: dict[Exchange, Span] = {}

    def on_request(self, exchange: Exchange) -> None:
        """Begin a span."""
        host = urlsplit(exchange.host)
        attributes: dict[str, AttributeValue] = {
            "db.system.name": "arangodb",
            "db.name": exchange.database,
            "db.namespace": exchange.database,
            "http.request.method": exchange.method,
            "url.template": exchange.template,
            "server.address": host.hostname or "",
        }
        if host.port is not None:
            attributes["server.port"] = host.port
        if exchange.attempt:
            attributes["http.request.resend_count"] = exchange.attempt
        self._spans[exchange] = self._tracer.start_span(
            f"{exchange.method} {exchange.template}", kind=SpanKind.CLIENT, attributes=attributes
        )

    def on_response(self, exchange: Exchange, response: Response) -> None:
        """End the span with the answer's status."""
        span = self._spans.pop(exchange)
        span.set_attribute("http.response.status_code", response.status_code)
        if response.status_code >= 400:
            span.set_attribute("error.type", str(response.status_code))
            span.set_status(Status(StatusCode.ERROR))
        span.end()

    def on_error(self, exchange: Exchange, error: BaseException) -> None:
        """End the span with the kind of error; what it says may name what nobody should know."""
        span = self._spans.pop(exchange)
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(Status(StatusCode.ERROR))
        span.end()
