"""``/_api/database``: databases, listed, made and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..faults import ArangoFault
from ..message import Request, Response, result
from ..routing import Route

if TYPE_CHECKING:
    from ..store.database import Database


def read(request: Request) -> Response:
    """GET /_api/database[/current|/user]: databases, this one, or those of the user."""
    suffixes = request.suffixes
    store = request.server.store
    if not suffixes:
        _demand_system(request)
        request.access.demand_database("_system")
        return result([database.name for database in store.databases()])
    if suffixes == ["user"]:
        names = [database.name for database in store.databases()]
        return result([n for n in names if request.access.database_level(n) != "none"])
    if suffixes == ["current"]:
        return result(described(request.database))
    raise ArangoFault(400, 400 if len(suffixes) > 1 else 10, "bad parameter")


def create(request: Request) -> Response:
    """POST /_api/database: make a database, with users where some are given."""
    if request.suffixes:
        raise ArangoFault(400, 400, "bad parameter")
    _demand_system(request)
    body = request.json()
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str):
        raise ArangoFault(400, 1229, "database name invalid")
    request.access.demand_database("_system")
    for option in ("options", "users"):
        kind = dict if option == "options" else list
        if body.get(option) is not None and not isinstance(body[option], kind):
            raise ArangoFault(400, 400, f"invalid {option} slice")
    users = [_NewUser.of(description) for description in body.get("users") or ()]
    request.server.store.create_database(name)
    _admit_users(request, name, users)
    return result(True, 201)


def drop(request: Request) -> Response:
    """DELETE /_api/database/NAME: drop a database."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "bad parameter")
    _demand_system(request)
    request.access.demand_database("_system")
    request.server.store.drop_database(suffixes[0])
    request.server.users.forget_database(suffixes[0])
    return result(True)


def _demand_system(request: Request) -> None:
    if request.database.name != "_system":
        raise ArangoFault(403, 1230, "operation only allowed in system database")


def described(database: Database) -> dict[str, Any]:
    """A database with its properties, as answers show it."""
    return {
        "id": database.number,
        "name": database.name,
        "isSystem": database.name == "_system",
        "sharding": "",
        "replicationFactor": 1,
        "writeConcern": 1,
        "path": "",
    }


class _NewUser(NamedTuple):
    """One who is let into a new database."""

    name: str
    password: str
    active: bool
    extra: Any

    @classmethod
    def of(cls, description: Any) -> _NewUser:
        """The user that a request describes.

        Raises:
            ArangoFault: 400/400.
        """
        if not isinstance(description, dict):
            raise ArangoFault(400, 400, "bad parameter")
        name = description.get("username", description.get("user"))
        password = description.get("passwd", "")
        if not isinstance(name, str) or not isinstance(password, str):
            raise ArangoFault(400, 400, "bad parameter")
        active = description.get("active") is not False
        return cls(name, password, active, description.get("extra"))


def _admit_users(request: Request, database: str, newcomers: list[_NewUser]) -> None:
    """Let users into a new database; who does not exist yet is made."""
    users = request.server.users
    if request.access.user is not None:
        users.own_database(request.access.user, database)
    for new in newcomers:
        if not new.name:
            continue
        user = users.find(new.name) or users.create(
            new.name, new.password, active=new.active, extra=new.extra
        )
        users.own_database(user, database)


ROUTES = (Route("/_api/database", {"GET": read, "POST": create, "DELETE": drop}),)
