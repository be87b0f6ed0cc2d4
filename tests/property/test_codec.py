"""The Rust core and the reference codec make the same of anything."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import example, given, settings
from tests.core_codec import decode_by_core, in_pieces
from tests.reference_codec import WireRequest, decode, encode

from arango_fastbatch._core import BatchBuffer, HeadTable

BOUNDARY = "00112233445566778899aabbccddeeff"

methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
target_pieces = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
header_names = st.from_regex(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}", fullmatch=True)
header_values = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
header_lists = st.lists(st.tuples(header_names, header_values), max_size=3)
bodies = st.one_of(
    st.just(b""),
    st.binary(max_size=40),
    st.lists(
        st.sampled_from(
            [b"\r\n", b"\0", b"--", BOUNDARY.encode(), b"--" + BOUNDARY.encode(), b"{}", b"\xff"]
        ),
        max_size=6,
    ).map(b"".join),
    st.integers(1, 400_000).map(lambda size: b"x" * size),
)


@st.composite
def heads(draw: st.DrawFn) -> tuple[str, str, str, list[tuple[str, str]]]:
    return (
        draw(methods),
        "/" + draw(target_pieces),
        draw(target_pieces),
        draw(header_lists),
    )


@st.composite
def records(draw: st.DrawFn, max_size: int = 12) -> tuple[BatchBuffer, list[WireRequest], set[int]]:
    """A buffer, the requests in it, and the indexes of the raw ones."""
    table = HeadTable()
    buffer = BatchBuffer(table)
    known = draw(st.lists(heads(), min_size=1, max_size=3))
    for head in known:
        table.add(*head)
    requests, raw = [], set()
    for index in range(draw(st.integers(0, max_size))):
        body = draw(bodies)
        if draw(st.booleans()):
            number = draw(st.integers(0, len(known) - 1))
            variable = draw(target_pieces)
            method, before, after, headers = known[number]
            target = before + variable + after
            assert buffer.append(number, body, variable) == index
        else:
            method, before, after, headers = draw(heads())
            target = before + after
            assert buffer.append_raw(method, target, headers, body) == index
            raw.add(index)
        requests.append(WireRequest(method, target, headers, body))
    return buffer, requests, raw


# --- Requests


@settings(deadline=None)
@given(records(), st.data())
def test_any_records_are_framed_to_the_same_bytes(
    made: tuple[BatchBuffer, list[WireRequest], set[int]], data: st.DataObject
) -> None:
    buffer, requests, _ = made
    start = data.draw(st.integers(0, len(requests)))
    stop = data.draw(st.integers(start, len(requests)))
    size = data.draw(st.integers(1, 3000) | st.just(262144))
    first = data.draw(st.integers(1, 3000))
    expected = encode(BOUNDARY, list(enumerate(requests))[start:stop])
    if len(expected) // size > 3000:
        size = 65536
    segments = list(buffer.segments(BOUNDARY, start, stop, size, first))
    assert b"".join(segments) == expected
    assert buffer.wire_size(start, stop) == len(expected)
    assert all(len(segment) == size for segment in segments[1:-1])
    assert buffer.wire_bytes == len(encode(BOUNDARY, enumerate(requests)))


@settings(deadline=None)
@given(records(), st.data())
def test_a_message_is_filled_up_to_its_limit(
    made: tuple[BatchBuffer, list[WireRequest], set[int]], data: st.DataObject
) -> None:
    buffer, requests, _ = made
    if not requests:
        return
    start = data.draw(st.integers(0, len(requests) - 1))
    sizes = [
        len(encode(BOUNDARY, list(enumerate(requests))[start:stop]))
        for stop in range(start + 1, len(requests) + 1)
    ]
    limit = data.draw(
        st.sampled_from(sizes) | st.sampled_from(sizes).map(lambda size: size - 1) | st.just(0)
    )
    fitting = sum(size <= limit for size in sizes)
    assert buffer.fit(start, limit) == start + max(1, fitting)


@settings(deadline=None)
@given(records())
def test_records_come_back_as_they_were(
    made: tuple[BatchBuffer, list[WireRequest], set[int]],
) -> None:
    buffer, requests, raw = made
    for index, request in enumerate(requests):
        assert buffer.request(index) == request
        assert (buffer.head(index) is None) == (index in raw)


# --- Answers

reply_bodies = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"", b"\r\n--" + BOUNDARY.encode() + b"--", b"{\r\n\r\n}\r\n", b"\0" * 9]),
    st.integers(1, 400_000).map(lambda size: b"y" * size),
)
reply_values = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs")),
    max_size=12,
).map(str.strip)
length_names = st.sampled_from(["Content-Length", "content-length", "CONTENT-LENGTH"])
statuses = st.one_of(
    st.sampled_from(["200 OK", "201 Created", "202 Accepted", "204 No Content"]),
    st.sampled_from(["304 Not Modified", "200 Very Well", "200", "599 "]),
    st.sampled_from(["400 Bad Request", "404 Not Found", "412 Precondition Failed", "500 Oh"]),
)


@st.composite
def replies(draw: st.DrawFn, index: int, request: WireRequest) -> bytes:
    """One part of an answer, as servers may write it."""
    status = draw(statuses)
    body = draw(reply_bodies)
    extra = draw(st.lists(st.tuples(st.sampled_from(["Server", "X-A", "x-a"]), reply_values)))
    lines = [f"{name}: {value}" for name, value in extra]
    length = f"{draw(length_names)}:{draw(st.sampled_from(['', ' ', '  ']))}{len(body)}"
    at = draw(st.integers(0, len(lines)))
    lines.insert(at, length)
    if request.method == "HEAD" or status[:3] in {"204", "304"}:
        # Their body, if any, must not look like the boundary that tells that there is none.
        body = b"" if BOUNDARY.encode() in body else draw(st.sampled_from([b"", body]))
        if draw(st.booleans()) and not body:
            lines.remove(length)
    content_id = draw(st.sampled_from(["Content-Id", "content-id", "CONTENT-ID"]))
    outer = [f"{content_id}: {index}"]
    outer.insert(draw(st.integers(0, 1)), "Content-Type: application/x-arango-batchpart")
    head = [f"--{BOUNDARY}", *outer, "", f"HTTP/1.1 {status}", *lines, "", ""]
    end = b"" if not body and draw(st.booleans()) else b"\r\n"
    return "\r\n".join(head).encode() + body + end


@st.composite
def exchanges(
    draw: st.DrawFn,
) -> tuple[BatchBuffer, int, int, dict[int, WireRequest], set[int], bytes]:
    """A buffer, a range of it, the requests in the range, the raw ones, and a whole answer."""
    buffer, requests, raw = draw(records(max_size=6))
    start = draw(st.integers(0, len(requests)))
    stop = draw(st.integers(start, len(requests)))
    asked = {index: requests[index] for index in range(start, stop)}
    order = draw(st.permutations(list(asked)))
    parts = [draw(replies(index, asked[index])) for index in order]
    end = f"--{BOUNDARY}--" + draw(st.sampled_from(["", "\r\n"]))
    return buffer, start, stop, asked, raw, b"".join(parts) + end.encode()


Exchange = tuple[BatchBuffer, int, int, dict[int, WireRequest], set[int], bytes]
chunkings = st.one_of(
    st.lists(st.integers(0, 200), max_size=40),
    st.integers(1, 8).map(lambda size: [size] * 400),
)


@settings(deadline=None)
@given(exchanges(), chunkings)
def test_any_answer_is_cut_alike_in_any_chunks(exchange: Exchange, sizes: list[int]) -> None:
    buffer, start, stop, asked, raw, answer = exchange
    reference = decode(BOUNDARY, answer, asked, raw)
    assert not reference.refused
    assert decode_by_core(buffer, BOUNDARY, start, stop, in_pieces(answer, sizes)) == reference
    for index, request in asked.items():
        kept = buffer.request(index)
        assert kept == request or (kept is None and reference.answers[index].status < 400)


@st.composite
def damaged(draw: st.DrawFn, answer: bytes) -> bytes:
    """An answer with some bytes changed, lost, doubled or moved."""
    changed = bytearray(answer)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(changed) - 1)))
        end = min(len(changed), at + draw(st.integers(0, 60)))
        piece = bytes(changed[at:end])
        match draw(st.sampled_from(["set", "cut", "drop", "double", "insert"])):
            case "set" if piece:
                changed[at] = draw(st.integers(0, 255))
            case "cut":
                del changed[at:]
            case "drop":
                del changed[at:end]
            case "double":
                changed[at:at] = piece
            case _:
                changed[at:at] = draw(
                    st.binary(max_size=4)
                    | st.sampled_from([b"\r\n", b"--", BOUNDARY.encode(), b"0", b"-", b": "])
                )
    return bytes(changed)


@settings(deadline=None)
@given(exchanges(), chunkings, st.data())
def test_any_damage_is_judged_alike(
    exchange: Exchange, sizes: list[int], data: st.DataObject
) -> None:
    buffer, start, stop, asked, raw, answer = exchange
    # Most damage to a large body would only change its bytes.
    answer = answer.replace(b"y" * 1000, b"")
    answer = data.draw(damaged(answer))
    reference = decode(BOUNDARY, answer, asked, raw)
    assert decode_by_core(buffer, BOUNDARY, start, stop, in_pieces(answer, sizes)) == reference


fragments = st.one_of(
    st.sampled_from([f"--{BOUNDARY}".encode(), b"Content-Id: 0\r\n", b"Content-Id: 1\r\n\r\n"]),
    st.sampled_from([b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 404\r\n", b"Transfer-Encoding: x\r\n"]),
    st.sampled_from([b"Content-Length: 0\r\n\r\n", b"Content-Length: 3\r\n", b"abc"]),
    st.sampled_from([b"--", b"\r\n", b"\r", b"\n", b" ", b":", b"0", b"1", b"x", b"\0"]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(fragments, max_size=20).map(b"".join), chunkings)
@example(f"--{BOUNDARY}--".encode(), [])
def test_any_row_of_tokens_is_judged_alike(answer: bytes, sizes: list[int]) -> None:
    asked = {index: WireRequest("GET", "/", [], b"") for index in range(2)}
    table = HeadTable()
    table.add("GET", "/", "", [])
    buffer = BatchBuffer(table)
    for _ in asked:
        buffer.append(0, b"")
    core = decode_by_core(buffer, BOUNDARY, 0, 2, in_pieces(answer, sizes))
    assert core == decode(BOUNDARY, answer, asked, set())


@settings(max_examples=15, deadline=None)
@given(exchanges(), st.integers(1, 50))
def test_an_answer_cut_off_anywhere_is_judged_alike(exchange: Exchange, size: int) -> None:
    _, _, _, asked, _, answer = exchange
    answer = answer.replace(b"y" * 1000, b"")[:1500]
    asked = dict(enumerate(asked.values()))
    for end in range(len(answer) + 1):
        buffer = BatchBuffer(HeadTable())
        for request in asked.values():
            buffer.append_raw(request.method, request.target, request.headers, request.body)
        pieces = in_pieces(answer[:end], [size] * (end // size))
        core = decode_by_core(buffer, BOUNDARY, 0, len(asked), pieces)
        assert core == decode(BOUNDARY, answer[:end], asked, set(asked))
