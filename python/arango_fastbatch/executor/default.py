"""The default context: a call is sent at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from arango_fastbatch.connection import Connection
from arango_fastbatch.executor.base import Executor, Group, ResponseHandler, T, learn_version
from arango_fastbatch.operation import Call, Operation, Options
from arango_fastbatch.request import Request


class DefaultApiExecutor(Executor):
    """Sends calls at once.

    Args:
        connection: What sends them.
    """

    @property
    def context(self) -> str:
        """Always "default"."""
        return "default"

    def by(self, connection: Connection) -> DefaultApiExecutor:
        """The default context by another connection."""
        return DefaultApiExecutor(connection)

    def settled(self) -> DefaultApiExecutor:
        """The default context on the host that answered last, if the connection keeps to it."""
        return self._over(self._conn.settled())

    async def call(
        self,
        group: Group,
        operation: Operation[T],
        options: Options = (),
        key: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        arg: Any = None,
    ) -> T:
        """Send a call and give its result."""
        request = operation.request(group.scope, options, key, body, headers)
        reply = await self._conn.send_request(request)
        await learn_version(operation, reply, self._conn)
        return operation.finish(
            reply, Call(operation, self._conn, self.at(reply.host), arg, request)
        )

    async def execute(self, request: Request, response_handler: ResponseHandler[T]) -> T:
        """Send a request and give what its handler makes of the answer.

        Args:
            request: The request.
            response_handler: Makes the result from the answer.

        Returns:
            The result.
        """
        return response_handler(await self._conn.send_request(request))
