"""``/_api/aqlfunction``: users' own AQL functions (before 4): kept, but not for queries."""

from __future__ import annotations

import re
from typing import Any

from ..faults import ArangoFault
from ..message import Request, Response, result, success
from ..routing import Route

_NAME = re.compile(r"[A-Za-z0-9_]+(::[A-Za-z0-9_]+)+", re.ASCII)


def read(request: Request) -> Response:
    """GET /_api/aqlfunction[/NAMESPACE]: the functions, or those of a namespace."""
    prefix = "".join(f"{suffix.upper()}::" for suffix in request.suffixes[:1])
    functions = request.database.functions
    return result([f for name, f in functions.items() if name.startswith(prefix)])


def create(request: Request) -> Response:
    """POST /_api/aqlfunction: register a function, or replace one."""
    body = request.json()
    if not isinstance(body, dict):
        raise ArangoFault(400, 600, "expecting JSON object body")
    name, code = body.get("name"), body.get("code")
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise ArangoFault(400, 1580, f"error registering AQL user function: {name}")
    if not isinstance(code, str) or "function" not in code:
        raise ArangoFault(400, 1581, "error creating AQL user function: code is no function")
    request.access.demand_database(request.database.name)
    function: dict[str, Any] = {
        "name": name,
        "code": code,
        "isDeterministic": body.get("isDeterministic") is True,
    }
    functions = request.database.functions
    is_new = name.upper() not in functions
    functions[name.upper()] = function
    return success(201 if is_new else 200, isNewlyCreated=is_new)


def delete(request: Request) -> Response:
    """DELETE /_api/aqlfunction/NAME: unregister a function; with ``group`` all of a namespace."""
    if len(request.suffixes) != 1:
        raise ArangoFault(400, 600, "expected DELETE /_api/aqlfunction/<function-name>")
    request.access.demand_database(request.database.name)
    wanted = request.suffixes[0]
    functions = request.database.functions
    if request.flag("group"):
        doomed = [name for name in functions if name.startswith(f"{wanted.upper()}::")]
    else:
        doomed = [wanted.upper()]
        if doomed[0] not in functions:
            text = f"no AQL user function with name '{wanted}' found"
            raise ArangoFault(404, 1582, text)
    for name in doomed:
        del functions[name]
    return success(deletedCount=len(doomed))


ROUTES = (Route("/_api/aqlfunction", {"GET": read, "POST": create, "DELETE": delete}, until=(4,)),)
