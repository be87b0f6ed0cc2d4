"""A setting that is none is refused where it is set, and told by its name."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from arango_fastbatch import ArangoClient, DefaultHTTPClient
from arango_fastbatch.exceptions import RequestInvalidError

NO_NUMBERS: list[Any] = ["5", b"5", [], {}, True, float("nan"), float("inf"), object()]
NO_TEXTS: list[Any] = [5, 1.5, [], {}, True, b"x", object()]

WRONG: dict[str, list[Any]] = {
    "hosts": [None, 5, b"http://a", {}, [], "", [None], [5], ["a"], "http://", "ftp://a"],
    "host_resolver": [None, 5, "", "first", [], {}],
    "http_client": [5, "x", [], object()],
    "serializer": [None, 5, "x"],
    "deserializer": [None, 5, "x"],
    "max_batch_bytes": [None, 0, -1, 1.5, *NO_NUMBERS],
    "request_timeout": [0, -1, *NO_NUMBERS],
    "max_connections": [0, -1, 1.5, *NO_NUMBERS],
    "verify_tls": [0, 1, "no", [], object()],
    "ssl_context": [5, True, "x", [], object()],
    "max_retries": [-1, 1.5, *NO_NUMBERS],
    "max_queue_time_seconds": [-1, *NO_NUMBERS],
    "hooks": [None, 5, "x", b"x"],
    "server_version": ["", "3", "3.12", "x.y.z", *NO_TEXTS],
    "request_compression": ["", "br", *NO_TEXTS],
    "compression_threshold": [None, -1, 1.5, *NO_NUMBERS],
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_setting_is_a_value_error(name: str, value: Any) -> None:
    # The threshold counts only where something is compressed.
    beside = {"request_compression": "gzip"} if name == "compression_threshold" else {}
    with pytest.raises(ValueError, match=f"{name}|host|a server version"):
        ArangoClient(**{name: value, **beside})


@pytest.mark.parametrize("name", ["request_timeout", "max_connections", "verify_tls"])
def test_the_default_http_client_says_the_same(name: str) -> None:
    for value in WRONG[name]:
        with pytest.raises(ValueError, match=name):
            DefaultHTTPClient(**{name: value})


def test_a_context_says_itself_what_is_verified() -> None:
    with pytest.raises(ValueError, match="verify_tls, ssl_context"):
        ArangoClient(ssl_context=ssl.create_default_context(), verify_tls=False)
    ArangoClient(ssl_context=ssl.create_default_context(), verify_tls=True)


def test_a_client_that_is_false_is_a_client_all_the_same() -> None:
    class Empty(DefaultHTTPClient):
        def __len__(self) -> int:
            return 0

    assert ArangoClient(http_client=Empty())._http.__class__ is Empty


@pytest.mark.parametrize(
    "name", ["name", "username", "password", "auth_method", "superuser_token", "user_token"]
)
@pytest.mark.parametrize("value", NO_TEXTS)
async def test_what_a_database_is_asked_for_by_is_text(name: str, value: Any) -> None:
    async with ArangoClient() as client:
        with pytest.raises(ValueError, match=name):
            await client.db(**{name: value})


async def test_no_error_shows_a_password() -> None:
    async with ArangoClient() as client:
        with pytest.raises(ValueError, match="password is a text, not bytes") as caught:
            await client.db(password=b"secret")  # type: ignore[arg-type]  # what is tested
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["flush_bytes", "flush_count", "max_batch_bytes"])
@pytest.mark.parametrize("value", [0, -1, 1.5, *NO_NUMBERS])
async def test_a_batchs_limits_are_numbers(name: str, value: Any) -> None:
    async with ArangoClient() as client:
        db = await client.db()
        with pytest.raises(RequestInvalidError, match=name):
            db.begin_batch_execution(**{name: value})
