"""`Cursor.next`: what it gives may be awaited, or stand for the item that is at hand."""

from __future__ import annotations

import asyncio
import gc
import inspect
import warnings
from collections.abc import Coroutine
from typing import Any

import pytest
from tests.unit.cursors import cursor, said

from arango_fastbatch.cursor import NextItem
from arango_fastbatch.exceptions import CursorStateError

# --- Awaited


async def test_awaited_items() -> None:
    it, conn = cursor(said([1, 2]))
    assert await it.next() == 1
    assert await it.next() == 2
    with pytest.raises(StopAsyncIteration):
        await it.next()
    assert conn.asked == []


async def test_awaited_items_that_have_to_be_fetched() -> None:
    it, conn = cursor(said([], True, id="7/8"), said([1], True), said([2]))
    assert await it.next() == 1
    assert await it.next() == 2
    with pytest.raises(StopAsyncIteration):
        await it.next()
    assert conn.asked == [("POST", "/_api/cursor/7%2F8")] * 2


@pytest.mark.parametrize("at_hand", [True, False])
async def test_every_way_to_await(at_hand: bool) -> None:
    def start() -> NextItem:
        it, _ = cursor(said([5]) if at_hand else said([], True, id="7"), said([5]))
        return it.next()

    item = start()
    assert asyncio.iscoroutine(item)
    assert isinstance(item, Coroutine)
    assert inspect.isawaitable(item)
    assert await item == 5
    assert await asyncio.create_task(start()) == 5
    assert await asyncio.wait_for(start(), 10) == 5
    assert await asyncio.gather(start(), start()) == [5, 5]
    assert await asyncio.ensure_future(start()) == 5
    assert await asyncio.shield(start()) == 5
    done, _ = await asyncio.wait({asyncio.create_task(start())})
    assert done.pop().result() == 5
    loop = asyncio.new_event_loop()
    try:
        assert await asyncio.to_thread(loop.run_until_complete, start()) == 5
    finally:
        loop.close()


@pytest.mark.parametrize("item", [None, 0, "", [], (1, 2), {"a": 1}, "text", False])
async def test_items_come_as_they_are(item: Any) -> None:
    it, _ = cursor(said([item, item]))
    assert await it.next() is item
    assert await asyncio.create_task(it.next()) is item


async def test_item_is_awaited_once() -> None:
    it, _ = cursor(said([5]))
    item = it.next()
    assert await item == 5
    with pytest.raises(RuntimeError, match="reuse"):
        item.send(None)


async def test_task_in_debug_mode_shows_itself() -> None:
    asyncio.get_running_loop().set_debug(True)
    it, _ = cursor(said([5], True, id="7"), said([6]))
    tasks = [asyncio.create_task(it.next()) for _ in range(2)]
    assert all("Task" in repr(task) for task in tasks)
    assert await asyncio.gather(*tasks) == [5, 6]


async def test_throwing_into_an_item() -> None:
    for more in (False, True):
        it, _ = cursor(said([] if more else [5], more, id="7"), said([6]))
        with pytest.raises(ZeroDivisionError):
            it.next().throw(ZeroDivisionError())
    it, _ = cursor(said([5, 6]))
    it.next().close()
    assert await it.next() == 6


async def test_cancelled_task_of_an_item() -> None:
    it, conn = cursor(said([], True, id="7"), said([5]))
    conn.gate = asyncio.Event()
    task = asyncio.create_task(it.next())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# --- Not awaited: the item is at hand


def test_unawaited_comparison() -> None:
    it, _ = cursor(said([100000, 1, 2, 3]))
    assert it.next() == 100000
    assert it.next() != 7
    assert (it.next() == 7) is False
    assert 3 == it.next()  # noqa: SIM300 - the other way round, too


def test_unawaited_stand_in() -> None:
    document = {"_key": "Kris", "tags": ["a", "b"]}
    it, _ = cursor(said([document, [1, 2], "text", [], 0, 7]))
    item = it.next()
    assert item["_key"] == "Kris"
    assert item["tags"] == ["a", "b"]
    assert list(item) == ["_key", "tags"]
    assert len(item) == 2
    assert "_key" in item
    assert "_id" not in item
    assert item
    assert repr(item) == repr(document)
    assert str(item) == str(document)
    array = it.next()
    assert list(array) == [1, 2]
    assert array[0] == 1
    assert array == [1, 2]
    text = it.next()
    assert text[1] == "e"
    assert "ex" in text
    assert not it.next()
    assert not it.next()
    with pytest.raises(TypeError):
        len(it.next())


def test_two_items_compare_by_what_they_stand_for() -> None:
    it, _ = cursor(said([1, 1, 2]))
    one, same, other = it.next(), it.next(), it.next()
    assert one == same
    assert one != other


def test_items_are_hashed_by_identity() -> None:
    it, _ = cursor(said([{"a": 1}, {"a": 1}]))
    one, other = it.next(), it.next()
    assert len({one, other}) == 2
    assert hash(one) == hash(one)


def test_items_are_no_iterators() -> None:
    """Tasks would take an awaitable with `__next__` for something else."""
    assert not hasattr(NextItem, "__next__")


def test_unawaited_item_is_taken_all_the_same() -> None:
    it, _ = cursor(said([1, 2]))
    it.next()
    assert it.next() == 2
    assert it.empty()


def test_unawaited_item_at_hand_warns_of_nothing() -> None:
    it, _ = cursor(said([1]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        it.next()
        gc.collect()


# --- Not awaited: the item would have to be fetched


def unfetched() -> NextItem:
    it, _ = cursor(said([], True, id="7"), said([1]))
    return it.next()


@pytest.mark.parametrize(
    "use",
    [
        lambda item: item == 1,
        lambda item: item != 1,
        lambda item: item["a"],
        list,
        len,
        lambda item: 1 in item,
    ],
    ids=["==", "!=", "[]", "iter", "len", "in"],
)
def test_unfetched_item_is_no_value(use: Any) -> None:
    """Said clearly, instead of a comparison that is quietly False."""
    item = unfetched()
    with pytest.raises(CursorStateError, match=r"await cursor\.next\(\)"):
        use(item)
    item.close()


async def test_a_task_of_an_unfetched_item_can_be_shown() -> None:
    """From Python 3.12 on a task asks whether its coroutine is true before it shows it."""
    task = asyncio.ensure_future(unfetched())
    assert "coro=" in repr(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_unfetched_item_has_a_repr_and_a_hash() -> None:
    item = unfetched()
    assert repr(item) == "<item to be awaited>"
    assert hash(item) == hash(item)
    item.close()


def test_never_awaited_fetch_warns() -> None:
    item = [unfetched()]
    with pytest.warns(RuntimeWarning, match="never awaited"):
        item.clear()


def test_end_without_await_is_no_value_either() -> None:
    it, _ = cursor(said([]))
    item = it.next()
    with pytest.raises(CursorStateError):
        list(item)
    item.close()
