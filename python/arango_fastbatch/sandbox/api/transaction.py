"""``/_api/transaction``: stream transactions."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import Request, Response, answer, result, success
from ..routing import Route
from ..turns import in_turns

if TYPE_CHECKING:
    from ..store.collection import Collection
    from ..store.transactions import Transaction

_LOCK_SECONDS = 900.0
_LOOK_AGAIN_SECONDS = 0.01
_STRENGTHS = {"read": 0, "write": 1, "exclusive": 2}


async def begin(request: Request) -> Response:
    """POST /_api/transaction/begin: begin a transaction, once it can have its locks."""
    suffixes = request.suffixes
    if not suffixes and request.server.profile < (4,):
        raise ArangoFault(501, 9, "the sandbox does not implement JavaScript transactions")
    if suffixes != ["begin"]:
        raise ArangoFault(400, 10, "bad parameter")
    body = request.json()
    if "x-arango-trx-id" in request.headers:
        text = "unexpected transaction ID received in begin transaction request"
        raise ArangoFault(400, 10, text)
    collections = body.get("collections") if isinstance(body, dict) else None
    if not isinstance(collections, dict):
        raise ArangoFault(400, 10, "missing/invalid collections definition for transaction")
    implicit = collections.get("allowImplicit", body.get("allowImplicit", True))
    transactions = request.server.transactions
    transaction = transactions.new(
        request.database.name,
        request.access.name,
        _modes(request, collections),
        allow_implicit=implicit is not False,
        max_bytes=_limit(body, "maxTransactionSize"),
    )
    until = time.monotonic() + (_limit(body, "lockTimeout") or _LOCK_SECONDS)
    while not transactions.begin(transaction):
        if time.monotonic() > until:
            raise ArangoFault(500, 18, "timed out waiting for the locks of the transaction")
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    return result(transaction.public(), 201)


def read(request: Request) -> Response:
    """GET /_api/transaction[/ID]: the running ones, or the state of one."""
    suffixes = request.suffixes
    if not suffixes:
        running = request.server.transactions.running(request.database.name, request.access.name)
        return answer({"transactions": [{"id": t.number, "state": t.status} for t in running]})
    if len(suffixes) > 1:
        raise ArangoFault(400, 10, "expecting GET /_api/transaction/<transaction-ID>")
    number = _number(suffixes[0], "Illegal transaction ID")
    transactions = request.server.transactions
    found = transactions.find(number, request.database.name, request.access.name)
    if found is None:
        raise ArangoFault(404, 1655, "transaction not found")
    return result(found.public())


async def commit(request: Request) -> Response:
    """PUT /_api/transaction/ID: commit."""
    return await _end(request, "committed")


async def abort(request: Request) -> Response:
    """DELETE /_api/transaction/ID|write: take back all that was written; all that write."""
    if request.suffixes != ["write"]:
        return await _end(request, "aborted")
    for transaction in request.server.transactions.writing(request.access.name):
        await _end_one(request, transaction, "aborted")
    return success()


async def _end(request: Request, status: str) -> Response:
    if len(request.suffixes) != 1:
        raise ArangoFault(400, 10, "bad parameter")
    number = _number(request.suffixes[0], "bad transaction ID")
    transactions = request.server.transactions
    transaction = transactions.ended_by(number, request.database.name, request.access.name, status)
    await _end_one(request, transaction, status)
    return result(transaction.public())


async def _end_one(request: Request, transaction: Transaction, status: str) -> None:
    # What is under way in it is let finish.
    async with transaction.turn:
        await in_turns(request.server.transactions.end_steps(transaction, status))


def _number(text: str, complaint: str) -> str:
    """The number in a path, as arangod reads it."""
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise ArangoFault(400, 10, complaint)
    return str(int(text))


def _modes(request: Request, collections: dict[str, Any]) -> dict[Collection, str]:
    """What a transaction may do with each collection that it names."""
    modes: dict[Collection, str] = {}
    for mode, strength in _STRENGTHS.items():
        for name in _names(collections.get(mode)):
            collection = request.permitted(name, write=mode != "read")
            if strength >= _STRENGTHS[modes.get(collection, "read")]:
                modes[collection] = mode
    return modes


def _limit(body: dict[str, Any], name: str) -> int | None:
    """A positive number of a body, or None for none (and for zero)."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise ArangoFault(400, 10, f"<{name}> needs to be a positive number")
    return int(value) or None


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ArangoFault(400, 10, "missing/invalid collections definition for transaction")
    return names


ROUTES = (Route("/_api/transaction", {"POST": begin, "GET": read, "PUT": commit, "DELETE": abort}),)
