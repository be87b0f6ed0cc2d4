"""What is proved of every method that is one request: what it sends, gives and raises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.wire.exchange import Asked, Call, exchange_with

from arango_fastbatch.exceptions import ArangoServerError, version_error

REFUSAL = (403, {"error": True, "code": 403, "errorNum": 11, "errorMessage": "forbidden"})
UNKNOWN_PATH = (404, {"error": True, "code": 404, "errorNum": 404, "errorMessage": "unknown path"})


@dataclass(frozen=True)
class Case:
    """A call.

    Attributes:
        call: Makes it, given the database.
        asked: What it sends.
        answer: The JSON (or `Raw`) that the server answers.
        result: What it gives.
        status: The answer's HTTP status.
    """

    call: Call
    asked: Asked
    answer: Any
    result: Any
    status: int = 200

    async def holds(self, context: str) -> None:
        """See that it does."""
        asked, result = await exchange_with(context, self.call, (self.status, self.answer))
        assert asked == self.asked
        assert result == self.result


@dataclass(frozen=True)
class Refused:
    """Calls of which the server wants to know nothing.

    Attributes:
        error: What they raise.
        calls: Make them.
        gone: What the error says of a server that has no such path (any more), if it says more.
    """

    error: type[ArangoServerError]
    calls: tuple[Call, ...]
    gone: str = ""

    async def holds(self, context: str) -> None:
        """See that they do."""
        for call in self.calls:
            _, raised = await exchange_with(context, call, REFUSAL)
            assert type(raised) is self.error
            assert str(raised) == "[HTTP 403][ERR 11] forbidden"
            _, raised = await exchange_with(context, call, UNKNOWN_PATH)
            assert type(raised) is (version_error(self.error) if self.gone else self.error)
            advice = f"; {self.gone}" if self.gone else ""
            assert str(raised) == f"[HTTP 404][ERR 404] unknown path{advice}"


def by_error(refused: Iterable[Refused]) -> dict[str, Refused]:
    """The refusals by the names of their exceptions."""
    return {one.error.__name__: one for one in refused}
