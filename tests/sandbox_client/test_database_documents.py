"""A database's documents by their ids, in every context and with servers of every version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch.exceptions import (
    DocumentDeleteError,
    DocumentInsertError,
    DocumentParseError,
    DocumentRevisionError,
    DocumentUpdateError,
)

if TYPE_CHECKING:
    from tests.sandbox_client.conftest import Place

KRIS = {"_key": "Kris", "age": 20, "address": {"city": "Bonn", "street": None}}


async def test_insert_document(place: Place) -> None:
    made = await place.ask(lambda db: db.insert_document("students", KRIS, return_new=True))
    assert (made["_id"], made["new"]["age"]) == ("students/Kris", 20)
    with pytest.raises(DocumentInsertError) as raised:
        await place.ask(lambda db: db.insert_document("students", KRIS))
    assert raised.value.http_code == 409
    again = {"_id": "students/Kris", "age": None, "address": {"zip": 5}}
    changed = await place.ask(
        lambda db: db.insert_document(
            "students", again, True, True, False, False, True, "update", False, False
        )
    )
    assert changed["old"]["age"] == 20
    assert "age" not in changed["new"]
    assert changed["new"]["address"] == {"zip": 5}
    assert await place.ask(lambda db: db.insert_document("students", {}, silent=True)) is True
    replaced = await place.ask(lambda db: db.insert_document("students", KRIS, overwrite=True))
    assert replaced["_old_rev"] == changed["_rev"]


async def test_document_and_has_document(place: Place) -> None:
    rev = (await place.students.insert(KRIS))["_rev"]
    assert (await place.ask(lambda db: db.document("students/Kris")))["age"] == 20
    assert await place.ask(lambda db: db.document("students/Rita")) is None
    assert await place.ask(lambda db: db.has_document({"_id": "students/Kris", "_rev": rev}))
    assert not await place.ask(lambda db: db.has_document("students/Rita"))
    other = {"_id": "students/Kris", "_rev": "_aaaaaaa---"}
    assert await place.ask(lambda db: db.has_document(other, check_rev=False)) is True
    for call in (lambda db: db.has_document(other), lambda db: db.document(other)):
        with pytest.raises(DocumentRevisionError):
            await place.ask(call)
    assert await place.ask(lambda db: db.document(other, rev=rev)) is not None


async def test_update_document(place: Place) -> None:
    rev = (await place.students.insert(KRIS))["_rev"]
    changes = {"_id": "students/Kris", "_rev": rev, "address": {"zip": 5, "city": None}}
    changed = await place.ask(
        lambda db: db.update_document(changes, True, True, False, True, True, True)
    )
    assert changed["old"]["address"] == KRIS["address"]
    assert changed["new"]["address"] == {"street": None, "zip": 5}
    with pytest.raises(DocumentRevisionError):
        await place.ask(lambda db: db.update_document(changes))
    silently = await place.ask(
        lambda db: db.update_document(changes, check_rev=False, merge=False, silent=True)
    )
    assert silently is True
    assert (await place.students.get("Kris"))["address"] == {"city": None, "zip": 5}
    with pytest.raises(DocumentUpdateError):
        await place.ask(lambda db: db.update_document({"_id": "students/Rita"}))


async def test_replace_document(place: Place) -> None:
    rev = (await place.students.insert(KRIS))["_rev"]
    replaced = await place.ask(
        lambda db: db.replace_document({"_id": "students/Kris", "_rev": rev, "a": 1}, True, True)
    )
    assert (replaced["_old_rev"], replaced["new"]["a"]) == (rev, 1)
    assert "age" not in replaced["new"]
    stale = {"_id": "students/Kris", "_rev": rev}
    with pytest.raises(DocumentRevisionError):
        await place.ask(lambda db: db.replace_document(stale))
    again = await place.ask(lambda db: db.replace_document(stale, False, return_old=True))
    assert again["old"]["a"] == 1


async def test_delete_document(place: Place) -> None:
    await place.students.insert_many([KRIS, {"_key": "Rita"}])
    deleted = await place.ask(lambda db: db.delete_document("students/Kris", return_old=True))
    assert deleted["old"]["age"] == 20
    with pytest.raises(DocumentDeleteError):
        await place.ask(lambda db: db.delete_document("students/Kris"))
    gone = await place.ask(lambda db: db.delete_document("students/Kris", ignore_missing=True))
    assert gone is False
    with pytest.raises(DocumentRevisionError):
        await place.ask(lambda db: db.delete_document("students/Rita", rev="_aaaaaaa---"))
    assert await place.ask(lambda db: db.delete_document("students/Rita", silent=True)) is True


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda db: db.document({"_key": "Kris"}), 'field "_id" required'),
        (lambda db: db.has_document({}), 'field "_id" required'),
        (lambda db: db.update_document({"_key": "Kris"}), 'field "_id" required'),
        (lambda db: db.replace_document({}), 'field "_id" required'),
        (lambda db: db.delete_document({"_key": "Kris"}), 'field "_id" required'),
        (
            lambda db: db.insert_document("students", {"_id": "teachers/Jon"}),
            'bad collection name in document ID "teachers/Jon"',
        ),
    ],
)
async def test_documents_that_are_not_named_are_refused(
    place: Place, call: Callable[[Any], Awaitable[Any]], message: str
) -> None:
    with pytest.raises(DocumentParseError) as raised:
        await place.ask(call)
    assert str(raised.value) == message
