"""``/_open/auth``: a password for a token."""

from __future__ import annotations

from ..faults import ArangoFault
from ..message import Request, Response, answer
from ..routing import Route
from ..tokens import issue


def log_in(request: Request) -> Response:
    """POST /_open/auth: a JSON Web Token for a user's name and password."""
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 400, "invalid JSON")
    name, password = body.get("username", ""), body.get("password")
    if not isinstance(name, str) or not isinstance(password, str):
        raise ArangoFault(400, 400, "invalid JSON")
    server = request.server
    user = server.users.check(name, password)
    if user is None:
        raise ArangoFault(401, 401, "Wrong credentials")
    return answer({"jwt": issue(server.secret, user.name)})


ROUTES = (Route("/_open/auth", {"POST": log_in}, suffixes=False, open=True),)
