"""Faults of queries: arangod's numbers, statuses and texts."""

from __future__ import annotations

from ... import errno
from ..faults import ArangoFault

__all__ = ["UNCOMPUTED", "AqlFault", "AqlWarning", "fault", "located", "too_nested", "unsupported"]

#: HTTP statuses of the errors that are not 400, as arangod maps them.
_STATUS = {
    errno.NOT_IMPLEMENTED: 501,
    errno.RESOURCE_LIMIT: 500,
    errno.LOCK_TIMEOUT: 409,
    errno.DATA_SOURCE_NOT_FOUND: 404,
    errno.DOCUMENT_NOT_FOUND: 404,
    errno.GRAPH_NOT_FOUND: 404,
    errno.QUERY_FUNCTION_NOT_FOUND: 404,
    errno.QUERY_GEO_INDEX_MISSING: 404,
    errno.QUERY_FULLTEXT_INDEX_MISSING: 404,
    errno.QUERY_KILLED: 410,
    errno.QUERY_TOO_MUCH_NESTING: 500,
    errno.QUERY_COLLECTION_USED_IN_EXPRESSION: 500,
    errno.QUERY_INVALID_AGGREGATE_EXPRESSION: 500,
    errno.QUERY_USER_ASSERT: 500,
}


class AqlFault(ArangoFault):
    """A query refused or failed.

    The cursor endpoint words a fault as "AQL: TEXT (while PHASE)", explain as "TEXT (while
    PHASE)", and parse as the bare TEXT: ``message`` is the first of them, the others can be made
    of ``text`` and ``phase``.

    Args:
        number: arangod's error number.
        text: What is wrong.
        phase: What the server was doing, e.g. "parsing" or "executing".
        status: HTTP status, where the error number does not settle it.
    """

    def __init__(self, number: int, text: str, phase: str, status: int | None = None) -> None:
        if status is None:
            status = _STATUS.get(number, 400)
        super().__init__(status, number, f"AQL: {text} (while {phase})")
        self.text = text
        self.phase = phase

    @property
    def explain_message(self) -> str:
        """The text as /_api/explain answers it."""
        return f"{self.text} (while {self.phase})"


class AqlWarning(Exception):  # noqa: N818  # what arangod calls a warning
    """Raised by a function that cannot answer: becomes a warning, and null in its place.

    Args:
        number: arangod's error number; that of a wrong type of argument if not given.
        text: The warning's text; the one for a wrong type if empty, which names the function.
    """

    def __init__(
        self, number: int = errno.QUERY_FUNCTION_ARGUMENT_TYPE_MISMATCH, text: str = ""
    ) -> None:
        super().__init__(number, text)
        self.number = number
        self.text = text


#: What is raised for a value that cannot be computed.
UNCOMPUTED = (AqlWarning, OverflowError)


def fault(number: int, text: str, phase: str = "parsing") -> AqlFault:
    """A fault of a query that is wrong whatever the data."""
    return AqlFault(number, text, phase)


def too_nested(phase: str = "parsing") -> AqlFault:
    """The fault of a query, or of values, with more levels than can be walked."""
    text = "too much nesting or too many objects"
    return AqlFault(errno.QUERY_TOO_MUCH_NESTING, text, phase)


def unsupported(what: str) -> AqlFault:
    """The sandbox's answer to what it does not do: 501, by name, never a made-up result."""
    return AqlFault(errno.NOT_IMPLEMENTED, f"the sandbox does not support {what}", "parsing")


def located(number: int, text: str, query: str, position: int) -> AqlFault:
    """A fault with its place in the text.

    Args:
        number: arangod's error number.
        text: What is wrong.
        query: The query's text.
        position: Index of the character where it is wrong.

    Returns:
        The fault; its text shows the next 32 characters, line and column (both from 1, the column
        counted in bytes, as arangod's lexer counts).
    """
    line_start = query.rfind("\n", 0, position) + 1
    line = query.count("\n", 0, position) + 1
    column = len(query[line_start:position].encode("utf-8", "surrogatepass")) + 1
    region = query[position : position + 32]
    if position + 32 < len(query):
        region += "..."
    return fault(number, f"{text} near '{region}' at position {line}:{column}")
