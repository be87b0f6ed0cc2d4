"""``/_api/transaction``: stream transactions."""

from __future__ import annotations

from typing import Any

from ..faults import ArangoFault
from ..message import Request, Response, answer, result
from ..routing import Route


def begin(request: Request) -> Response:
    """POST /_api/transaction/begin: begin a transaction."""
    suffixes = request.suffixes
    if not suffixes and request.server.profile < (4,):
        raise ArangoFault(501, 9, "the sandbox does not implement JavaScript transactions")
    if suffixes != ["begin"]:
        raise ArangoFault(404, 404, f"unknown path '{request.path}'")
    body = request.json()
    collections = body.get("collections") if isinstance(body, dict) else None
    if not isinstance(collections, dict):
        raise ArangoFault(400, 10, "missing/invalid collections definition for transaction")
    modes: dict[str, str] = {}
    for kind in ("read", "write", "exclusive"):
        write = kind != "read"
        for name in _names(collections.get(kind)):
            collection = request.permitted(name, write=write)
            if write or collection.number not in modes:
                modes[collection.number] = "write" if write else "read"
    implicit = collections.get("allowImplicit", body.get("allowImplicit", True))
    transaction = request.server.transactions.begin(
        request.database.name, request.access.name, modes, allow_implicit=implicit is not False
    )
    return result(transaction.public(), 201)


def read(request: Request) -> Response:
    """GET /_api/transaction[/ID]: the running ones, or the state of one."""
    suffixes = request.suffixes
    if not suffixes:
        running = request.server.transactions.running(request.database.name, request.access.name)
        return answer({"transactions": [{"id": t.number, "state": t.status} for t in running]})
    return result(_transaction(request, suffixes).public())


def commit(request: Request) -> Response:
    """PUT /_api/transaction/ID: commit."""
    return _end(request, "committed")


def abort(request: Request) -> Response:
    """DELETE /_api/transaction/ID: take back all that was written."""
    return _end(request, "aborted")


def _end(request: Request, status: str) -> Response:
    transaction = _transaction(request, request.suffixes)
    request.server.transactions.end(transaction, status)
    return result(transaction.public())


def _transaction(request: Request, suffixes: list[str]) -> Any:
    if len(suffixes) != 1:
        raise ArangoFault(400, 400, "expecting /_api/transaction/<transaction-ID>")
    return request.server.transactions.get(suffixes[0], request.database.name, request.access.name)


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ArangoFault(400, 10, "missing/invalid collections definition for transaction")
    return names


ROUTES = (Route("/_api/transaction", {"POST": begin, "GET": read, "PUT": commit, "DELETE": abort}),)
