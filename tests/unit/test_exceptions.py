"""The exceptions have python-aioarango's attributes, and travel between processes."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from typing import Any

import pytest

import arango_fastbatch
from arango_fastbatch import exceptions
from arango_fastbatch.exceptions import (
    ArangoClientError,
    ArangoError,
    ArangoServerError,
    BatchExecuteError,
    BatchJobResultError,
    BatchOutcomeUnknownError,
    DocumentInsertError,
    ServerConnectionError,
    ServerUnreachableError,
    ServerVersionError,
    version_error,
)
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

ALL = [
    kind
    for kind in vars(exceptions).values()
    if isinstance(kind, type) and issubclass(kind, ArangoError)
]
SERVER = [kind for kind in ALL if issubclass(kind, ArangoServerError)]
CLIENT = [kind for kind in ALL if issubclass(kind, ArangoClientError)]


def pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


def response(
    status: int = 409, number: int | None = 1210, text: str | None = "unique constraint violated"
) -> Response:
    made = Response("POST", "http://h/_db/t/x", {"a": "b"}, status, "Conflict", b"{}")
    made.error_code = number
    made.error_message = text
    return made


@pytest.mark.parametrize("kind", SERVER, ids=lambda kind: kind.__name__)
def test_attributes_of_an_answers_error(kind: type[ArangoServerError]) -> None:
    reply, request = response(), Request("post", "/x")
    error = kind(reply, request)
    assert error.source == "server"
    assert error.message == str(error) == "[HTTP 409][ERR 1210] unique constraint violated"
    assert error.error_message == "unique constraint violated"
    assert error.error_code == 1210
    assert error.url == "http://h/_db/t/x"
    assert error.response is reply
    assert error.request is request
    assert error.http_method == "post"
    assert error.http_code == 409
    assert error.http_headers == {"a": "b"}


@pytest.mark.parametrize("kind", CLIENT, ids=lambda kind: kind.__name__)
def test_attributes_of_the_clients_own(kind: type[ArangoClientError]) -> None:
    error = kind("what went wrong")
    assert error.source == "client"
    assert error.message == str(error) == "what went wrong"
    for name in (
        "error_message",
        "error_code",
        "url",
        "response",
        "request",
        "http_method",
        "http_code",
        "http_headers",
    ):
        assert getattr(error, name) is None


@pytest.mark.parametrize(
    ("reply", "text", "number"),
    [
        (response(), "[HTTP 409][ERR 1210] unique constraint violated", 1210),
        (response(503, None, None), "[HTTP 503] Conflict", 503),
        (response(409, 7, None), "[HTTP 409][ERR 7] Conflict", 7),
        (response(409, None, "text"), "[HTTP 409] text", 409),
    ],
)
def test_message(reply: Response, text: str, number: int) -> None:
    error = DocumentInsertError(reply, Request("get", "/"))
    assert str(error) == text
    assert error.error_code == number


def test_message_of_ones_own() -> None:
    error = DocumentInsertError(response(), Request("get", "/"), "not here")
    assert error.message == "[HTTP 409][ERR 1210] not here"
    assert error.error_message == "unique constraint violated"


@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_they_travel(kind: Any, make: Any) -> None:
    if kind is ArangoError:
        assert isinstance(make(kind("x")), ArangoError)
        return
    if issubclass(kind, ArangoClientError):
        error = kind("what went wrong")
        error.request = Request("get", "/x")
    else:
        error = kind(response(), Request("get", "/x"), "told in other words")
    twin = make(error)
    assert type(twin) is kind
    assert str(twin) == str(error)
    assert twin.error_code == error.error_code
    assert twin.request.target == "/x"
    assert set(vars(twin)) == set(vars(error))


def test_families() -> None:
    assert set(ALL) == {ArangoError, *SERVER, *CLIENT}
    assert issubclass(ServerUnreachableError, ServerConnectionError)
    assert issubclass(BatchOutcomeUnknownError, BatchJobResultError)
    assert issubclass(BatchExecuteError, ArangoServerError)
    for kind in ALL:
        assert issubclass(kind, Exception)
        assert kind.__module__ == "arango_fastbatch.exceptions"
        assert inspect.getdoc(kind)


def test_all_can_be_imported_from_the_package() -> None:
    for kind in ALL:
        assert getattr(arango_fastbatch, kind.__name__) is kind


# --- What a server's version lacks

METHODS = [kind for kind in SERVER if kind is not ArangoServerError]


def test_what_is_no_methods_exception_is_just_the_version_error() -> None:
    assert version_error(ArangoServerError) is ServerVersionError


@pytest.mark.parametrize("kind", METHODS, ids=lambda kind: kind.__name__)
def test_what_a_version_lacks_is_the_methods_exception_and_a_version_error(
    kind: type[ArangoServerError],
) -> None:
    made = version_error(kind)
    assert made is version_error(kind)
    assert issubclass(made, kind)
    assert issubclass(made, ServerVersionError)
    error = made(response(404, 404, "unknown path"), Request("get", "/x"), "exists only before 4.0")
    assert str(error) == "[HTTP 404][ERR 404] exists only before 4.0"
    assert repr(error) == f"{kind.__name__}('[HTTP 404][ERR 404] exists only before 4.0')"
    assert not isinstance(kind(response(), Request("get", "/x")), made)


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, pickled])
@pytest.mark.parametrize("kind", METHODS, ids=lambda kind: kind.__name__)
def test_it_travels_as_well(kind: type[ArangoServerError], make: Any) -> None:
    error = version_error(kind)(response(), Request("get", "/x"), "gone")
    twin = make(error)
    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert set(vars(twin)) == set(vars(error))


def test_another_process_reads_it_though_it_never_made_such_a_class() -> None:
    error = version_error(DocumentInsertError)(response(), Request("get", "/x"), "gone")
    program = (
        "import pickle, sys\n"
        "error = pickle.load(sys.stdin.buffer)\n"
        "print(error, [kind.__name__ for kind in type(error).__mro__[1:3]])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(error), capture_output=True, check=True
    )
    assert told.stdout.decode().split("gone ")[1].strip() == (
        "['DocumentInsertError', 'ServerVersionError']"
    )
