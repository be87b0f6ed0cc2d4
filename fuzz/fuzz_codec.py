"""Fuzz the built core against the plain-Python codec of the tests.

    python -m fuzz.fuzz_codec [--seconds S] [--cases N] [--seed SEED]

Each case is a batch of random requests, framed by both, and an answer to it, damaged in some cases
and cut by both in random chunks. The first difference is shown with the seed that brings it back.
"""

# ruff: noqa: S101, S311, T201 - it asserts, prints, and wants numbers that a seed brings back

from __future__ import annotations

import argparse
import random
import time
from collections import Counter

from tests.core_codec import decode_by_core, in_pieces
from tests.reference_codec import WireRequest, decode, encode

from arango_fastbatch._core import BatchBuffer, HeadTable

BOUNDARY = "00112233445566778899aabbccddeeff"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
STATUSES = ("200 OK", "201 Created", "202 Accepted", "204 No Content", "304 Not Modified", "200")
ERRORS = ("400 Bad Request", "404 Not Found", "412 Precondition Failed", "500 ", "299 Fine")
# What damage puts in: what the format is made of.
TOKENS = (
    *(b"\r\n", b"\r", b"\n", b"\r\n\r\n", b"--", b"-", b"0", b"1", b" ", b":", b"\0", b"\t"),
    *(f"--{BOUNDARY}".encode(), f"--{BOUNDARY}--".encode(), f"--{BOUNDARY}\r\n".encode()),
    *(b"Content-Id: 0\r\n", b"Content-Length: 0\r\n", b"Content-Length: 5\r\n\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 404\r\n\r\n"),
)


def text(source: random.Random, most: int, alphabet: str = VISIBLE) -> str:
    """Some characters of an alphabet."""
    return "".join(source.choices(alphabet, k=source.randint(0, most)))


def body(source: random.Random) -> bytes:
    """A body: none, bytes, or what the format is made of; now and then a large one."""
    match source.randrange(5):
        case 0:
            return b""
        case 1:
            return source.randbytes(source.randint(0, 300))
        case 2 if source.random() < 0.02:
            return b"x" * source.randint(1, 400_000)
        case _:
            return b"".join(source.choices(TOKENS, k=source.randint(0, 4)))


def requests_in(
    source: random.Random, buffer: BatchBuffer, table: HeadTable
) -> tuple[list[WireRequest], set[int]]:
    """Queue random requests; gives them, and the indexes of the raw ones."""
    heads = []
    for _ in range(source.randint(1, 3)):
        headers = [
            ("h" + text(source, 5, "abc-!"), text(source, 9, "ab:; ,é漢"))
            for _ in range(source.randint(0, 3))
        ]
        head = (source.choice(METHODS), "/" + text(source, 9), text(source, 9), headers)
        heads.append((table.add(*head), *head))
    requests, raw = [], set()
    for index in range(source.choice((0, 1, 2, 3, 8, 120))):
        number, method, before, after, headers = source.choice(heads)
        variable, content = text(source, 9), body(source)
        target = before + variable + after
        if source.random() < 0.2:
            buffer.append_raw(method, target, headers, content)
            raw.add(index)
        else:
            buffer.append(number, content, variable)
        requests.append(WireRequest(method, target, headers, content))
    return requests, raw


def answer_to(source: random.Random, asked: dict[int, WireRequest]) -> bytes:
    """An answer as servers may write it."""
    message = []
    for index in source.sample(list(asked), len(asked)):
        status = source.choice(STATUSES if source.random() < 0.7 else ERRORS)
        content = body(source)
        fields = [f"Content-Length: {len(content)}"]
        if source.random() < 0.5:
            fields.insert(source.randint(0, 1), "X-A: " + text(source, 9, "ab: é"))
        if asked[index].method == "HEAD" or status[:3] in {"204", "304"}:
            content = b""
            if source.random() < 0.3:
                fields = []
        head = [f"--{BOUNDARY}", f"Content-Id: {index}", "", f"HTTP/1.1 {status}", *fields]
        message += ["".join(line + "\r\n" for line in [*head, ""]).encode(), content]
        message += [b"\r\n"] if content or source.random() < 0.8 else []
    return b"".join(message) + f"--{BOUNDARY}--".encode()


def damaged(source: random.Random, answer: bytes) -> bytes:
    """An answer with some bytes changed, lost, doubled or put in."""
    for _ in range(source.randint(1, 3)):
        at = source.randint(0, len(answer))
        end = at + source.choice((0, 1, 2, 8, 60))
        middle = source.choice(
            (b"", source.randbytes(1), source.choice(TOKENS), answer[at:end] * 2)
        )
        answer = answer[:at] + middle + (answer[end:] if source.random() < 0.9 else b"")
    return answer


def chunks(source: random.Random, data: bytes) -> list[bytes]:
    """Bytes as they may come."""
    most = source.choice((1, 3, 40, 1000, 65536))
    count = min(5000, len(data) // most + 1)
    return in_pieces(data, [source.randint(0, most) for _ in range(count)])


def run_case(seed: int) -> str:
    """Run one case; gives what became of its answer."""
    source = random.Random(seed)
    table = HeadTable()
    buffer = BatchBuffer(table)
    requests, raw = requests_in(source, buffer, table)
    start = source.randint(0, len(requests))
    stop = source.randint(start, len(requests))
    asked = dict(enumerate(requests[start:stop], start))

    message = encode(BOUNDARY, asked.items())
    size = source.choice((1, 50, 1000, 262_144))
    size = max(size, len(message) // 5000 + 1)
    first = source.randint(1, size)
    segments = list(buffer.segments(BOUNDARY, start, stop, size, first))
    assert b"".join(segments) == message
    assert buffer.wire_size(start, stop) == len(message)
    if asked:
        assert buffer.fit(start, len(message)) >= stop
        assert buffer.fit(start, len(message) - 1) <= max(stop - 1, start + 1)

    answer = answer_to(source, asked)
    if source.random() < 0.6:
        answer = damaged(source, answer)
    reference = decode(BOUNDARY, answer, asked, raw)
    core = decode_by_core(buffer, BOUNDARY, start, stop, chunks(source, answer))
    assert core == reference, (core, reference)
    if reference.refused:
        return "refused at a part" if reference.part is not None else "refused as a whole"
    return "read"


def main() -> None:
    """Run cases until the time is over, the count is reached or one differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="stop after so long")
    parser.add_argument("--cases", type=int, default=None, help="stop after so many")
    parser.add_argument("--seed", type=int, default=None, help="where to begin; default: anywhere")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().getrandbits(48)
    end = time.monotonic() + options.seconds
    outcomes: Counter[str] = Counter()
    while time.monotonic() < end and outcomes.total() != options.cases:
        case = seed + outcomes.total()
        try:
            outcomes[run_case(case)] += 1
        except Exception:
            print(f"differs: python -m fuzz.fuzz_codec --cases 1 --seed {case}")
            raise
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"{outcomes.total()} cases from seed {seed}, no difference: {told}")


if __name__ == "__main__":
    main()
