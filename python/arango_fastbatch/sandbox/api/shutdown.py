"""``/_admin/shutdown``: the end of the server, where it is a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults import ArangoFault
from ..message import answer
from ..routing import Refusal, Route

if TYPE_CHECKING:
    from ..message import Request, Response


def begin(request: Request) -> Response:
    """DELETE /_admin/shutdown: stop the server once this has been answered."""
    if not request.access.is_administrator:
        raise ArangoFault(403, 403, "you need admin rights to trigger shutdown")
    stop = request.server.stop
    if stop is None:
        text = "the sandbox does not implement /_admin/shutdown inside of another program"
        raise ArangoFault(501, 9, text)
    if request.flag("soft"):
        raise ArangoFault(501, 9, "the sandbox does not implement soft shutdowns")
    stop()
    return answer("OK")


# Asked how a soft shutdown gets on; only clusters have any.
_REFUSAL = Refusal(501, 9, "the sandbox does not implement soft shutdowns")

ROUTES = (Route("/_admin/shutdown", {"DELETE": begin}, suffixes=False, refusal=_REFUSAL),)
