"""How a room calls: the base of every API wrapper, and the types of what its methods give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from arango_fastbatch.connection import Connection
from arango_fastbatch.context import (
    C_co,
    Now,
    Queued,
    QueuedUnreported,
    Stored,
    StoredUnreported,
)
from arango_fastbatch.executor import Executor, RequestExecutor, ResponseHandler, executor_of
from arango_fastbatch.job import AsyncJob, BatchJob
from arango_fastbatch.operation import Operation, Options, Scope
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.result import Result

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ApiGroup", "Endpoint", "Request", "Response", "T", "endpoint"]

T = TypeVar("T")
P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class ApiGroup(Generic[C_co]):
    """Base of the wrappers of the server's APIs.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
    """

    def __init__(self, connection: Connection, executor: Executor | RequestExecutor) -> None:
        self._conn = connection
        self._executor: Executor = executor_of(connection, executor)
        self._in_scope({})

    @property
    def conn(self) -> Connection:
        """What sends requests."""
        return self._conn

    @property
    def context(self) -> str:
        """Name of the context in which calls are made: "default", "batch", …."""
        return self._executor.context

    @property
    def db_name(self) -> str:
        """Name of the database."""
        return self._conn.db_name

    @property
    def username(self) -> str | None:
        """Name of the user, or None where a token stands for one."""
        return self._conn.username

    @property
    def scope(self) -> Scope:
        """This wrapper's values for the paths of its operations, percent-encoded."""
        return self._scope

    def _in_scope(self, scope: Scope) -> None:
        """Set the values for the paths of operations."""
        self._scope = scope
        self._queue = self._executor.queue_for(scope)

    def _call(
        self,
        operation: Operation[T],
        options: Options = (),
        *,
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        arg: Any = None,
    ) -> Awaitable[T]:
        """Call an operation.

        Args:
            operation: The row.
            options: Values of its query parameters, in its order.
            key: The variable piece of its path, percent-encoded.
            body: The request's body.
            headers: Headers beyond the usual ones.
            arg: What the row's `decode` needs besides the answer's body.

        Returns:
            An awaitable of the result, or of what stands for it in this context.
        """
        if headers is None:
            queued = self._queue.put(operation, options, body, key)
            if queued is not NotImplemented:
                return _at_hand(queued)
        return self._executor.call(self, operation, options, key, body, headers, arg)

    async def _execute(self, request: Request, response_handler: ResponseHandler[T]) -> Result[T]:
        """Run a request of the caller's own."""
        result: Result[T] = await self._executor.execute(request, response_handler)
        return result


async def _at_hand(result: T) -> T:
    return result


class Endpoint(Generic[P, R_co]):
    """What a type checker takes a method for that is marked with `endpoint`.

    Awaiting it gives what the context of the wrapper makes of the method's result. There is no
    object of this class: at run time the method is the plain one.
    """

    @overload
    def __get__(
        self, group: ApiGroup[Now], owner: Any = None
    ) -> Callable[P, Coroutine[Any, Any, R_co]]: ...
    @overload
    def __get__(
        self, group: ApiGroup[Queued], owner: Any = None
    ) -> Callable[P, Coroutine[Any, Any, BatchJob[R_co]]]: ...
    @overload
    def __get__(
        self, group: ApiGroup[Stored], owner: Any = None
    ) -> Callable[P, Coroutine[Any, Any, AsyncJob[R_co]]]: ...
    @overload
    def __get__(
        self, group: ApiGroup[QueuedUnreported] | ApiGroup[StoredUnreported], owner: Any = None
    ) -> Callable[P, Coroutine[Any, Any, None]]: ...
    @overload
    def __get__(self, group: None, owner: Any = None) -> Self: ...
    def __get__(self, group: ApiGroup[Any] | None, owner: Any = None) -> Any:
        """For the type checker only."""
        raise AssertionError("methods marked with `endpoint` stay plain methods")


def endpoint(
    method: Callable[Concatenate[Any, P], Coroutine[Any, Any, R_co]],
) -> Endpoint[P, R_co]:
    """Mark a method of a wrapper that calls an endpoint of the server.

    For the type checker it makes what an awaited call gives depend on the wrapper's context. At run
    time it gives the method back as it is, so that marking it costs nothing.

    Args:
        method: The method.

    Returns:
        The method.
    """
    return method  # type: ignore[return-value]  # an Endpoint for the type checker only
