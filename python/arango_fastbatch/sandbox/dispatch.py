"""From a request to its answer: database, rights, route, handler, and every error an envelope."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .access import ANONYMOUS
from .faults import ArangoFault, LockedFault, RevisionFault
from .message import TEXT, Request, Response, answer, failure
from .routing import Router

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from .access import Access
    from .context import Server
    from .routing import Handler, Route
    from .store.database import Database

_LOG = logging.getLogger(__name__)

# These do not take part in the transaction that a header names.
_OUTSIDE_OF_TRANSACTIONS = ("/_api/transaction", "/_api/batch", "/_api/job")
# How long an operation waits for the one before it in the same transaction.
_TRANSACTION_SECONDS = 8.0
_LOOK_AGAIN_SECONDS = 0.005

_METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
_UNAUTHORIZED = {"Www-Authenticate": 'Bearer token_type="JWT", realm="ArangoDB"'}


class Dispatcher:
    """Answers requests.

    Args:
        server: What the handlers work on.
        routes: All routes of the sandbox.
    """

    def __init__(self, server: Server, routes: Iterable[Route]) -> None:
        self._server = server
        self._router = Router(routes, server.profile)

    async def answer(self, request: Request) -> Response:
        """The answer to a request that came over a connection. Never raises an ``Exception``."""
        self._server.request_counts[request.method] += 1
        if request.method == "OPTIONS":
            # Browsers ask so before they send anything else: of any path, and without logging in.
            return Response(200, b"", None, {"Allow": _METHODS})
        try:
            _demand_short_queue(request)
            handler = self._admit(request)
        except ArangoFault as fault:
            return fault_response(fault)
        await request.read_ahead()
        wanted = request.headers.get("x-arango-async")
        if wanted in {"true", "store"}:
            work = self._finished(handler, request)
            job = self._server.jobs.start(work, request.access.name, keep=wanted == "store")
            headers = {"X-Arango-Async-Id": job.number} if job is not None else None
            return Response(202, b"", TEXT, headers)
        return await self._finished(handler, request)

    async def _finished(self, handler: Handler, request: Request) -> Response:
        outcome = self.run(handler, request)
        response = outcome if isinstance(outcome, Response) else await outcome
        request.let_go()
        return response

    def answer_part(self, request: Request, envelope: Request) -> Response | Awaitable[Response]:
        """The answer to a part of a batch, which has the envelope's database and rights."""
        request.server = self._server
        request.database = envelope.database
        request.access = envelope.access
        request.is_part = True
        _, request.path = _split_database(request.path)
        try:
            handler, _ = self._find(request)
        except ArangoFault as fault:
            return fault_response(fault)
        return self.run(handler, request)

    def run(self, handler: Handler, request: Request) -> Response | Awaitable[Response]:
        """Let a handler answer; what it raises becomes an envelope."""
        number = request.headers.get("x-arango-trx-id")
        if number is not None and not request.path.startswith(_OUTSIDE_OF_TRANSACTIONS):
            return self._in_transaction(handler, request, number)
        return self._run(handler, request)

    def _run(self, handler: Handler, request: Request) -> Response | Awaitable[Response]:
        try:
            outcome = handler(request)
        except LockedFault as locked:
            return self._again(handler, request, locked)
        except ArangoFault as fault:
            return fault_response(fault)
        except Exception:
            return _broken(request)
        return (
            outcome if isinstance(outcome, Response) else self._guarded(handler, outcome, request)
        )

    async def _in_transaction(self, handler: Handler, request: Request, number: str) -> Response:
        """The answer to an operation of a transaction, which are done one after the other."""
        transactions = self._server.transactions
        whose = number, request.database.name, request.access.name
        try:
            turn = transactions.use(*whose).turn
            try:
                await asyncio.wait_for(turn.acquire(), _TRANSACTION_SECONDS)
            except asyncio.TimeoutError:
                text = f"cannot write-lock, transaction {number} is already in use"
                raise ArangoFault(423, 28, text) from None
            try:
                # It may have ended while this waited.
                request.transaction = transactions.use(*whose)
                outcome = self._run(handler, request)
                return outcome if isinstance(outcome, Response) else await outcome
            finally:
                turn.release()
        except ArangoFault as fault:
            return fault_response(fault)

    async def _guarded(
        self, handler: Handler, outcome: Awaitable[Response], request: Request
    ) -> Response:
        try:
            return await outcome
        except LockedFault as locked:
            return await self._again(handler, request, locked)
        except ArangoFault as fault:
            return fault_response(fault)
        except Exception:
            return _broken(request)

    async def _again(self, handler: Handler, request: Request, locked: LockedFault) -> Response:
        """Try again what failed at somebody's lock, which left nothing behind, for a while."""
        until = time.monotonic() + locked.patience
        while time.monotonic() < until:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            self._server.transactions.sweep()
            try:
                outcome = handler(request)
                return outcome if isinstance(outcome, Response) else await outcome
            except LockedFault as still:
                locked = still
            except ArangoFault as fault:
                return fault_response(fault)
            except Exception:
                return _broken(request)
        return fault_response(locked)

    def _admit(self, request: Request) -> Handler:
        """The handler of a request whose sender may send it.

        Raises:
            ArangoFault: 401/11, 404/1228, or what `_find` raises.
        """
        server = request.server = self._server
        name, request.path = _split_database(request.path)
        access = server.authenticator.identify(request.headers.get("authorization"))
        database = server.store.find(name)
        request.access = access or ANONYMOUS
        if database is not None:
            request.database = database
        if access is None or access.database_level(name) == "none":
            handler, route = self._find(request)
            if database is None or not (route.open or _is_about_oneself(request, access)):
                raise ArangoFault(401, 11, "not authorized to execute this request")
            return handler
        if database is None:
            raise ArangoFault(404, 1228, "database not found")
        return self._find(request)[0]

    def _find(self, request: Request) -> tuple[Handler, Route]:
        found = self._router.find(request.path)
        if found is None:
            _demand_no_service(request)
            raise ArangoFault(404, 404, f"unknown path '{request.path}'")
        route, request.raw_suffixes, request.suffixes = found
        if not route.handlers:
            raise ArangoFault(501, 9, f"the sandbox does not implement {route.path}")
        handler = route.handlers.get(request.method)
        if handler is None:
            raise ArangoFault(*route.refusal)
        return handler, route


def fault_response(fault: ArangoFault) -> Response:
    """The envelope of a fault."""
    if isinstance(fault, RevisionFault):
        document = fault.document
        fields = {
            "error": True,
            "code": fault.status,
            "errorNum": fault.errno,
            "errorMessage": fault.message,
            "_id": document["_id"],
            "_key": document["_key"],
            "_rev": document["_rev"],
        }
        return answer(fields, fault.status, {"Etag": f'"{document["_rev"]}"'})
    headers = dict(_UNAUTHORIZED) if fault.status == 401 else None
    return failure(fault.status, fault.errno, fault.message, headers)


def _demand_short_queue(request: Request) -> None:
    """Demand that a request has not waited longer than its sender wants.

    Raises:
        ArangoFault: 412/21004.
    """
    try:
        most = float(request.headers.get("x-arango-queue-time-seconds", 0))
    except ValueError:
        return
    if 0 < most < request.queue_seconds:
        raise ArangoFault(412, 21004, "queue time violated")


def _demand_no_service(request: Request) -> None:
    """Demand that no service is mounted where a request asks.

    Raises:
        ArangoFault: 501/9, as no service runs.
    """
    # Not there where the database is not, either.
    database: Database | None = getattr(request, "database", None)
    for mount in database.services if database is not None else ():
        if f"{request.path}/".startswith(f"{mount}/"):
            text = f'the sandbox does not run JavaScript: the service at "{mount}"'
            raise ArangoFault(501, 9, text)


def _broken(request: Request) -> Response:
    _LOG.exception("%s %s broke", request.method, request.path)
    return failure(500, 4, "internal error")


def _split_database(path: str) -> tuple[str, str]:
    if not path.startswith("/_db/"):
        return "_system", path
    name, slash, rest = path[5:].partition("/")
    return unquote(name, errors="replace"), slash + rest


def _is_about_oneself(request: Request, access: Access | None) -> bool:
    """Whether a user asks about himself, which needs no right to any database."""
    if access is None or request.path.split("/")[1:3] != ["_api", "user"]:
        return False
    return request.suffixes[:1] == [access.name]
