"""``/_api/user``: users and what they may do."""

from __future__ import annotations

from typing import Any

from ..faults import ArangoFault
from ..message import TEXT, Request, Response, answer, result, success
from ..routing import Refusal, Route
from ..users import LEVELS, User

_NOTHING = Response(200, b"", TEXT)


def read(request: Request) -> Response:
    """GET /_api/user[/NAME[/database[/DATABASE[/COLLECTION]]]]: users, one, or rights."""
    suffixes = request.suffixes
    if not suffixes:
        _demand_administrator(request, errno=403)
        return result([user.public() for user in request.server.users.all()])
    _demand_oneself(request, suffixes[0], errno=403)
    user = request.server.users.get(suffixes[0])
    if len(suffixes) == 1:
        return success(**user.public())
    if suffixes[1] == "config":
        return _configuration(user, suffixes[2:])
    if suffixes[1] != "database" or len(suffixes) > 4:
        raise ArangoFault(400, 10, "bad parameter")
    return _permissions(request, user)


def _permissions(request: Request, user: User) -> Response:
    suffixes = request.suffixes
    if len(suffixes) == 2:
        full = request.flag("full")
        return result(_full_rights(request, user) if full else _rights(request, user))
    configured = request.flag("configured")
    if len(suffixes) == 3:
        level = _explicit_level if configured else User.database_level
        return result(level(user, suffixes[2]))
    if configured:
        grant = user.grants.get(suffixes[2])
        return result((grant.collections if grant else {}).get(suffixes[3], "undefined"))
    return result(user.collection_level(suffixes[2], suffixes[3]))


def create(request: Request) -> Response:
    """POST /_api/user[/NAME]: make a user, or see whether a password is right."""
    body = _body(request)
    if len(request.suffixes) == 1:
        return _checked(request, request.suffixes[0], body)
    if request.suffixes:
        raise ArangoFault(400, 10, "bad parameter")
    _demand_administrator(request)
    name = body.get("user")
    user = request.server.users.create(
        name if isinstance(name, str) else "",
        _password(body) or "",
        active=body.get("active") is not False,
        extra=body.get("extra"),
    )
    return success(201, **user.public())


def replace(request: Request) -> Response:
    """PUT /_api/user/NAME[/database/...|/config/...]: replace a user, or grant a right."""
    suffixes = request.suffixes
    if len(suffixes) == 1:
        return _changed(request, suffixes[0], replaced=True)
    if len(suffixes) == 3 and suffixes[1] == "config":
        return _configure(request, suffixes[0], suffixes[2])
    if len(suffixes) not in {3, 4} or suffixes[1] != "database":
        raise ArangoFault(400, 10, "bad parameter")
    _demand_administrator(request)
    _demand_collection(request, suffixes[2:])
    level = _body(request).get("grant")
    if level not in LEVELS:
        raise ArangoFault(400, 10, "bad parameter")
    _grant(request, request.server.users.get(suffixes[0]), suffixes[2:], level)
    return answer({"/".join(suffixes[2:]): level, "error": False, "code": 200})


def update(request: Request) -> Response:
    """PATCH /_api/user/NAME: change some of a user's properties."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 10, "bad parameter")
    return _changed(request, suffixes[0], replaced=False)


def delete(request: Request) -> Response:
    """DELETE /_api/user/NAME[/database/...|/config/...]: remove a user, or revoke a right."""
    suffixes = request.suffixes
    if not suffixes:
        raise ArangoFault(400, 10, "bad parameter")
    users = request.server.users
    if len(suffixes) >= 2 and suffixes[1] == "config":
        return _forget_configuration(request, suffixes)
    _demand_administrator(request)
    if len(suffixes) == 1:
        users.remove(suffixes[0])
        return success(202)
    if len(suffixes) not in {3, 4} or suffixes[1] != "database":
        raise ArangoFault(400, 10, "bad parameter")
    _demand_collection(request, suffixes[2:])
    _grant(request, users.get(suffixes[0]), suffixes[2:], None)
    return success(202)


def _demand_administrator(request: Request, errno: int = 11) -> None:
    if not request.access.is_administrator:
        raise ArangoFault(403, errno, "forbidden")


def _demand_oneself(request: Request, name: str, errno: int = 11) -> None:
    if request.access.name != name:
        _demand_administrator(request, errno)


def _body(request: Request) -> dict[str, Any]:
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, "bad parameter")
    return body


def _checked(request: Request, name: str, body: dict[str, Any]) -> Response:
    if request.server.users.check(name, _password(body) or "") is None:
        raise ArangoFault(404, 1703, "user not found")
    return result(True)


def _password(body: dict[str, Any]) -> str | None:
    password = body.get("passwd", body.get("password"))
    return password if isinstance(password, str) else None


def _changed(request: Request, name: str, *, replaced: bool) -> Response:
    _demand_oneself(request, name)
    users = request.server.users
    user = users.get(name)
    body = _body(request)
    password = _password(body)
    if replaced or password is not None:
        user.set_password(password or "")
    if request.access.is_administrator and (replaced or "active" in body):
        user.active = body.get("active") is not False
    extra = body.get("extra")
    if replaced or (isinstance(extra, dict) and extra):
        user.extra = extra if isinstance(extra, dict) else {}
    users.changed()
    return success(**user.public())


def _demand_collection(request: Request, where: list[str]) -> None:
    """Demand that a collection is there that a right is about; nobody asks that of a database.

    Raises:
        ArangoFault: 404/1228 or 404/1203.
    """
    if len(where) == 1 or where[0] == "*":
        return
    database = request.server.store.find(where[0])
    if database is None:
        raise ArangoFault(404, 1228, "database not found")
    if where[1] != "*" and database.find(where[1]) is None:
        raise ArangoFault(404, 1203, "collection or view not found")


def _grant(request: Request, user: User, where: list[str], level: str | None) -> None:
    """Give or take a right."""
    database, *collection = where
    grant = user.grant(database)
    if not collection:
        grant.level = level
    elif level is None:
        grant.collections.pop(collection[0], None)
    else:
        grant.collections[collection[0]] = level
    if grant.level is None and not grant.collections:
        del user.grants[database]
    request.server.users.changed()


def _rights(request: Request, user: User) -> dict[str, str]:
    names = [database.name for database in request.server.store.databases()]
    levels = {name: user.database_level(name) for name in [*names, "*"]}
    return {name: level for name, level in levels.items() if level != "none"}


def _full_rights(request: Request, user: User) -> dict[str, Any]:
    rights: dict[str, Any] = {}
    for database in request.server.store.databases():
        grant = user.grants.get(database.name)
        explicit = grant.collections if grant is not None else {}
        names = [collection.name for collection in database.collections()]
        rights[database.name] = {
            "permission": _explicit_level(user, database.name),
            "collections": {name: explicit.get(name, "undefined") for name in [*names, "*"]},
        }
    anywhere = user.grants.get("*")
    rights["*"] = {"permission": _explicit_level(user, "*") if anywhere else "none"}
    if anywhere is not None and anywhere.collections:
        rights["*"]["collections"] = {"*": anywhere.collections.get("*", "undefined")}
    return rights


def _explicit_level(user: User, database: str) -> str:
    grant = user.grants.get(database)
    return (grant.level if grant is not None else None) or "undefined"


def _configuration(user: User, name: list[str]) -> Response:
    configuration = user.configuration
    if not name:
        return result(configuration)
    return result(configuration.get(name[0]))


def _configure(request: Request, name: str, key: str) -> Response:
    _demand_oneself(request, name)
    user = request.server.users.get(name)
    body = _body(request)
    if "value" in body:
        user.configuration[key] = body["value"]
    else:
        user.configuration.pop(key, None)
    return _NOTHING


def _forget_configuration(request: Request, suffixes: list[str]) -> Response:
    _demand_oneself(request, suffixes[0])
    user = request.server.users.get(suffixes[0])
    if len(suffixes) == 2:
        user.configuration.clear()
    else:
        user.configuration.pop(suffixes[2], None)
    return _NOTHING


ROUTES = (
    Route(
        "/_api/user",
        {"GET": read, "POST": create, "PUT": replace, "PATCH": update, "DELETE": delete},
        refusal=Refusal(400),
    ),
)
