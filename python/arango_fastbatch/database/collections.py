"""The collections of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_piece
from arango_fastbatch.collection import StandardCollection
from arango_fastbatch.context import C_co
from arango_fastbatch.errno import DATA_SOURCE_NOT_FOUND
from arango_fastbatch.exceptions import (
    CollectionCreateError,
    CollectionDeleteError,
    CollectionListError,
)
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _listed(body: Any, _: Call[Jsons]) -> Jsons:
    return [
        {
            "id": entry["id"],
            "name": entry["name"],
            "system": entry["isSystem"],
            "type": StandardCollection.types.get(entry["type"], entry["type"]),
            "status": StandardCollection.statuses.get(entry["status"], entry["status"]),
        }
        for entry in body["result"]
    ]


def _is_listed(body: Any, call: Call[bool]) -> bool:
    return any(entry["name"] == call.arg for entry in body["result"])


def _made(_: Any, call: Call[StandardCollection[Any]]) -> StandardCollection[Any]:
    return StandardCollection(*call.arg)


LIST: Operation[Jsons] = Operation("GET", "/_api/collection", CollectionListError, decode=_listed)
HAS: Operation[bool] = Operation(
    "GET", "/_api/collection", CollectionListError, decode=_is_listed, free=True
)
CREATE: Operation[StandardCollection[Any]] = Operation(
    "POST",
    "/_api/collection",
    CollectionCreateError,
    query=("waitForSyncReplication", "enforceReplicationFactor"),
    decode=_made,
    free=True,
)
DELETE: Operation[bool] = Operation(
    "DELETE",
    "/_api/collection/{key}",
    CollectionDeleteError,
    query=("isSystem",),
    decode=always_true,
)
DELETE_IF_THERE = replace(DELETE, recover={DATA_SOURCE_NOT_FOUND: False})


class Collections(ApiGroup[C_co]):
    """Methods for the collections of a database."""

    def __getitem__(self, name: str) -> StandardCollection[C_co]:
        return self.collection(name)

    def collection(self, name: str) -> StandardCollection[C_co]:
        """The wrapper of a collection; the server is not asked.

        Args:
            name: The collection's name.

        Returns:
            The wrapper, in this wrapper's context.
        """
        return StandardCollection(self._conn, self._executor, name)

    @endpoint
    async def collections(self) -> Jsons:
        """List the collections.

        Returns:
            For each ``id``, ``name``, ``system``, ``type`` ("document" or "edge") and ``status``.

        Raises:
            CollectionListError: If the server refuses.

        Endpoint:
            GET /_api/collection
        """
        return await self._call(LIST)

    @endpoint
    async def has_collection(self, name: str) -> bool:
        """Tell whether a collection exists.

        Args:
            name: The collection's name.

        Returns:
            Whether it exists.

        Raises:
            CollectionListError: If the server refuses.

        Endpoint:
            GET /_api/collection
        """
        return await self._call(HAS, arg=name)

    @endpoint
    async def create_collection(
        self,
        name: str,
        sync: bool = False,
        system: bool = False,
        edge: bool = False,
        user_keys: bool = True,
        key_increment: int | None = None,
        key_offset: int | None = None,
        key_generator: str = "traditional",
        shard_fields: Sequence[str] | None = None,
        shard_count: int | None = None,
        replication_factor: int | None = None,
        shard_like: str | None = None,
        sync_replication: bool | None = None,
        enforce_replication_factor: bool | None = None,
        sharding_strategy: str | None = None,
        smart_join_attribute: str | None = None,
        write_concern: int | None = None,
        schema: Json | None = None,
    ) -> StandardCollection[Any]:
        """Create a collection.

        Args:
            name: Its name.
            sync: Whether writes are answered only when they are on disk.
            system: Whether it is a system collection; its name begins with "_" then.
            edge: Whether it holds edges.
            user_keys: Whether documents may bring their own keys.
            key_increment: Step of the "autoincrement" key generator.
            key_offset: Start of the "autoincrement" key generator.
            key_generator: "traditional", "autoincrement", "uuid" or "padded".
            shard_fields: Attributes by whose values documents are sharded (cluster).
            shard_count: Number of shards (cluster).
            replication_factor: Copies of each shard (cluster).
            shard_like: Collection whose sharding it follows (Enterprise Edition, cluster).
            sync_replication: Whether the answer waits for all copies (cluster).
            enforce_replication_factor: Whether there must be servers enough for all copies
                (cluster).
            sharding_strategy: How documents are sharded (cluster).
            smart_join_attribute: Attribute for smart joins (Enterprise Edition, cluster).
            write_concern: Copies that must be in sync for a write (cluster).
            schema: Validation of documents: ``rule``, ``level``, ``message``.

        Returns:
            The wrapper of the new collection.

        Raises:
            CollectionCreateError: If the server refuses, such as for a name that exists.

        Endpoint:
            POST /_api/collection
        """
        key_options = {
            "type": key_generator,
            "allowUserKeys": user_keys,
            "increment": key_increment,
            "offset": key_offset,
        }
        body = {
            "name": name,
            "waitForSync": sync,
            "isSystem": system,
            "keyOptions": {key: value for key, value in key_options.items() if value is not None},
            "type": 3 if edge else 2,
            "numberOfShards": shard_count,
            "shardKeys": shard_fields,
            "replicationFactor": replication_factor,
            "distributeShardsLike": shard_like,
            "shardingStrategy": sharding_strategy,
            "smartJoinAttribute": smart_join_attribute,
            "writeConcern": write_concern,
            "schema": schema,
        }
        return await self._call(
            CREATE,
            (sync_replication, enforce_replication_factor),
            body={key: value for key, value in body.items() if value is not None},
            arg=(self._conn, self._executor.for_wrappers(), name),
        )

    @endpoint
    async def delete_collection(
        self, name: str, ignore_missing: bool = False, system: bool | None = None
    ) -> bool:
        """Delete a collection.

        Args:
            name: Its name.
            ignore_missing: Whether a missing collection is no error.
            system: Whether it is a system collection.

        Returns:
            True; False if it is missing and that is no error.

        Raises:
            CollectionDeleteError: If the server refuses, such as for a missing one (HTTP 404).

        Endpoint:
            DELETE /_api/collection/{name}
        """
        operation = DELETE_IF_THERE if ignore_missing else DELETE
        return await self._call(operation, (system,), key=path_piece(name))
