"""Answers to a batch as a whole that are no batch: what ran, what did not, what nobody knows."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import suppress

import pytest
from tests.faults.batches import assert_true_report, connected, fates, queued, told
from tests.faults.scripted import (
    GoneError,
    Message,
    Peer,
    answer_batch,
    error_body,
    serve,
)

from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    JWTAuthError,
)


def token(name: str, expires: float = 4e9) -> str:
    """A JWT as far as a client looks into it."""
    claims = base64.urlsafe_b64encode(json.dumps({"exp": expires, "n": name}).encode())
    return f"x.{claims.decode().rstrip('=')}.y"


# --- Nothing ran: the batch may be committed again


@pytest.mark.parametrize("status", [401, 403, 404, 405, 411, 414, 429, 431, 503])
@pytest.mark.parametrize("body", [error_body(503, 21003, "queue full"), b"<html>no</html>", b""])
async def test_refused_whole(status: int, body: bytes) -> None:
    async def refuses_once(peer: Peer) -> None:
        await peer.request()
        await peer.answer(status, body)
        await answer_batch(peer, await peer.request())

    async with serve(refuses_once) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises(BatchExecuteError) as caught:
            await batch.commit()
        assert caught.value.http_code == status
        assert caught.value.error_code == (21003 if b"21003" in body else status)
        assert caught.value.url == f"{server.url}/_db/test/_api/batch"
        assert fates(batch) == "ppp"
        assert told(batch.report) == (0, 0, 0, 0)
        await batch.commit()
        assert assert_true_report(batch) == "sss"


async def test_refused_in_the_middle() -> None:
    """Of several requests the second is refused: the first stands, and a new commit goes on."""

    async def refuses_the_second(peer: Peer) -> None:
        await answer_batch(peer, await peer.request())
        await peer.request()
        await peer.answer(503, error_body(503, 21003, "queue full"))
        with suppress(GoneError):
            while True:
                await answer_batch(peer, await peer.request())

    async with serve(refuses_the_second) as server, connected(server.url) as db:
        batch = await queued(db, 6, max_batch_bytes=420)
        with pytest.raises(BatchExecuteError):
            await batch.commit()
        assert assert_true_report(batch) == "sspppp"
        await batch.commit()
        assert assert_true_report(batch) == "ssssss"


# --- Nobody knows


@pytest.mark.parametrize("status", [202, 307, 400, 408, 500, 502, 504])
async def test_outcome_unknown(status: int) -> None:
    """arangod finds a broken message half-way; a proxy gives up while the server goes on."""

    async def fails(peer: Peer) -> None:
        await peer.request()
        await peer.answer(status, b"<html>Bad Gateway</html>", content_type="text/html")

    async with serve(fails) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises(BatchExecuteError) as caught:
            await batch.commit()
        assert caught.value.http_code == status
        assert assert_true_report(batch) == "uuu"
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()


async def test_html_with_200() -> None:
    """A captive portal, or a proxy that shows a page."""

    async def shows_a_page(peer: Peer) -> None:
        await peer.request()
        await peer.answer(200, b"<html>Log in</html>", content_type="text/html; charset=utf-8")

    async with serve(shows_a_page) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises(BatchStateError, match="content type is 'text/html'"):
            await batch.commit()
        assert assert_true_report(batch) == "uuu"


# --- 401: a token that the server does not take (any more)


class TokenServer:
    """Issues tokens, and takes only the newest."""

    def __init__(self, expires: float = 4e9) -> None:
        self.issued = 0
        self.expires = expires
        self.batches: list[Message] = []
        self.refused = 0
        self.refuse_log_in = False

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.target.endswith("/_open/auth"):
                    await self._log_in(peer, message)
                elif message.headers["authorization"] != f"bearer {self.newest}":
                    self.refused += 1
                    await peer.answer(401, error_body(401, 11, "not authorized"))
                else:
                    self.batches.append(message)
                    await answer_batch(peer, message)

    @property
    def newest(self) -> str:
        return token(str(self.issued), self.expires)

    async def _log_in(self, peer: Peer, message: Message) -> None:
        assert json.loads(message.body) == {"username": "root", "password": "secret"}
        assert "authorization" not in message.headers
        if self.refuse_log_in:
            await peer.answer(401, error_body(401, 401, "Wrong credentials"))
            return
        self.issued += 1
        await peer.answer(200, json.dumps({"jwt": self.newest}).encode())


async def test_token_refused_then_renewed() -> None:
    script = TokenServer()
    async with serve(script) as server, connected(server.url, jwt=True) as db:
        script.issued += 1  # the server has forgotten the client's token
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"
    assert script.refused == 1
    assert script.issued == 3
    # Nothing ran twice: the refused message never reached the batch.
    assert [len(message.parts) for message in script.batches] == [3]


async def test_token_renewed_before_it_ends() -> None:
    script = TokenServer(expires=0)
    async with serve(script) as server, connected(server.url, jwt=True) as db:
        for _ in range(2):
            await (await queued(db)).commit()
    assert script.issued == 3
    assert script.refused == 0


async def test_token_refused_and_none_given() -> None:
    script = TokenServer()
    async with serve(script) as server, connected(server.url, jwt=True) as db:
        script.issued += 1
        script.refuse_log_in = True
        batch = await queued(db)
        with pytest.raises(JWTAuthError) as caught:
            await batch.commit()
        assert "secret" not in repr(caught.value.request.data)
        # It was refused before anything ran, and can go when the user may log in again.
        assert fates(batch) == "ppp"
        script.refuse_log_in = False
        await batch.commit()
        assert assert_true_report(batch) == "sss"


async def test_cancelled_while_a_token_is_renewed() -> None:
    renewing = asyncio.Event()

    async def never_logs_in(peer: Peer) -> None:
        message = await peer.request()
        if message.target.endswith("/_open/auth"):
            await peer.answer(200, json.dumps({"jwt": token("first")}).encode())
            await peer.request()
        await peer.answer(401)
        await peer.request()
        renewing.set()
        await peer.until_closed()

    async with serve(never_logs_in) as server, connected(server.url, jwt=True) as db:
        batch = await queued(db)
        commit = asyncio.create_task(batch.commit())
        await renewing.wait()
        commit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await commit
        assert fates(batch) == "ppp"
        assert batch.report.sent == 0
