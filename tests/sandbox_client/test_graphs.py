"""Graphs in every context and with servers of every version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from arango_fastbatch.exceptions import EdgeListError, GraphTraverseError

if TYPE_CHECKING:
    from tests.sandbox_client.conftest import Place


async def test_the_edges_of_a_vertex(place: Place) -> None:
    await place.students.insert_many([{"_key": "Kris"}, {"_key": "Rita"}])
    await place.db.create_collection("knows", edge=True)
    await place.db.collection("knows").insert_many(
        [
            {"_key": "1", "_from": "students/Kris", "_to": "students/Rita"},
            {"_key": "2", "_from": "students/Rita", "_to": "students/Kris"},
        ]
    )
    for direction, keys in (("in", {"2"}), ("out", {"1"}), (None, {"1", "2"})):
        found = await place.ask(
            lambda db, way=direction: db.graph("school").edges("knows", "students/Kris", way)
        )
        assert {edge["_key"] for edge in found["edges"]} == keys
        assert found["stats"]["scanned_index"] == len(keys)
    with pytest.raises(EdgeListError) as raised:
        await place.ask(lambda db: db.graph("school").edges("nowhere", "students/Kris"))
    assert raised.value.http_code == 404


async def test_existence_is_that_of_the_document(place: Place) -> None:
    await place.students.insert({"_key": "Kris"})
    assert await place.ask(lambda db: db.graph("school").has_vertex("students/Kris")) is True
    assert await place.ask(lambda db: db.graph("school").has_vertex("students/Rita")) is False


async def test_a_traversal_of_a_missing_graph_is_refused(place: Place) -> None:
    with pytest.raises(GraphTraverseError) as raised:
        await place.ask(lambda db: db.graph("nowhere").traverse("students/Kris"))
    assert raised.value.error_code == 1924
