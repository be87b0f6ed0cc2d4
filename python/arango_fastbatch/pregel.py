"""Pregel: graph algorithms that the server runs."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, Request, Response, endpoint
from arango_fastbatch.arguments import given, path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    PregelJobCreateError,
    PregelJobDeleteError,
    PregelJobGetError,
)
from arango_fastbatch.formatter import format_pregel_job_data
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json

__all__ = [
    "ApiGroup",
    "Json",
    "Pregel",
    "PregelJobCreateError",
    "PregelJobDeleteError",
    "PregelJobGetError",
    "Request",
    "Response",
    "format_pregel_job_data",
]


def _id(body: Any, _: Call[int]) -> int:
    return int(body)


def _job(body: Any, _: Call[Json]) -> Json:
    return format_pregel_job_data(body)


_UNTIL = "3.12"
_INSTEAD = "AQL graph queries, or a graph library outside of the server"

CREATE: Operation[int] = Operation(
    "POST",
    "/_api/control_pregel",
    PregelJobCreateError,
    decode=_id,
    until=_UNTIL,
    instead=_INSTEAD,
)
GET: Operation[Json] = Operation(
    "GET",
    "/_api/control_pregel/{key}",
    PregelJobGetError,
    decode=_job,
    until=_UNTIL,
    instead=_INSTEAD,
)
DELETE: Operation[bool] = Operation(
    "DELETE",
    "/_api/control_pregel/{key}",
    PregelJobDeleteError,
    decode=always_true,
    until=_UNTIL,
    instead=_INSTEAD,
)


class Pregel(ApiGroup[C_co]):
    """Pregel jobs; servers from 3.12 on have none."""

    def __repr__(self) -> str:
        return f"<Pregel in {self.db_name}>"

    @endpoint
    async def job(self, job_id: int) -> Json:
        """Read how far a job is.

        Args:
            job_id: The job's id.

        Returns:
            ``state``, ``gss`` (the step), ``total_runtime`` (seconds), ``vertex_count``,
            ``edge_count``, ``aggregators``, ….

        Raises:
            PregelJobGetError: If the server refuses, such as for a missing job (HTTP 404).

        Endpoint:
            GET /_api/control_pregel/{id} (until 3.12)
        """
        return await self._call(GET, key=path_key(job_id))

    @endpoint
    async def create_job(
        self,
        graph: str,
        algorithm: str,
        store: bool = True,
        max_gss: int | None = None,
        thread_count: int | None = None,
        async_mode: bool | None = None,
        result_field: str | None = None,
        algorithm_params: Json | None = None,
    ) -> int:
        """Begin a job.

        Args:
            graph: The graph's name.
            algorithm: The algorithm, such as "pagerank".
            store: Whether the results are written into the vertices.
            max_gss: Most steps.
            thread_count: Threads on each server.
            async_mode: Whether algorithms that can run without common steps do.
            result_field: Attribute of the vertices for the results.
            algorithm_params: What the algorithm takes besides.

        Returns:
            The job's id.

        Raises:
            PregelJobCreateError: If the server refuses, such as for an unknown algorithm.

        Endpoint:
            POST /_api/control_pregel (until 3.12)
        """
        own = given(
            store=store,
            maxGSS=max_gss,
            parallelism=thread_count,
            resultField=result_field,
            **{"async": async_mode},
        )
        body: Json = {
            "algorithm": algorithm,
            "graphName": graph,
            "params": {**(algorithm_params or {}), **own},
        }
        return await self._call(CREATE, body=body)

    @endpoint
    async def delete_job(self, job_id: int) -> bool:
        """Stop a job, and forget it.

        Args:
            job_id: The job's id.

        Returns:
            True.

        Raises:
            PregelJobDeleteError: If the server refuses, such as for a missing job (HTTP 404).

        Endpoint:
            DELETE /_api/control_pregel/{id} (until 3.12)
        """
        return await self._call(DELETE, key=path_key(job_id))
