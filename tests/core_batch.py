"""What tests of the core share: a buffer with heads, and answers to what is in it."""

from __future__ import annotations

from typing import Any

from arango_fastbatch._core import BatchBuffer, HeadTable

BOUNDARY = "00112233445566778899aabbccddeeff"
TYPE = "Content-Type: application/x-arango-batchpart"


class Log:
    """A log as jobs want it."""

    def job_id(self, index: int) -> str:
        return f"id of {index}"

    def job_status(self, index: int) -> str:
        return f"status of {index}"

    def job_result(self, index: int) -> Any:
        raise LookupError(index)


def new_buffer(**reading: Any) -> BatchBuffer:
    """A buffer with the heads 0 (POST), 1 (GET) and 2 (HEAD)."""
    table = HeadTable()
    table.add("POST", "/_api/document/c", "?silent=true", [("Content-Type", "application/json")])
    table.add("GET", "/_api/document/c/", "", [])
    table.add("HEAD", "/_api/document/c/", "", [])
    return BatchBuffer(table, **reading)


def part(index: int, head: str, body: str = "") -> str:
    return f"--{BOUNDARY}\r\n{TYPE}\r\nContent-Id: {index}\r\n\r\nHTTP/1.1 {head}\r\n\r\n{body}\r\n"


def answered(buffer: BatchBuffer, *parts: str) -> None:
    decoder = buffer.decoder(BOUNDARY, 0, len(buffer))
    decoder.feed(("".join(parts) + f"--{BOUNDARY}--").encode())
    decoder.finish()
