"""Operation rows: what goes over the wire, and the one place that tells success from failure."""

from __future__ import annotations

from typing import Any

import pytest

from arango_fastbatch import codec
from arango_fastbatch.arguments import joined, path_piece
from arango_fastbatch.exceptions import (
    ArangoServerError,
    DocumentGetError,
    DocumentInsertError,
    DocumentRevisionError,
    ServerVersionError,
    version_error,
)
from arango_fastbatch.operation import Call, HandlerOperation, Operation, always_true
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

ROW: Operation[Any] = Operation(
    "GET",
    "/_api/document/{collection}/{key}",
    DocumentGetError,
    query=("first", "second", "third"),
    errors={412: DocumentRevisionError},
    recover={1202: None},
)


class Codec:
    """How a connection reads bodies."""

    decode = staticmethod(codec.decode)

    def url(self, target: str) -> str:
        return f"http://host/_db/test{target}"

    def offers(self, since: str | None, until: str | None, host: int | None) -> bool | None:
        return None


def response(status: int, body: bytes | str = b"", reason: str = "") -> Response:
    made = Response("GET", "http://host/x", {"a": "b"}, status, reason, body)
    made.body = codec.decode(made.content)
    return made


class Part:
    """The answer of a batch part, as the core shows it."""

    def __init__(self, status: int, content: bytes, request: Any = None) -> None:
        self.status_code = status
        self.status_text = "Reason"
        self.is_success = 200 <= status < 300
        self.headers = {"x": "y"}
        self.content = content
        self.request = request

    @property
    def body(self) -> Any:
        return codec.decode(self.content)


def finish(row: Operation[Any], reply: Any, arg: Any = None, request: Request | None = None) -> Any:
    return row.finish(reply, Call(row, Codec(), "executor", arg, request))


def error(status: int, number: int, text: str = "went wrong") -> bytes:
    return codec.dumps({"error": True, "code": status, "errorNum": number, "errorMessage": text})


# --- Success


@pytest.mark.parametrize("reply", [response(200, b'{"a":1}'), Part(299, b'{"a":1}')])
def test_success_is_decoded(reply: Any) -> None:
    assert finish(ROW, reply) == {"a": 1}


def test_decode_gets_body_and_call() -> None:
    def decode(body: Any, call: Call[Any]) -> Any:
        return body, call.arg, call.executor, call.request

    row: Operation[Any] = Operation("GET", "/x", DocumentGetError, decode=decode)
    request = Request("get", "/x")
    assert finish(row, response(200, b"[1]"), 7, request) == ([1], 7, "executor", request)


def test_raw_rows_get_the_reply_itself() -> None:
    row: Operation[Any] = Operation(
        "GET", "/x", DocumentGetError, decode=lambda reply, _: reply, raw=True
    )
    reply = response(200, b"<text>")
    assert finish(row, reply) is reply


def test_document_with_an_error_number_is_a_document() -> None:
    document = b'{"errorNum":1202,"error":true,"errorMessage":"mine"}'
    assert finish(ROW, response(200, document)) == codec.loads(document)


@pytest.mark.parametrize("body", [b"", b'"json text"', b"1", b"null", b"[]"])
def test_any_json_and_nothing_at_all_are_bodies(body: bytes) -> None:
    assert finish(ROW, response(200, body)) == codec.decode(body)


@pytest.mark.parametrize("make", [response, Part])
@pytest.mark.parametrize("row", [ROW, Operation("GET", "/x", DocumentGetError, decode=always_true)])
def test_page_of_a_proxy_is_no_success(make: Any, row: Operation[Any]) -> None:
    with pytest.raises(DocumentGetError, match=r"\[HTTP 200\] not what .*<html>Log in") as caught:
        finish(row, make(200, b"<html>Log in</html>" + b"x" * 10_000))
    assert caught.value.http_code == 200
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("body", [b"[]", b"{}", b"1", b"null", b'"x"', b'{"result":null}', b""])
def test_json_of_another_kind_is_the_methods_exception(body: bytes) -> None:
    def decode(body: Any, _: Call[Any]) -> Any:
        return body["result"][0]

    row: Operation[Any] = Operation("GET", "/x", DocumentGetError, decode=decode)
    with pytest.raises(DocumentGetError, match="not what the server answers") as caught:
        finish(row, response(200, body))
    assert isinstance(caught.value.__cause__, (LookupError, TypeError))


# --- Failure


@pytest.mark.parametrize("make", [response, Part])
@pytest.mark.parametrize(
    ("status", "number", "raised"),
    [
        (404, 1203, DocumentGetError),
        (412, 1200, DocumentRevisionError),
        (500, 4, DocumentGetError),
        (301, 301, DocumentGetError),
        (199, 7, DocumentGetError),
    ],
)
def test_failure(make: Any, status: int, number: int, raised: type[ArangoServerError]) -> None:
    with pytest.raises(raised) as caught:
        finish(ROW, make(status, error(status, number)))
    assert type(caught.value) is raised
    assert caught.value.http_code == status
    assert caught.value.error_code == number
    assert caught.value.error_message == "went wrong"
    assert caught.value.message == f"[HTTP {status}][ERR {number}] went wrong"


@pytest.mark.parametrize("make", [response, Part])
def test_recovered(make: Any) -> None:
    assert finish(ROW, make(404, error(404, 1202))) is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null", b"1", b'"x"', b"{}", b"\xff"])
def test_error_without_an_envelope(body: bytes) -> None:
    with pytest.raises(DocumentGetError) as caught:
        finish(ROW, response(502, body, "Bad Gateway"))
    assert caught.value.error_code == 502
    assert caught.value.error_message is None
    assert caught.value.message == "[HTTP 502] Bad Gateway"


def test_error_knows_request_and_response() -> None:
    request = Request("get", "/x")
    reply = response(404, error(404, 1203))
    with pytest.raises(DocumentGetError) as caught:
        finish(ROW, reply, request=request)
    assert caught.value.request is request
    assert caught.value.response is reply
    assert caught.value.url == "http://host/x"
    assert caught.value.http_headers == {"a": "b"}
    assert caught.value.http_method == "get"


def test_error_of_a_part_is_made_from_the_wire() -> None:
    wire = ("POST", "/_api/document/c?silent=0&n=%C3%A4", [("x-mine", "1")], b'{"a":1}')
    row: Operation[Any] = Operation("POST", "/_api/document/{collection}", DocumentInsertError)
    with pytest.raises(DocumentInsertError) as caught:
        finish(row, Part(409, error(409, 1210), wire))
    request = caught.value.request
    assert request.endpoint == "/_api/document/c"
    assert request.params == {"silent": "0", "n": "ä"}
    assert request.headers["x-mine"] == "1"
    assert request.data == '{"a":1}'
    assert caught.value.url == "http://host/_db/test/_api/document/c?silent=0&n=%C3%A4"
    assert caught.value.http_method == "post"


def test_handler_judges_for_himself() -> None:
    seen: list[Response] = []
    row: HandlerOperation[Any] = HandlerOperation(
        "get", "/_api/x?a=1", ArangoServerError, decode=lambda reply, _: seen.append(reply)
    )
    finish(row, Part(404, error(404, 1202)))
    finish(row, Part(200, b"[1]"))
    failure, success = seen
    assert failure.error_code == 1202
    assert not failure.is_success
    assert success.body == [1]
    assert success.url == "http://host/_db/test/_api/x?a=1"
    assert success.headers == {"x": "y"}


# --- Since and until


class Knowing(Codec):
    """A connection that knows whether its servers have something."""

    def __init__(self, offered: bool | None) -> None:
        self.offered = offered
        self.asked: list[tuple[str | None, str | None, int | None]] = []

    def offers(self, since: str | None, until: str | None, host: int | None) -> bool | None:
        self.asked.append((since, until, host))
        return self.offered


GONE: Operation[Any] = Operation(
    "PUT", "/_api/simple/all", DocumentGetError, until="4.0", instead="an AQL query"
)
COMING: Operation[Any] = Operation("GET", "/_api/new", DocumentGetError, since="3.12")


@pytest.mark.parametrize("make", [response, Part])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GONE, "PUT /_api/simple/all exists only before 4.0; instead: an AQL query"),
        (COMING, "GET /_api/new exists since 3.12"),
    ],
)
def test_what_is_gone_is_told(make: Any, row: Operation[Any], said: str) -> None:
    with pytest.raises(DocumentGetError) as caught:
        finish(row, make(404, error(404, 404, "unknown path")))
    assert type(caught.value) is version_error(DocumentGetError)
    assert caught.value.message == f"[HTTP 404][ERR 404] unknown path; {said}"
    assert caught.value.error_code == 404


@pytest.mark.parametrize("status", [404, 405, 501])
def test_where_the_version_is_not_known_the_servers_words_decide(status: int) -> None:
    for body in (error(status, status), b"", b"<html>"):
        with pytest.raises(ServerVersionError):
            finish(GONE, response(status, body))


@pytest.mark.parametrize(("status", "number"), [(404, 1202), (400, 10), (403, 11), (503, 503)])
def test_what_is_gone_is_not_told_of_what_is_just_missing(status: int, number: int) -> None:
    with pytest.raises(DocumentGetError) as caught:
        finish(GONE, response(status, error(status, number)))
    assert type(caught.value) is DocumentGetError
    assert caught.value.message == f"[HTTP {status}][ERR {number}] went wrong"


@pytest.mark.parametrize(
    ("status", "number"), [(404, 404), (405, 405), (501, 9), (400, 10), (400, 400), (400, 601)]
)
def test_where_the_version_is_known_it_decides(status: int, number: int) -> None:
    reply = response(status, error(status, number))
    reply.host = 2
    for offered, raised in ((True, DocumentGetError), (False, version_error(DocumentGetError))):
        codec = Knowing(offered)
        with pytest.raises(DocumentGetError) as caught:
            GONE.finish(reply, Call(GONE, codec, "executor"))
        assert type(caught.value) is raised
        assert codec.asked == [(None, "4.0", 2)]


@pytest.mark.parametrize(("status", "number"), [(404, 1202), (403, 11), (503, 503), (500, 4)])
def test_a_server_that_lacks_it_may_refuse_for_another_reason(status: int, number: int) -> None:
    with pytest.raises(DocumentGetError) as caught:
        GONE.finish(response(status, error(status, number)), Call(GONE, Knowing(False), "executor"))
    assert type(caught.value) is DocumentGetError


def test_what_every_server_has_is_never_told_to_be_gone() -> None:
    codec = Knowing(False)
    with pytest.raises(DocumentGetError) as caught:
        ROW.finish(response(404, error(404, 404)), Call(ROW, codec, "executor"))
    assert type(caught.value) is DocumentGetError
    assert codec.asked == []


@pytest.mark.parametrize(
    ("row", "number", "depends"),
    [
        (GONE, 10, True),
        (GONE, 400, True),
        (GONE, 404, False),  # clear enough
        (GONE, 1202, False),
        (ROW, 10, False),
    ],
)
def test_when_a_version_has_to_be_known(row: Operation[Any], number: int, depends: bool) -> None:
    reply = response(400)
    reply.error_code = number
    assert row.may_be_absent(reply) is depends


# --- What goes over the wire


def test_head() -> None:
    before, after = ROW.head({"collection": "c%20d"}, (True, None, "ä&b"))
    assert (before, after) == ("/_api/document/c%20d/", "?first=1&third=%C3%A4%26b")
    assert ROW.head({"collection": "c"}, (None, None, None)) == ("/_api/document/c/", "")


def test_request_says_the_same() -> None:
    request = ROW.request(
        {"collection": "c%20d"}, (True, None, "ä&b"), "k%2F", {"a": 1}, {"X": "1"}
    )
    assert request.target == "/_api/document/c%20d/k%2F?first=1&third=%C3%A4%26b"
    assert request.method == "GET"
    assert request.data == {"a": 1}
    assert request.own_headers == [("x", "1")]


def test_options_must_be_all_of_the_rows() -> None:
    with pytest.raises(ValueError, match="zip"):
        ROW.head({"collection": "c"}, (True,))


def test_rows_compare_by_identity() -> None:
    one: Operation[Any] = Operation("GET", "/x", DocumentGetError)
    other: Operation[Any] = Operation("GET", "/x", DocumentGetError)
    assert one != other
    assert len({one, other}) == 2


@pytest.mark.parametrize(
    ("value", "piece"),
    [
        ("abc123", "abc123"),
        ("a-b_c.d~e:f@g(h)i+j,k=l;m$n!o*p'q", "a-b_c.d~e:f@g(h)i+j,k=l;m$n!o*p'q"),
        ("a/b", "a%2Fb"),
        ("a b?c#d%e&f", "a%20b%3Fc%23d%25e%26f"),
        ("ä٣", "%C3%A4%D9%A3"),
        ("\r\n\0", "%0D%0A%00"),
        ("", ""),
    ],
)
def test_path_piece(value: str, piece: str) -> None:
    assert path_piece(value) == piece


def test_joined() -> None:
    assert joined("abc") == ["abc"]
    assert joined(("a", "b")) == ["a", "b"]
