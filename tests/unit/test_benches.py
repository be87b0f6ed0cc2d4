"""The benchmarks' own logic: figures, ratios, verdicts, the page, and the servers that answer."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from benches.canned_answers import FIRST_KEY, found, inserted, inserted_many, read_head
from benches.canned_server import CannedProtocol, Character, Totals
from benches.documents import make_document, make_variables
from benches.page import page
from benches.plan import full, quick
from benches.relay import AcceptedSide, Side
from benches.results import Results
from benches.servers import CHARACTERS, FAR
from benches.targets import Verdict, judge
from benches.worker import SCENARIOS

if TYPE_CHECKING:
    from benches.plan import Case


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if data:
            self.writes.append(bytes(data))

    def resume_reading(self) -> None:
        pass


def canned(character: Character) -> tuple[CannedProtocol, Wire]:
    """A connection to the canned server, without a network."""
    wire = Wire()
    protocol = CannedProtocol(character, Totals())
    protocol.connection_made(wire)
    return protocol, wire


def feed(protocol: CannedProtocol, data: bytes) -> None:
    """Let bytes come in, as the loop does."""
    protocol.get_buffer(-1)[: len(data)] = data
    protocol.buffer_updated(len(data))


def post(path: str, body: object) -> bytes:
    text = json.dumps(body).encode()
    return b"POST /_db/x%b HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (
        path.encode(),
        len(text),
        text,
    )


def bodies(stream: bytes) -> list[object]:
    """Cut answers by their lengths; nothing may be left."""
    found = []
    while stream:
        head, _, rest = stream.partition(b"\r\n\r\n")
        length = read_head(b"GET / HTTP/1.1\r\n" + head).length
        found.append(json.loads(rest[:length]))
        stream = rest[length:]
    return found


def results(**figures: float) -> Results:
    """A run whose figures for servers without batches are these, in each of three rounds."""
    made = Results(["ours", "official"], ["2 cores"])
    batch = {"queue": 1.0, "commit": 1.0, "result": 1.0}
    found = {
        ("cpu", 10_000, "ours"): batch,
        ("cpu 4.0", 10_000, "ours"): batch | {"commit": figures["commit"]},
        ("queries 4.0", 10_000, "ours"): batch,
        ("queries 4.0", 10_000, "official"): {"all": figures["official"]},
        ("queries paced", 10_000, "ours"): batch | {"commit": figures["paced"]},
    }
    for noise in (1.0, 1.5, 0.5):  # of the machine: both sides of a ratio have it
        for key, phases in found.items():
            made.add(key, {phase: seconds * noise for phase, seconds in phases.items()})
    far = {"together": 0.2, "one_by_one": 0.2 * figures["times"], "round_trip": 0.001}
    made.add(("latency far", 10_000, "ours"), {**far, "times": figures["times"]})
    made.add(("flush 4.0", 1_000_000, "ours"), {"growth": 1e6, "cpu": 2.0})
    made.add(("flush_queries 4.0", 1_000_000, "ours"), {"growth": 2e6, "cpu": 2.0})
    return made


GOOD = results(commit=1.3, official=120.0, paced=3.0, times=80.0)


def test_total_is_the_sum_of_the_phases_of_any_client() -> None:
    assert GOOD.median(("queries 4.0", 10_000, "ours"), "total") == 3.0
    assert GOOD.median(("queries 4.0", 10_000, "official"), "total") == 120.0


def test_ratios_are_those_within_a_round() -> None:
    made = Results(["ours"], [])
    for above, below in ((2.0, 1.0), (30.0, 10.0), (4.0, 1.0)):
        made.add(("cpu 4.0", 1, "ours"), {"queue": above})
        made.add(("cpu", 1, "ours"), {"queue": below})
    assert made.ratio(("cpu 4.0", 1, "ours"), ("cpu", 1, "ours"), "total") == 3.0


def test_sizes_are_those_that_all_cases_have() -> None:
    made = Results(["ours"], [])
    for name, size in (("cpu", 1), ("cpu", 2), ("cpu 4.0", 2)):
        made.add((name, size, "ours"), {"queue": 1.0})
    assert made.sizes("cpu") == [1, 2]
    assert made.sizes("cpu", "cpu 4.0") == [2]


def test_every_target_of_servers_without_batches_is_judged() -> None:
    verdicts = {verdict.what: verdict for verdict in judge(GOOD)}
    measured = {
        what.split(",")[0]: pytest.approx(verdict.measured) for what, verdict in verdicts.items()
    }
    assert measured == {
        "CPU of a batch on 4.0 over one on 3.11": 1.1,
        "CPU of python-arango-async over ours": 40.0,
        "CPU with answers one by one over answers together": 5 / 3,
        "wall time one by one over one batch": 80.0,
        "growth over 1": 2.0,
    }
    assert all(verdict.is_met for verdict in verdicts.values())


@pytest.mark.parametrize(
    ("figure", "value", "outcome"),
    [
        ("commit", 1.9, "SHORT by 8%"),
        ("official", 72.0, "SHORT by 20%"),
        ("paced", 5.0, "SHORT by 17%"),
        ("times", 40.0, "SHORT by 20%"),
    ],
)
def test_a_shortfall_is_told(figure: str, value: float, outcome: str) -> None:
    good = {"commit": 1.3, "official": 120.0, "paced": 3.0, "times": 80.0}
    verdicts = judge(results(**good | {figure: value}))
    assert [verdict.outcome for verdict in verdicts if not verdict.is_met] == [outcome]


def test_a_bound_is_met_where_it_is_reached() -> None:
    assert Verdict("x", 2.0, 2.0).outcome == "PASS"
    assert Verdict("x", 2.0, 2.0, at_least=True).outcome == "PASS"


def test_the_page_has_each_figure_beside_what_it_is_compared_with() -> None:
    lines = page(GOOD).splitlines()
    for line in (
        "| 10,000 | 3.11: one multipart message | 1.00 | 1.00 | 1.00 | 3.00 |  |",
        "| 10,000 | 4.0: one stream, neighbours merged | 1.00 | 1.30 | 1.00 | 3.30 | 1.10x |",
        "| 10,000 | arango_fastbatch, one batch | 1.00 | 1.00 | 1.00 | 3.00 |  |",
        "| 10,000 | the same, answers one by one | 1.00 | 3.00 | 1.00 | 5.00 | 1.7x |",
        "| 10,000 | python-arango-async, 64 at once |  |  |  | 120.00 | 40.0x |",
        "| 10,000 | arango_fastbatch | 1.00 | 200 | 16,000 | 80 |",
        "| 1,000,000 | queries | 2.0 | 2.00 |",
    ):
        assert line in lines


def test_a_page_without_a_client_leaves_its_lines_out() -> None:
    made = Results(["ours"], [])
    made.runs = {key: runs for key, runs in GOOD.runs.items() if key[2] == "ours"}
    assert "python-arango-async, 64 at once" not in page(made)
    assert "the same, answers one by one" in page(made)


@pytest.mark.parametrize("cases", [quick(), full(peer_million=True)], ids=["quick", "full"])
def test_the_plan_names_what_there_is(cases: list[Case]) -> None:
    assert {case.scenario for case in cases} <= set(SCENARIOS)
    assert {case.server for case in cases} <= {*CHARACTERS, FAR}
    rounds = {case.name: case.rounds for case in cases if case.size == 10_000}
    assert rounds["cpu"] == rounds["cpu 4.0"] == rounds["queries 4.0"] == rounds["queries paced"]


def test_answers_have_the_length_that_they_say() -> None:
    [item] = bodies(inserted(FIRST_KEY + 7))
    assert item == {"_id": "bench/10000007", "_key": "10000007", "_rev": "_jt3ZdUO--_"}
    [items] = bodies(inserted_many(FIRST_KEY, 3))
    assert isinstance(items, list)
    assert [item["_key"] for item in items] == ["10000000", "10000001", "10000002"]
    [cursor] = bodies(found(json.dumps(make_variables(12_345_678)).encode()))
    assert isinstance(cursor, dict)
    expected = make_document(12_345_678)
    assert cursor["result"][0].items() >= expected.items()


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_pipelined_requests_are_answered_in_order_however_they_come(size: int) -> None:
    protocol, wire = canned(Character("4.0"))
    stream = (
        post("/_api/document/bench", [make_document(1), make_document(2)])
        + post("/_api/cursor", {"bindVars": make_variables(20_000_000)})
        + post("/_api/document/bench?silent=false", make_document(3))
        + b"GET /_db/x/_api/version HTTP/1.1\r\n\r\n"
        + post("/_api/batch", "--b--")
    )
    for start in range(0, len(stream), size):
        feed(protocol, stream[start : start + size])
    many, cursor, one, version, batch = bodies(b"".join(wire.writes))
    assert many == [json.loads(metadata_of(key)) for key in (FIRST_KEY, FIRST_KEY + 1)]
    assert isinstance(cursor, dict)
    assert cursor["result"][0]["_key"] == "20000000"
    assert one == json.loads(metadata_of(FIRST_KEY + 3))
    assert isinstance(version, dict)
    assert version["version"] == "4.0.0"
    assert isinstance(batch, dict)
    assert batch["code"] == 404
    assert protocol.totals.requests == 3
    assert protocol.totals.parts == 4


def metadata_of(key: int) -> bytes:
    return b'{"_id":"bench/%d","_key":"%d","_rev":"_jt3ZdUO--_"}' % (key, key)


def test_a_paced_server_sends_each_answer_alone() -> None:
    stream = post("/_api/cursor", {"bindVars": make_variables(20_000_000)}) * 3
    protocol, together = canned(Character("4.0"))
    feed(protocol, stream)
    protocol, paced = canned(Character("4.0", pace=1e-6))
    feed(protocol, stream)
    assert len(together.writes) == 1
    assert len(paced.writes) == 3
    assert b"".join(paced.writes) == together.writes[0]


async def test_a_relay_passes_everything_on_in_order() -> None:
    over = asyncio.Event()
    sides: list[Side] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1_000):
            writer.write(data)
        writer.close()
        await writer.wait_closed()
        over.set()

    far = await asyncio.start_server(echo, "127.0.0.1", 0)
    address = far.sockets[0].getsockname()

    def side() -> Side:
        sides.append(AcceptedSide(1e-3, *address))
        return sides[0]

    relay = await asyncio.get_running_loop().create_server(side, "127.0.0.1", 0)
    async with far, relay:
        reader, writer = await asyncio.open_connection(*relay.sockets[0].getsockname())
        sent = b"".join(b"%d," % number for number in range(100_000))
        writer.write(sent)
        assert await reader.readexactly(len(sent)) == sent
        writer.close()
        await writer.wait_closed()
        await over.wait()
        [accepted] = sides
        assert accepted.other is not None
        await accepted.other.over.wait()
