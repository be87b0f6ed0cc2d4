"""INSERT, UPDATE, REPLACE, REMOVE and UPSERT."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from .... import errno
from ...faults import ArangoFault
from ..aside import at_once
from ..errors import AqlFault
from ..source import WriteOptions, Written
from ..values import equal, type_name
from .stages import Block, Blocks, Flow, Pipeline, Step, evaluated

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from ..context import Context, Row
    from ..source import CollectionSource, Document
    from .compiled import Evaluate

__all__ = ["Change", "Insert", "Modification", "Remove", "Target", "Upsert", "example_matches"]


@dataclass(frozen=True)
class ModificationOptions:
    """The OPTIONS of a data-modification operation.

    Args:
        write: Those that concern the store.
        ignore_errors: Whether a document that cannot be written is left out instead of failing.
    """

    write: WriteOptions
    ignore_errors: bool


def modification_options(options: Mapping[str, Any]) -> ModificationOptions:
    """Read the OPTIONS of an operation.

    Args:
        options: The object; unknown attributes are of no effect, as in arangod.

    Returns:
        The options.
    """
    mode = options.get("overwriteMode")
    if type(mode) is not str or mode not in {"conflict", "ignore", "replace", "update"}:
        mode = "replace" if options.get("overwrite") is True else "conflict"
    return ModificationOptions(
        WriteOptions(
            overwrite_mode=mode,
            keep_null=options.get("keepNull") is not False,
            merge_objects=options.get("mergeObjects") is not False,
            ignore_revs=options.get("ignoreRevs") is not False,
            version_attribute=options.get("versionAttribute"),
            wait_for_sync=options.get("waitForSync") is True,
        ),
        options.get("ignoreErrors") is True,
    )


@dataclass(frozen=True)
class Target:
    """What a data-modification operation works on.

    Args:
        collection: Opens the collection.
        options: The OPTIONS.
        old: The place of OLD.
        new: The place of NEW, None after REMOVE.
        label: The plan's number and type of the operation, as faults show them since 3.12.
    """

    collection: Callable[[Context], CollectionSource]
    options: Evaluate
    old: int
    new: int | None
    label: str


class Modification(Step):
    """What the operations share: OLD and NEW, counters, faults.

    Args:
        target: What it works on.
    """

    writes = True

    def __init__(self, target: Target) -> None:
        self._target = target

    def run(self, blocks: Blocks, flow: Flow) -> Blocks:
        """The rows whose documents were written."""
        context = flow.context
        target, collection = self._target, self._target.collection(context)
        given = at_once(partial(target.options, [context]), context)
        options = modification_options(given if type(given) is dict else {})
        for block in blocks:
            out: Block = []
            for row in block:
                try:
                    wanted = yield from self.prepare(row)
                    written = self.write(collection, row, wanted, options.write)
                except ArangoFault as refused:
                    if options.ignore_errors and not isinstance(refused, AqlFault):
                        context.stats.writes_ignored += 1
                        continue
                    raise self._worded(context, refused) from None
                if written is not None:
                    context.stats.writes_executed += 1
                    row[target.old] = written.old
                    if target.new is not None:
                        row[target.new] = written.new
                out.append(row)
                if perf_counter() > context.turn_ends:
                    yield out
                    out = []
            yield out

    def prepare(self, row: Row) -> Generator[Block, None, Any]:
        """The values that a row is written with; gives empty blocks meanwhile."""
        raise NotImplementedError

    def write(
        self, collection: CollectionSource, row: Row, wanted: Any, options: WriteOptions
    ) -> Written | None:
        """Write for one row what was prepared; None where there is nothing to do."""
        raise NotImplementedError

    def _worded(self, context: Context, refused: ArangoFault) -> ArangoFault:
        if isinstance(refused, AqlFault):
            return refused
        text = refused.message
        if context.version >= (3, 12):
            text += f" [node {self._target.label}]"
        return AqlFault(refused.errno, text, "executing", refused.status)


class Insert(Modification):
    """INSERT.

    Args:
        target: What it works on.
        document: What is stored.
    """

    def __init__(self, target: Target, document: Evaluate) -> None:
        super().__init__(target)
        self._document = document

    def prepare(self, row: Row) -> Generator[Block, None, Any]:
        """The document."""
        return evaluated(self._document, row)

    def write(
        self, collection: CollectionSource, row: Row, wanted: Any, options: WriteOptions
    ) -> Written:
        """Store it."""
        return collection.insert(_document(wanted), options)


class Change(Modification):
    """UPDATE and REPLACE.

    Args:
        target: What it works on.
        kind: "update" or "replace".
        document: The patch, or the new document.
        key: What tells which document; None where the document does itself.
    """

    def __init__(self, target: Target, kind: str, document: Evaluate, key: Evaluate | None) -> None:
        super().__init__(target)
        self._kind = kind
        self._document = document
        self._key = key

    def prepare(self, row: Row) -> Generator[Block, None, Any]:
        """The document, and what tells which one to change."""
        document = yield from evaluated(self._document, row)
        if self._key is None:
            return document, document
        return document, (yield from evaluated(self._key, row))

    def write(
        self, collection: CollectionSource, row: Row, wanted: Any, options: WriteOptions
    ) -> Written:
        """Change one."""
        document, source = wanted
        key, revision = _key_and_revision(source)
        change = collection.update if self._kind == "update" else collection.replace
        return change(key, _document(document), options, _expected(revision, options))


class Remove(Modification):
    """REMOVE.

    Args:
        target: What it works on.
        document: The document or its key.
    """

    def __init__(self, target: Target, document: Evaluate) -> None:
        super().__init__(target)
        self._document = document

    def prepare(self, row: Row) -> Generator[Block, None, Any]:
        """What tells which one to remove."""
        return evaluated(self._document, row)

    def write(
        self, collection: CollectionSource, row: Row, wanted: Any, options: WriteOptions
    ) -> Written:
        """Remove one."""
        key, revision = _key_and_revision(wanted)
        return collection.remove(key, options, _expected(revision, options))


class Upsert(Modification):
    """UPSERT.

    Args:
        target: What it works on.
        kind: "update" or "replace".
        find: The pipeline that finds a document to change, with the place of its variable.
        insert: What is stored where there is none.
        change: The patch, or the new document.
    """

    def __init__(
        self,
        target: Target,
        kind: str,
        find: tuple[Pipeline, int],
        insert: Evaluate,
        change: Evaluate,
    ) -> None:
        super().__init__(target)
        self._kind = kind
        self._pipeline, self._found = find
        self._insert = insert
        self._change = change

    def prepare(self, row: Row) -> Generator[Block, None, Any]:
        """The document to change if there is one, and what to change or to store."""
        found: Document | None = None
        for block in self._pipeline.run(row[0], row.copy()):
            if block:
                found = block[0][self._found]
                break
            yield []
        row[self._target.old] = found
        wanted = self._insert if found is None else self._change
        return found, (yield from evaluated(wanted, row))

    def write(
        self, collection: CollectionSource, row: Row, wanted: Any, options: WriteOptions
    ) -> Written:
        """Insert or change one; each row sees what the rows before it wrote."""
        found, document = wanted
        if found is None:
            return collection.insert(_document(document), options)
        change = collection.update if self._kind == "update" else collection.replace
        revision = _expected(found.get("_rev"), options)
        return change(found["_key"], _document(document), options, revision)


def example_matches(document: Any, example: Any) -> bool:
    """Whether a document has all that an UPSERT's example has."""
    if type(example) is dict and type(document) is dict:
        return all(example_matches(document.get(name), value) for name, value in example.items())
    return equal(document, example)


def _document(value: Any) -> Document:
    if type(value) is not dict:
        raise ArangoFault(400, errno.DOCUMENT_TYPE_INVALID, "invalid document type")
    return value


def _key_and_revision(value: Any) -> tuple[str, str | None]:
    """The key that a document or text tells, and the document's revision."""
    if type(value) is str:
        return value, None
    if type(value) is dict:
        key = value.get("_key")
        if type(key) is str:
            revision = value.get("_rev")
            return key, revision if type(revision) is str else None
        text = "Expected _key to be a string attribute in document."
        raise ArangoFault(400, errno.DOCUMENT_KEY_MISSING, text)
    text = f"Expected object or string as key, but found {type_name(value)}"
    raise ArangoFault(400, errno.DOCUMENT_KEY_MISSING, text)


def _expected(revision: str | None, options: WriteOptions) -> str | None:
    return None if options.ignore_revs else revision
