"""``/_api/token``: access tokens, from 3.12.5 on."""

from __future__ import annotations

from ..faults import ArangoFault
from ..message import Request, Response, answer
from ..routing import Refusal, Route
from ..users import User


def read(request: Request) -> Response:
    """GET /_api/token/USER: a user's tokens."""
    return answer({"tokens": [token.public() for token in _user(request).tokens.all()]})


def create(request: Request) -> Response:
    """POST /_api/token/USER: make a token; only this answer shows it."""
    user = _user(request)
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, "bad parameter")
    name, until = body.get("name"), body.get("valid_until", 0)
    if isinstance(until, bool) or not isinstance(until, (int, float)):
        until = 0
    token = user.tokens.create(name if isinstance(name, str) else "", until)
    return answer(token.public() | {"token": token.text})


def delete(request: Request) -> Response:
    """DELETE /_api/token/USER/ID: revoke a token."""
    user = _user(request)
    if len(request.suffixes) != 2:
        raise ArangoFault(400, 400, "path parameter 'id' is missing")
    number = request.suffixes[1]
    user.tokens.remove(int(number) if number.isascii() and number.isdigit() else 0)
    return Response(200, b"", "text/plain; charset=utf-8")


def _user(request: Request) -> User:
    if not request.suffixes:
        raise ArangoFault(400, 400, "path parameter 'user' is missing")
    name = request.suffixes[0]
    if request.access.name != name and not request.access.is_administrator:
        raise ArangoFault(403, 403, "forbidden")
    return request.server.users.get(name)


ROUTES = (
    Route(
        "/_api/token",
        {"GET": read, "POST": create, "DELETE": delete},
        since=(3, 12, 5),
        refusal=Refusal(400),
    ),
)
