"""The properties of a collection that its owner may set, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault

if TYPE_CHECKING:
    from ..store.collection import Collection

_BOOLEAN = ("waitForSync", "cacheEnabled")


def checked_properties(body: dict[str, Any]) -> dict[str, Any]:
    """The properties in a request to make or change a collection.

    Args:
        body: The request's body; what is no property of a single server's collection is left out.

    Raises:
        ArangoFault: A value of a wrong type.
    """
    properties: dict[str, Any] = {}
    for name in _BOOLEAN:
        if name in body:
            if not isinstance(body[name], bool):
                raise ArangoFault(400, 10, f"{name} must be a boolean")
            properties[name] = body[name]
    concern = body.get("writeConcern", body.get("minReplicationFactor"))
    if concern is not None:
        if not isinstance(concern, int) or isinstance(concern, bool) or concern < 1:
            raise ArangoFault(400, 10, "invalid value for writeConcern")
        properties["writeConcern"] = concern
    for name in ("schema", "computedValues"):
        if body.get(name):
            raise ArangoFault(501, 9, f"the sandbox does not implement {name}")
        if name in body:
            properties[name] = None
    return properties


def apply_properties(collection: Collection, properties: dict[str, Any]) -> None:
    """Give a collection the properties that `checked_properties` found."""
    collection.wait_for_sync = properties.get("waitForSync", collection.wait_for_sync)
    collection.properties |= {k: v for k, v in properties.items() if k != "waitForSync"}
