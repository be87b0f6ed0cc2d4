"""A batch of 100 MB in a process of its own, its server in another: what it costs, as JSON."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import socket
import sys
from pathlib import Path

from arango_fastbatch import ArangoClient

REQUESTS = 100_000
TEXT = "x" * 900


def serve(listener: socket.socket) -> None:
    """Read one batch, keep nothing of it, and answer every part."""
    connection, _ = listener.accept()
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    left = int(fields[b"content-length"]) - len(body)
    while left:
        left -= len(connection.recv(min(left, 1 << 20)))
    edge = b"--" + fields[b"content-type"].partition(b"boundary=")[2]
    part = (
        b"%s\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: %d\r\n\r\n"
        b'HTTP/1.1 202 Accepted\r\nContent-Length: 8\r\n\r\n{"_id":1\r\n'
    )
    answer = b"".join(part % (edge, number) for number in range(REQUESTS)) + edge + b"--"
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: multipart/form-data\r\nContent-Length: %d\r\n\r\n"
        % len(answer)
    )
    connection.sendall(answer)
    connection.close()


def resident() -> int:
    """Bytes of memory of this process just now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


async def main(port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    db = await ArangoClient(url, max_batch_bytes=1 << 30, server_version="3.11.14").db("test")
    warm_up = db.begin_batch_execution()
    await warm_up.collection("c").insert({"t": TEXT})
    start = resident()
    batch = db.begin_batch_execution(return_result=False)
    students = batch.collection("c")
    for number in range(REQUESTS):
        await students.insert({"number": number, "t": TEXT})
    queued = peak = resident()
    wire_bytes = batch._executor._log.buffer.wire_bytes
    turns = 0
    commit = asyncio.create_task(batch.commit())
    while not commit.done():
        turns += 1
        peak = max(peak, resident())
        await asyncio.sleep(0)
    await commit
    report = batch.report
    figures = {
        "requests": REQUESTS,
        "sent": report.sent,
        "succeeded": report.succeeded,
        "wire_bytes": wire_bytes,
        "queued": queued - start,
        "peak": peak - start,
        "turns": turns,
    }
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = multiprocessing.get_context("fork").Process(target=serve, args=(listening,))
        server.start()
        asyncio.run(main(listening.getsockname()[1]))
        server.join()
