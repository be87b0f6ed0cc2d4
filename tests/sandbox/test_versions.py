"""What each of several writers and readers sees, against a model that copies everything."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from arango_fastbatch.sandbox.aql.source import WriteOptions
from arango_fastbatch.sandbox.faults import ArangoFault
from arango_fastbatch.sandbox.store.clock import Clock
from arango_fastbatch.sandbox.store.collection import Collection
from arango_fastbatch.sandbox.store.indexes import make_index
from arango_fastbatch.sandbox.store.journal import Journal
from arango_fastbatch.sandbox.store.keys import key_generator

KEYS = st.sampled_from("abcd")
VALUES = st.integers(0, 2)
OPTIONS = WriteOptions(overwrite_mode="replace")


class Model:
    """One transaction as the model has it: the moment it began, and what it has changed."""

    def __init__(self, committed: dict[str, int]) -> None:
        self.journal = Journal()
        self.began = dict(committed)
        self.changes: dict[str, int | None] = {}

    def seen(self) -> dict[str, int]:
        merged: dict[str, int | None] = {**self.began, **self.changes}
        return {key: value for key, value in merged.items() if value is not None}


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        clock = Clock()
        self.collection = Collection(
            "1",
            "c",
            is_edge=False,
            is_system=False,
            keys=key_generator(clock, None),
            clock=clock,
            edge_fault="",
        )
        description = {"type": "persistent", "name": "v", "fields": ["v"]}
        list(self.collection.add_index_steps(make_index("2", description)))
        self.committed: dict[str, int] = {}
        # By key: how often it has been committed.
        self.versions: dict[str, int] = {}
        self.transactions: list[tuple[Model, dict[str, int]]] = []
        self.unsettled: list[Any] = []

    def holder(self, key: str) -> Model | None:
        return next((t for t, _ in self.transactions if key in t.changes), None)

    def is_refused(self, writer: Model | None, key: str, versions: dict[str, int] | None) -> bool:
        holder = self.holder(key)
        if holder is not None and holder is not writer:
            return True
        is_own = writer is not None and key in writer.changes
        if writer is None or versions is None or is_own:
            return False
        # What was not there then and is not there now has not changed, whatever was between.
        is_known = key in writer.began or key in self.committed
        return is_known and versions.get(key, 0) != self.versions.get(key, 0)

    def write(self, writer: Model | None, key: str, value: int | None) -> None:
        """Put a value, or remove the key for None, in both; both must agree on a refusal."""
        versions = next((v for t, v in self.transactions if t is writer), None)
        seen = self.committed if writer is None else writer.seen()
        journal = None if writer is None else writer.journal
        if value is None and key not in seen:
            return
        refused = self.is_refused(writer, key, versions)
        number = 0
        try:
            if value is None:
                self.collection.remove(key, OPTIONS, None, journal)
            else:
                self.collection.insert({"_key": key, "v": value}, OPTIONS, journal)
        except ArangoFault as fault:
            number = fault.errno
        assert number == (1200 if refused else 0)
        if refused:
            return
        if writer is not None:
            writer.changes[key] = value
            return
        self.versions[key] = self.versions.get(key, 0) + 1
        if value is None:
            del self.committed[key]
        else:
            self.committed[key] = value

    @rule(key=KEYS, value=st.none() | VALUES)
    def write_alone(self, key: str, value: int | None) -> None:
        self.write(None, key, value)

    @precondition(lambda self: len(self.transactions) < 3)
    @rule()
    def begin(self) -> None:
        model = Model(self.committed)
        self.collection.contents.watch(model.journal)
        self.transactions.append((model, dict(self.versions)))

    @precondition(lambda self: self.transactions)
    @rule(data=st.data(), key=KEYS, value=st.none() | VALUES)
    def write_inside(self, data: st.DataObject, key: str, value: int | None) -> None:
        model, _ = data.draw(st.sampled_from(self.transactions))
        self.write(model, key, value)

    @precondition(lambda self: self.transactions)
    @rule(data=st.data(), is_settled=st.booleans())
    def commit(self, data: st.DataObject, is_settled: bool) -> None:
        model, _ = entry = data.draw(st.sampled_from(self.transactions))
        self.transactions.remove(entry)
        model.journal.close()
        steps = model.journal.settle_steps()
        if is_settled:
            list(steps)
        else:
            self.unsettled.append(steps)
        for key, value in model.changes.items():
            self.versions[key] = self.versions.get(key, 0) + 1
            if value is None:
                self.committed.pop(key, None)
            else:
                self.committed[key] = value

    @precondition(lambda self: self.unsettled)
    @rule()
    def settle(self) -> None:
        list(self.unsettled.pop(0))

    @precondition(lambda self: self.transactions)
    @rule(data=st.data())
    def abort(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.transactions))
        self.transactions.remove(entry)
        entry[0].journal.abort()

    @precondition(lambda self: self.transactions)
    @rule(data=st.data(), keys=st.lists(KEYS, max_size=4), value=VALUES)
    def fail_half_way(self, data: st.DataObject, keys: list[str], value: int) -> None:
        """Write something in a transaction, then take just that back."""
        model, _ = data.draw(st.sampled_from(self.transactions))
        before, mark = dict(model.changes), model.journal.mark()
        for key in keys:
            self.write(model, key, value)
        model.journal.undo(mark)
        model.changes = before

    @invariant()
    def everybody_sees_what_the_model_says(self) -> None:
        readers: list[tuple[Journal | None, dict[str, int]]] = [(None, self.committed)]
        readers += [(model.journal, model.seen()) for model, _ in self.transactions]
        for reader, expected in readers:
            seen = {d["_key"]: d["v"] for d in self.collection.documents(reader)}
            assert seen == expected
            assert self.collection.count(reader) == len(expected)
            for key in "abcd":
                document = self.collection.get(key, reader)
                assert (document and document["v"]) == expected.get(key)
            for value in range(3):
                found = self.collection.lookup(("v",), value, reader)
                assert found is not None
                assert {d["_key"] for d in found} == {k for k, v in expected.items() if v == value}


TestVersions = Machine.TestCase
TestVersions.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(st.lists(st.tuples(KEYS, st.none() | VALUES), max_size=30))
def test_an_abort_restores_everything(writes: list[tuple[str, int | None]]) -> None:
    machine = Machine()
    machine.write_alone("a", 1)
    machine.write_alone("b", 1)
    machine.begin()
    model, _ = machine.transactions[0]
    for key, value in writes:
        machine.write(model, key, value)
    model.journal.abort()
    machine.transactions.clear()
    machine.everybody_sees_what_the_model_says()
