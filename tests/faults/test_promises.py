"""What pages promise and only several tasks, or many failures, put to the test."""

from __future__ import annotations

import asyncio
import base64
import json
import time

from arango_fastbatch import ArangoClient, DocumentInsertError
from arango_fastbatch.sandbox import Sandbox


async def test_calls_of_several_tasks_are_queued_in_the_order_of_their_awaiting() -> None:
    db = await ArangoClient().db()
    batch = db.begin_batch_execution()
    col = batch.collection("c")
    awaited: list[str] = []

    async def queue(name: str) -> None:
        for number in range(1500):
            awaited.append(f"{name}{number}")
            await col.insert({"k": awaited[-1]})
            if number % 7 == 0:
                await asyncio.sleep(0)

    await asyncio.gather(queue("a"), queue("b"), queue("c"))
    log = batch._executor._log
    bodies = [log.buffer.request(index)[3] for index in range(len(log.buffer))]
    assert [json.loads(body)["k"] for body in bodies] == awaited


async def test_kept_failures_hold_no_frames() -> None:
    """Tracebacks would hold the logs of whole flushes."""
    with Sandbox(server_version="3.11") as url:
        db = await ArangoClient(url).db()
        await db.create_collection("c")
        batch = db.begin_batch_execution(return_result=False, flush_count=2)
        for _ in range(6):
            await batch.collection("c").insert({"_key": "same"})
        await batch.commit()
    errors = [error for _, error in batch.report.first_failures]
    assert len(errors) == 5
    assert all(isinstance(error, DocumentInsertError) for error in errors)
    assert all(error.__traceback__ is None for error in errors)


async def test_one_task_renews_a_token_for_all() -> None:
    asked = {"auth": 0, "call": 0}

    def token(ends: float) -> str:
        claims = base64.urlsafe_b64encode(json.dumps({"exp": ends}).encode()).decode()
        return f"head.{claims.rstrip('=')}.{asked['auth']}"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                if b"content-length: " in head:
                    await reader.readexactly(int(head.split(b"content-length: ")[1].split()[0]))
                if b"/_open/auth" in head:
                    asked["auth"] += 1
                    await asyncio.sleep(0)
                    ends = time.time() + (5 if asked["auth"] == 1 else 3600)
                    body = json.dumps({"jwt": token(ends)}).encode()
                else:
                    asked["call"] += 1
                    body = b'{"result": {"id": "1", "name": "x", "path": "", "isSystem": true}}'
                length = f"Content-Length: {len(body)}\r\n\r\n".encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + body
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with ArangoClient(f"http://127.0.0.1:{port}") as client:
        db = await client.db("_system", "root", "passwd", auth_method="jwt")
        await asyncio.gather(*(db.properties() for _ in range(30)))
    server.close()
    assert asked == {"auth": 2, "call": 30}
