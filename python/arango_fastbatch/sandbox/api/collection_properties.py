"""The properties of a collection that its owner may set, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..computed import ComputedValues
from ..faults import ArangoFault
from ..store.schema import Schema

if TYPE_CHECKING:
    from ..profile import Profile
    from ..store.collection import Collection


class Properties:
    """What a request to make or change a collection says about its properties.

    Args:
        body: The request's body; what is no property of a single server's collection is ignored.
        profile: The version that is played.

    Raises:
        ArangoFault: 400/10, or 400/1621 for a schema, for a value that cannot be.
    """

    def __init__(self, body: dict[str, Any], profile: Profile) -> None:
        self._shown: dict[str, Any] = {}
        self._wait_for_sync = _flag(body, "waitForSync")
        cache_enabled = _flag(body, "cacheEnabled")
        if cache_enabled is not None:
            self._shown["cacheEnabled"] = cache_enabled
        concern = body.get("writeConcern", body.get("minReplicationFactor"))
        if concern is not None:
            if not isinstance(concern, int) or isinstance(concern, bool) or concern < 1:
                raise ArangoFault(400, 10, "invalid value for writeConcern")
            self._shown["writeConcern"] = concern
        self._schema: Schema | None = None
        if body.get("schema"):
            self._schema = Schema(body["schema"])
        if "schema" in body:
            self._shown["schema"] = self._schema.description if self._schema else None
        self._computed: ComputedValues | None = None
        if body.get("computedValues"):
            self._computed = ComputedValues(body["computedValues"], profile)
        if "computedValues" in body:
            self._shown["computedValues"] = self._computed.public() if self._computed else None

    def apply(self, collection: Collection) -> None:
        """Give them to a collection; what was not said stays as it is."""
        if self._wait_for_sync is not None:
            collection.wait_for_sync = self._wait_for_sync
        if "schema" in self._shown:
            collection.schema = self._schema
        if "computedValues" in self._shown:
            collection.compute = self._computed.apply if self._computed else None
        collection.properties |= self._shown


def _flag(body: dict[str, Any], name: str) -> bool | None:
    # As arangod has it: another type says nothing.
    value = body.get(name)
    return value if isinstance(value, bool) else None
