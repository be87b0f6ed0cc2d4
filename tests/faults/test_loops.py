"""A client under several event loops, never closed: it works, and nobody hears of it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading
from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch import ArangoClient
from arango_fastbatch.sandbox import Sandbox
from arango_fastbatch.session import HostSession

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A 3.11 server in a thread of its own."""
    with Sandbox(server_version="3.11") as url:
        yield url


PYTHON = [sys.executable, "-X", "dev", "-W", "error"]


# Debug mode also tells which steps took long: that is the machine's affair, not the client's.
PREAMBLE = """
import asyncio, logging, sys
from arango_fastbatch import *
logging.getLogger("asyncio").addFilter(lambda record: " took " not in record.getMessage())
URL = sys.argv[1]
"""


def run(program: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run a program with every warning an error and asyncio's debug mode on."""
    return subprocess.run(
        [*PYTHON, "-c", PREAMBLE + textwrap.dedent(program), url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PROGRAMS = {
    "never closed": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            await db.version()
        asyncio.run(main())
    """,
    "made outside, several runs": """
        client = ArangoClient(URL)
        async def main():
            db = await client.db("_system")
            assert (await db.version()).startswith("3.11")
        for _ in range(3):
            asyncio.run(main())
    """,
    "database kept over runs": """
        client = ArangoClient(URL)
        db = asyncio.run(client.db("_system"))
        for _ in range(3):
            asyncio.run(db.version())
    """,
    "batch": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            if not await db.has_collection("c"):
                await db.create_collection("c")
            async with db.begin_batch_execution() as batch:
                jobs = [await batch.collection("c").insert({}) for _ in range(100)]
            assert all(job.result() for job in jobs)
        asyncio.run(main())
        asyncio.run(main())
    """,
    "batch queued in one run, committed in the next": """
        client = ArangoClient(URL)
        async def queue():
            db = await client.db("_system")
            batch = db.begin_batch_execution()
            await batch.aql.execute("RETURN 1")
            return batch
        batch = asyncio.run(queue())
        (job,) = asyncio.run(batch.commit())
        assert job.result().next() == 1
    """,
    "batch given up": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            batch = db.begin_batch_execution()
            await batch.aql.execute("RETURN 1")
        asyncio.run(main())
    """,
    "flush under way at the end": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            batch = db.begin_batch_execution(flush_count=10)
            for _ in range(25):
                await batch.aql.execute("RETURN 1")
        asyncio.run(main())
    """,
    "commit under way at the end": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            batch = db.begin_batch_execution()
            for _ in range(1000):
                await batch.aql.execute("RETURN 1")
            asyncio.create_task(batch.commit())
            await asyncio.sleep(0.01)
        asyncio.run(main())
    """,
    "error at the end": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            await db.version()
            sys.exit(0)
        asyncio.run(main())
    """,
    "loop of one's own": """
        client = ArangoClient(URL)
        loop = asyncio.new_event_loop()
        db = loop.run_until_complete(client.db("_system"))
        loop.run_until_complete(db.version())
        loop.run_until_complete(client.close())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    """,
    "used again after closing": """
        async def main():
            client = ArangoClient(URL)
            for _ in range(2):
                db = await client.db("_system", verify=True)
                await db.version()
                await client.close()
        asyncio.run(main())
    """,
    "closed by a block": """
        async def main():
            async with ArangoClient(URL) as client:
                db = await client.db("_system")
                await asyncio.gather(*(db.version() for _ in range(20)))
        asyncio.run(main())
    """,
    "client dropped while the loop runs on": """
        import gc
        async def use():
            db = await ArangoClient(URL).db("_system")
            await db.version()
        async def main():
            for _ in range(5):
                await use()
                gc.collect()
                await asyncio.sleep(0)
        asyncio.run(main())
    """,
    "two loops in two threads": """
        import threading
        client = ArangoClient(URL)
        async def main():
            db = await client.db("_system")
            for _ in range(20):
                await db.version()
        threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """,
    "cursor left open": """
        async def main():
            db = await ArangoClient(URL).db("_system")
            cursor = await db.aql.execute("FOR i IN 1..100 RETURN i", batch_size=10)
            assert await cursor.next() == 1
        asyncio.run(main())
    """,
    "refused": """
        async def main():
            class OneTry(DefaultHTTPClient):
                RETRY_ATTEMPTS = 0
            db = await ArangoClient("http://127.0.0.1:1", http_client=OneTry()).db("_system")
            try:
                await db.version()
            except ServerConnectionError:
                pass
        asyncio.run(main())
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_silent(name: str, url: str) -> None:
    done = run(PROGRAMS[name], url)
    assert done.stderr == ""
    assert done.stdout == ""
    assert done.returncode == 0


def test_connections_are_kept_alive(url: str) -> None:
    async def main() -> None:
        async with ArangoClient(url) as client:
            db = await client.db("_system")
            for _ in range(5):
                await db.version()
            session = await db.conn._sessions[0].get()
            assert sum(map(len, session.connector._conns.values())) == 1

    asyncio.run(main())


def test_sessions_end_with_their_loops(url: str) -> None:
    """Nothing is left of a loop that is gone: neither its session nor the loop itself."""
    client = ArangoClient(url)
    sessions = []

    async def main() -> None:
        db = await client.db("_system")
        await db.version()
        host = client._sessions[0]
        assert isinstance(host, HostSession)
        sessions.append(await host.get())
        assert len(host._open) == 1

    for _ in range(3):
        asyncio.run(main())
    assert all(session.closed for session in sessions)
    assert len(set(map(id, sessions))) == 3


def test_one_session_for_each_running_loop(url: str) -> None:
    client = ArangoClient(url)
    both = threading.Barrier(2)
    sessions: list[Any] = []

    async def main() -> None:
        db = await client.db("_system")
        await db.version()
        sessions.append(await client._sessions[0].get())
        await asyncio.to_thread(both.wait, 30)
        await db.version()

    threads = [threading.Thread(target=asyncio.run, args=(main(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions) == 2
    assert sessions[0] is not sessions[1]


async def test_closing_leaves_other_loops_alone(url: str) -> None:
    client = ArangoClient(url)
    db = await client.db("_system")
    await db.version()
    host = client._sessions[0]

    def elsewhere() -> None:
        async def main() -> None:
            await db.version()
            await client.close()

        asyncio.run(main())

    await asyncio.to_thread(elsewhere)
    here = await host.get()
    assert not here.closed
    await db.version()
    await client.close()
    assert here.closed
