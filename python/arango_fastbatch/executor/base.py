"""What all executors are: they decide when a call runs, and what the caller gets meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from arango_fastbatch.connection import Connection
from arango_fastbatch.operation import Call, Operation, Options, Scope
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")

ResponseHandler = Callable[[Response], T]
"""Makes a result from an answer, or raises for it."""


class Group(Protocol):
    """Who calls: a wrapper of one API."""

    @property
    def scope(self) -> Scope:
        """The wrapper's values for the paths of its operations."""


class Queue(Protocol):
    """The fast way into a batch, for calls whose like has been queued before."""

    def put(self, operation: Operation[Any], options: Options, body: Any, key: str = "") -> Any:
        """Queue a call.

        Args:
            operation: What is called.
            options: The operation's query parameters.
            body: The request's body.
            key: The variable piece of its path, percent-encoded.

        Returns:
            What stands for the result, or `NotImplemented`: then `Executor.call` has to be asked.
        """


class _NoQueue:
    def put(self, operation: Operation[Any], options: Options, body: Any, key: str = "") -> Any:
        return NotImplemented


_NO_QUEUE = _NoQueue()


async def learn_version(operation: Operation[Any], reply: Response, conn: Connection) -> None:
    """See to it that the server's version is known before an error is told that depends on it.

    Args:
        operation: What was called.
        reply: Its answer.
        conn: What knows the servers.
    """
    if operation.may_be_absent(reply):
        await conn.on_host(reply.host).learn_server_version()


class RequestExecutor(Protocol):
    """What is enough to be an executor: see `ForeignExecutor`."""

    @property
    def context(self) -> str:
        """Name of the context."""

    async def execute(self, request: Request, response_handler: ResponseHandler[Any]) -> Any:
        """Run a request.

        Args:
            request: The request.
            response_handler: Makes the result from the answer.

        Returns:
            The result, or what stands for it.
        """


class Executor(ABC):
    """Decides when calls run.

    Who writes an executor needs no more than `context` and `execute`: every call of every wrapper
    is then a request and a response handler. The same holds for a subclass of one of this package's
    executors that overrides `execute` alone.

    Args:
        connection: What sends them.
    """

    def __init__(self, connection: Connection) -> None:
        self._conn = connection

    def __init_subclass__(cls) -> None:
        """Have all calls come through `execute` where a subclass has its own one."""
        super().__init_subclass__()
        if "execute" in vars(cls) and "call" not in vars(cls):
            cls.call = Executor.call  # type: ignore[method-assign]  # what makes it an override
            cls.queue_for = Executor.queue_for  # type: ignore[method-assign]  # likewise

    @property
    def connection(self) -> Connection:
        """What sends the calls."""
        return self._conn

    @property
    @abstractmethod
    def context(self) -> str:
        """Name of the context: "default", "batch", …."""

    def queue_for(self, scope: Scope) -> Queue:
        """The fast way into a queue for wrappers with a scope: only a batch has one."""
        return _NO_QUEUE

    def settled(self) -> Executor:
        """What runs calls that follow from a result, on the host where it lives."""
        return self

    def for_wrappers(self) -> Executor:
        """What runs the calls of a wrapper that a result holds, such as a collection just made.

        It is of this context, unless that has ended by the time when the result is there.
        """
        return self

    def by(self, connection: Connection) -> Executor | None:
        """The same context by another connection; None where calls give no result at once.

        Args:
            connection: What sends the calls.
        """
        return None

    def at(self, host: int | None) -> Executor:
        """What runs calls that follow from an answer (a cursor's), on the host where it lives.

        Args:
            host: Index of the host that sent the answer; None where that is not known.
        """
        return self if host is None else self._over(self._conn.on_host(host))

    def _over(self, connection: Connection) -> Self:
        """The same executor over another connection to the same hosts."""
        if connection is self._conn:
            return self
        twin = copy(self)
        twin._conn = connection
        return twin

    async def call(
        self,
        group: Group,
        operation: Operation[Any],
        options: Options = (),
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        arg: Any = None,
    ) -> Any:
        """Run a call, or see to it that it is run.

        Args:
            group: Who calls.
            operation: What is called.
            options: The operation's query parameters.
            key: The variable piece of its path, percent-encoded.
            body: The request's body.
            headers: The request's headers beyond the usual ones.
            arg: What the operation's `decode` needs besides the answer's body.

        Returns:
            The result, or what stands for it in this context.
        """
        request = operation.request(group.scope, options, key, body, headers)

        def finish(response: Response) -> Any:
            follow_ups = self.at(response.host)
            return operation.finish(response, Call(operation, self._conn, follow_ups, arg, request))

        return await self.execute(request, finish)

    @abstractmethod
    async def execute(self, request: Request, response_handler: ResponseHandler[T]) -> Any:
        """Run a request of the caller's own.

        Args:
            request: The request.
            response_handler: Makes the result from the answer.

        Returns:
            The result, or what stands for it in this context.
        """


class ForeignExecutor(Executor):
    """Has an executor of somebody else's making run all calls.

    Args:
        connection: The wrapper's.
        executor: Has a `context` and an `execute`, and need be of no class of this package.
    """

    def __init__(self, connection: Connection, executor: RequestExecutor) -> None:
        super().__init__(connection)
        self._executor = executor

    @property
    def context(self) -> str:
        """Whatever it says."""
        return self._executor.context

    async def execute(self, request: Request, response_handler: ResponseHandler[T]) -> Any:
        """Have it run a request.

        Args:
            request: The request.
            response_handler: Makes the result from the answer.

        Returns:
            Whatever it gives.
        """
        return await self._executor.execute(request, response_handler)


def executor_of(connection: Connection, executor: Executor | RequestExecutor) -> Executor:
    """An executor as wrappers need it.

    Args:
        connection: The wrapper's.
        executor: One of this package's, or anything with `context` and `execute`.
    """
    if isinstance(executor, Executor):
        return executor
    return ForeignExecutor(connection, executor)
