"""The batch endpoint judges the client's encoder: it must refuse what arangod refuses."""

import json
import re
import threading
from dataclasses import dataclass

import pytest

from arango_fastbatch.sandbox import Sandbox
from arango_fastbatch.sandbox.multipart import MalformedMessageError, find_boundary, parts

BOUNDARY = "XXXsubpartXXX"
HEADERS = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
TYPE = "Content-Type: application/x-arango-batchpart\r\n"


@dataclass
class Answer:
    content_id: str | None
    status: int
    headers: dict[str, str]
    body: bytes


def part(request, content_id=None):
    head = TYPE + (f"Content-Id: {content_id}\r\n" if content_id is not None else "")
    return f"--{BOUNDARY}\r\n{head}\r\n{request}\r\n"


def message(*requests):
    numbered = [part(request, number) for number, request in enumerate(requests)]
    return ("".join(numbered) + f"--{BOUNDARY}--").encode()


def answers(body, boundary=BOUNDARY):
    """Cut an answer at its boundaries: good enough where no document holds one."""
    assert body.endswith(f"--{boundary}--".encode())
    found = []
    for piece in body.split(f"--{boundary}\r\n".encode())[1:]:
        outer, rest = piece.split(b"\r\n\r\n", 1)
        head, rest = rest.split(b"\r\n\r\n", 1)
        status_line, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        content_id = re.search(rb"Content-Id: (.*)", outer)
        length = int(headers["Content-Length"])
        found.append(
            Answer(
                content_id[1].decode() if content_id else None,
                int(status_line.split(" ")[1]),
                headers,
                rest[:length],
            )
        )
    return found


@pytest.fixture
def docs(call_311):
    return call_311.collection("batched")


@pytest.fixture
def send(call_311, docs):
    def sender(body, headers=HEADERS, method="POST"):
        return call_311(method, "/_api/batch", body, headers)

    return sender


def test_parts_run_in_order_and_answer_with_their_ids(send, docs):
    reply = send(
        message(
            f'POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{"_key":"a"}}',
            f"GET /_api/document/{docs}/a HTTP/1.1\r\n",
            f"DELETE /_api/document/{docs}/a HTTP/1.1\r\n",
            f"GET /_api/document/{docs}/a HTTP/1.1\r\n",
        )
    )
    assert reply.status == 200
    assert reply.headers["content-type"] == HEADERS["Content-Type"]
    assert reply.headers["x-arango-errors"] == "1"
    found = answers(reply.body)
    assert [answer.status for answer in found] == [202, 200, 202, 404]
    assert [answer.content_id for answer in found] == ["0", "1", "2", "3"]
    assert found[0].headers["Server"] == ""
    assert found[0].headers["Location"] == f"/_db/_system/_api/document/{docs}/a"
    assert json.loads(found[3].body)["errorNum"] == 1202


def test_no_errors_no_header(send):
    reply = send(message("GET /_api/version HTTP/1.1\r\n"))
    assert "x-arango-errors" not in reply.headers


def test_put_is_as_good_as_post_and_nothing_else_is(send):
    body = message("GET /_api/version HTTP/1.1\r\n")
    assert send(body, method="PUT").status == 200
    assert send(body, method="PATCH").error[:2] == (405, 405)


def test_a_missing_content_id_stays_missing_and_a_strange_one_is_repeated(send):
    request = "GET /_api/version HTTP/1.1\r\n"
    body = part(request) + part(request, "a b: c ") + part(request, "") + f"--{BOUNDARY}--"
    assert [a.content_id for a in answers(send(body.encode()).body)] == [None, "a b: c ", ""]


def test_the_body_reaches_to_the_next_boundary(send, docs):
    path = f"/_api/import?type=documents&collection={docs}&details=true"
    text = message(f"POST {path} HTTP/1.1\r\n\r\n{{}}")
    # The CRLF in front of the boundary belongs to the body: harmless here, a line's end.
    (answer,) = answers(send(text).body)
    assert json.loads(answer.body)["created"] == 1
    nothing = message(f"DELETE /_api/document/{docs} HTTP/1.1\r\n\r\n")
    (answer,) = answers(send(nothing).body)
    assert json.loads(answer.body)["errorNum"] == 600


def test_a_boundary_counts_wherever_it_stands(send, docs):
    text = f'POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{"x":"--{BOUNDARY}--"}}'
    (answer,) = answers(send(message(text)).body)
    assert json.loads(answer.body)["errorMessage"] == "VPackError error: Unfinished string"


def test_nothing_is_seen_behind_a_nul(send, docs):
    first = f'POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{"_key":"kept"}}'
    reply = send(message(first, "GET /_api/ver\0sion HTTP/1.1\r\n"))
    assert reply.error == (400, 400, "invalid multipart message received")


def test_what_ran_before_a_broken_part_has_run(call_311, send, docs):
    good = part(f'POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{"_key":"kept"}}', 1)
    endless = part("GET /_api/version HTTP/1.1\r\n")
    typeless = f"--{BOUNDARY}\r\n\r\nGET / HTTP/1.1\r\n\r\n--{BOUNDARY}--"
    cut = f"--{BOUNDARY}\r\n{TYPE}\r\nGET /_api/ver"
    for broken in (endless, typeless, cut):
        call_311("DELETE", f"/_api/document/{docs}/kept")
        reply = send((good + broken).encode())
        assert reply.error == (400, 400, "invalid multipart message received"), broken
        assert call_311("GET", f"/_api/document/{docs}/kept").status == 200


@pytest.mark.parametrize(
    "body",
    [
        "",
        "text",
        f"--{BOUNDARY}",
        f"--{BOUNDARY}--",
        f"--{BOUNDARY}\r\n",
        f"\r\n{part('GET / HTTP/1.1')}--{BOUNDARY}--",  # must begin with the boundary
        part("GET /_api/version HTTP/1.1"),  # no end
        f"--{BOUNDARY} x\r\n{TYPE}\r\nGET / HTTP/1.1\r\n--{BOUNDARY}--",
        f"--{BOUNDARY}\r\nContent-Type: application/http\r\n\r\nGET / HTTP/1.1\r\n--{BOUNDARY}--",
        f"--{BOUNDARY}\r\nContent-Id: 1\r\n\r\nGET / HTTP/1.1\r\n--{BOUNDARY}--",
        f"--{BOUNDARY}\r\n{TYPE}no colon\r\n\r\nGET / HTTP/1.1\r\n--{BOUNDARY}--",
        f"--{BOUNDARY}\r\n{TYPE}\r\nGET / HTTP/1.1\r\n--{BOUNDARY}",
        f"--{BOUNDARY}\r\n{TYPE}\r\nGET / HTTP/1.1\r\n--{BOUNDARY}-",
    ],
)
def test_malformed_messages_are_refused(send, body):
    assert send(body.encode()).error == (400, 400, "invalid multipart message received")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "multipart/mixed; boundary=abc",
        "multipart/form-data",
        "multipart/form-data; boundary=ab",
        "multipart/form-data; charset=x; boundary=abc",
        "multipart/form-data; x=abc",
    ],
)
def test_without_a_boundary_anywhere_nothing_runs(send, content_type):
    reply = send(b"no boundary here", {"Content-Type": content_type})
    assert reply.error == (400, 400, "invalid content-type or boundary received")


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_boundary_may_be_quoted(send, quote):
    headers = {"Content-Type": f"multipart/form-data; Boundary={quote}{BOUNDARY}{quote}"}
    assert send(message("GET /_api/version HTTP/1.1\r\n"), headers).status == 200


def test_without_a_header_the_message_tells_its_boundary(send):
    reply = send(message("GET /_api/version HTTP/1.1\r\n"), {})
    assert (reply.status, answers(reply.body)[0].status) == (200, 200)


def test_spaces_unix_lines_other_headers_and_cases_are_tolerated(send):
    body = (
        f"--{BOUNDARY}   \nX-More: yes\n  CONTENT-TYPE:  application/x-arango-batchpart \n"
        f"content-id:  7\n\nGET /_api/version HTTP/1.1\nx: y\n\n--{BOUNDARY}--and more"
    )
    (answer,) = answers(send(body.encode()).body)
    assert (answer.status, answer.content_id) == (200, "7")


def test_a_parts_database_prefix_is_ignored(call_311, docs):
    call_311("POST", "/_api/database", {"name": "elsewhere"})
    body = message("GET /_db/_system/_api/database/current HTTP/1.1\r\n")
    reply = call_311("POST", "/_db/elsewhere/_api/batch", body, HEADERS)
    (answer,) = answers(reply.body)
    assert json.loads(answer.body)["result"]["name"] == "elsewhere"
    call_311("DELETE", "/_api/database/elsewhere")


def test_parts_have_the_envelopes_rights(send):
    request = "GET /_api/version HTTP/1.1\r\nAuthorization: Basic bm9ib2R5Og==\r\n"
    assert answers(send(message(request)).body)[0].status == 200


def test_a_head_part_has_a_length_and_no_body(send, docs):
    send(message(f'POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{"_key":"h"}}'))
    reply = send(message(f"HEAD /_api/document/{docs}/h HTTP/1.1\r\n"))
    head = reply.body.split(b"\r\n\r\n")[1]
    assert int(re.search(rb"Content-Length: (\d+)", head)[1]) > 0
    assert reply.body.endswith(b"\r\n\r\n\r\n--" + BOUNDARY.encode() + b"--")


def test_bad_requests_in_parts_fail_for_themselves(send, docs):
    reply = send(
        message(
            "nonsense",
            "",
            "FLY /_api/version HTTP/1.1\r\n",
            "GET _api/version HTTP/1.1\r\n",
            f"POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{",
            "POST /_api/batch HTTP/1.1\r\n\r\n--abc",
            "GET /_api/version HTTP/1.1\r\n",
        )
    )
    assert [answer.status for answer in answers(reply.body)] == [404, 404, 405, 404, 400, 400, 200]
    assert reply.headers["x-arango-errors"] == "6"


@pytest.mark.parametrize(
    ("version", "status"), [("3.12.2", 200), ("3.12.3", 404), ("3.12", 404), ("4.0", 404)]
)
def test_batches_are_gone_from_3_12_3_on(call_311, version, status):
    with Sandbox(server_version=version) as url:
        reply = type(call_311)(url)(
            "POST", "/_api/batch", message("GET /_api/version HTTP/1.1"), HEADERS
        )
    assert reply.status == status
    if status == 404:
        assert reply.error == (404, 404, "unknown path '/_api/batch'")


def test_large_batches_do_not_keep_others_waiting(call_311, send, docs):
    """A request that comes in the middle of 30,000 parts is answered before they are through."""
    request = f'POST /_api/document/{docs} HTTP/1.1\r\n\r\n{{"x":"{"y" * 100}"}}'
    body = message(*[request] * 30_000)
    replies = []
    thread = threading.Thread(target=lambda: replies.append(send(body)))
    thread.start()
    seen = set()
    while thread.is_alive():
        count = call_311("GET", f"/_api/collection/{docs}/count").json["count"]
        seen.add(count)
    thread.join()
    assert replies[0].status == 200
    assert len(answers(replies[0].body)) == 30_000
    assert any(0 < count < 30_000 for count in seen)


def test_the_parser_gives_what_stands_between_head_and_boundary():
    boundary = b"--b0undary"
    text = (
        b"--b0undary\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: 1\r\n\r\n"
        b"PUT /a?b=c HTTP/1.1\r\nX-Y: z\r\n\r\n{}\r\n\r\n--b0undary--"
    )
    (found,) = parts(text, boundary)
    assert found == (b"1", "PUT", "/a?b=c", {"x-y": "z"}, b"{}\r\n\r\n")
    assert find_boundary("multipart/form-data; boundary=b0undary", b"") == boundary


def test_a_cut_message_never_gives_more_parts_than_it_has():
    """Cut at every offset: whole parts come first, then the refusal, and nothing else."""
    text = message("GET /a HTTP/1.1\r\n", 'POST /b HTTP/1.1\r\n\r\n{"x":1}')
    boundary = f"--{BOUNDARY}".encode()
    whole = list(parts(text, boundary))
    assert len(whole) == 2
    for end in range(len(text)):
        found = parts(text[:end], boundary)
        got = []
        with pytest.raises(MalformedMessageError):
            got.extend(found)
        assert got == whole[: len(got)]
