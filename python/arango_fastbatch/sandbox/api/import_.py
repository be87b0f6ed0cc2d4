"""``/_api/import``: many documents at once, reported in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ... import errno
from ..aql.source import WriteOptions
from ..faults import ArangoFault
from ..json_text import dump, load, parse
from ..message import Request, Response, answer
from ..routing import Refusal, Route
from ..store.journaled import JournaledCollection
from ..turns import Turns, in_turns
from ..writing import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..message import Handle

_BLANKS = b" \t\r\b\f"
_SHOWN_CHARACTERS = 255
# What an import says of these faults, whatever their own texts say.
_TEXTS = {errno.CONFLICT: "conflict", errno.VALIDATION_FAILED: "schema validation failed"}
_ON_DUPLICATE = {"update": "update", "replace": "replace", "ignore": "ignore"}


_NOTHING = object()
"""Stands for an empty line."""


class _Malformed:
    """Stands for a line or item that is no document; says why."""

    __slots__ = ("fault", "reason")

    def __init__(self, reason: str, fault: ArangoFault | None = None) -> None:
        self.reason = reason
        # What becomes of the whole import where it must be complete; None: it goes on without.
        self.fault = fault


@dataclass
class _Report:
    created: int = 0
    empty: int = 0
    updated: int = 0
    ignored: int = 0
    # What could not be read comes first in the details, what could not be stored after it.
    unread: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)


async def import_documents(request: Request) -> Response:
    """POST /_api/import: import lines, an array, or lines of values under a line of names."""
    if request.suffixes:
        raise ArangoFault(
            400, 601, "superfluous suffix, expecting /_api/import?collection=<identifier>"
        )
    name = request.query.get("collection")
    if not name:
        raise ArangoFault(
            400, 1204, "'collection' is missing, expecting /_api/import?collection=<identifier>"
        )
    items = _items(request)
    if not request.flag("complete"):
        return await _import(request, request.collection(name, write=True), items)
    permitted = request.permitted(name, write=True)
    async with writing(request) as journal:
        return await _import(request, JournaledCollection(permitted, journal), items)


async def _import(
    request: Request, collection: Handle, items: Iterator[tuple[int, Any]]
) -> Response:
    if request.flag("overwrite"):
        if isinstance(collection, JournaledCollection):
            await in_turns(collection.truncate_steps())
        else:
            collection.truncate()
    importer = _Importer(request, collection)
    turns = Turns()
    for position, item in items:
        importer.take(position, item)
        if importer.is_over:
            break
        if turns.over():
            await turns.next()
    return importer.answer()


class _Importer:
    """Stores what an import brings, and counts."""

    def __init__(self, request: Request, collection: Handle) -> None:
        mode = _ON_DUPLICATE.get(request.query.get("onDuplicate", "error"), "conflict")
        self._options = WriteOptions(overwrite_mode=mode)
        self._complete = request.flag("complete")
        self._details = request.flag("details")
        self._ends = [
            (end, _prefix(request.query.get(parameter, "")))
            for end, parameter in (("_from", "fromPrefix"), ("_to", "toPrefix"))
        ]
        self._replace_prefixes = request.flag("overwriteCollectionPrefix")
        self._collection = collection
        self._report = _Report()
        self._accepted = 0
        # Whether what comes after the last item is not looked at any more.
        self.is_over = False

    def take(self, position: int, item: Any) -> None:
        """Store one document.

        Raises:
            ArangoFault: It cannot be stored, and the import is to be complete or not at all.
        """
        if item is _NOTHING:
            self._report.empty += 1
            return
        if isinstance(item, dict) and self._collection.is_edge:
            item = self._edge(item)
        elif not isinstance(item, (dict, _Malformed)):
            reason = f"invalid JSON type (expecting object), offending document: {_shown(item)}"
            item = _Malformed(reason, ArangoFault(400, 1227, "invalid document type"))
        if isinstance(item, _Malformed):
            if self._complete and item.fault is not None:
                raise item.fault
            self._report.unread.append(f"at position {position}: {item.reason}")
            # As arangod has it: what was good before stays, though all should be.
            self.is_over = self._complete
            return
        self._accepted += 1
        self._store(item)

    def answer(self) -> Response:
        """What `/_api/import` says in the end."""
        report = self._report
        fields: dict[str, Any] = {
            "error": False,
            "created": report.created,
            "errors": len(report.unread) + len(report.unstored),
            "empty": report.empty,
            "updated": report.updated,
            "ignored": report.ignored,
        }
        if self._details:
            fields["details"] = report.unread + report.unstored
        return answer(fields, 201)

    def _store(self, document: dict[str, Any]) -> None:
        report = self._report
        try:
            old, new = self._collection.insert(document, self._options)
        except ArangoFault as fault:
            ignored = self._options.overwrite_mode == "ignore" and fault.errno == 1210
            if ignored and isinstance(document.get("_key"), str):
                report.ignored += 1
                return
            text = _TEXTS.get(fault.errno, fault.message.partition(" - ")[0])
            if self._complete:
                raise ArangoFault(fault.status, fault.errno, text) from None
            report.unstored.append(
                f"at position {self._accepted - 1}: creating document failed with error"
                f" '{text}', offending document: {_shown(document)}"
            )
            return
        if old is None:
            report.created += 1
        elif new is None:
            report.ignored += 1
        else:
            report.updated += 1

    def _edge(self, document: dict[str, Any]) -> dict[str, Any] | _Malformed:
        """An edge with its ends prefixed."""
        for end, prefix in self._ends:
            value = document.get(end)
            if prefix and isinstance(value, int) and not isinstance(value, bool):
                document = document | {end: f"{prefix}{value}"}
            elif prefix and isinstance(value, str):
                if self._replace_prefixes:
                    value = value.rpartition("/")[2]
                if "/" not in value:
                    document = document | {end: prefix + value}
        if isinstance(document.get("_from"), str) and isinstance(document.get("_to"), str):
            return document
        reason = f"missing '_from' or '_to' attribute, offending document: {_shown(document)}"
        return _Malformed(reason, ArangoFault(400, 1233, "edge attribute missing or invalid"))


def _items(request: Request) -> Iterator[tuple[int, Any]]:
    """What is to be imported, with its position: documents, `_Malformed`, `_NOTHING`."""
    kind = request.query.get("type")
    body = request.body
    if kind == "auto":
        kind = "array" if body.lstrip(_BLANKS + b"\n").startswith(b"[") else "documents"
    if kind == "documents":
        return _from_lines(body)
    if kind in {"array", "list"}:
        return _from_array(request)
    line = request.query.get("line", "0")
    return _from_values(body, line, ignore_missing=request.flag("ignoreMissing"))


def _from_lines(body: bytes) -> Iterator[tuple[int, Any]]:
    for position, line in enumerate(_lines(body), 1):
        try:
            yield position, parse(line)
        except ValueError:  # each line for itself
            text = line.lstrip(_BLANKS)
            yield position, _unparsed(text) if text else _NOTHING


def _lines(body: bytes) -> Iterator[bytes]:
    """The lines of a body; what follows the last line break is one only if it is not blank."""
    start, end = 0, body.find(b"\n")
    while end >= 0:
        yield body[start:end]
        start, end = end + 1, body.find(b"\n", end + 1)
    if body[start:].strip(_BLANKS):
        yield body[start:]


def _from_array(request: Request) -> Iterator[tuple[int, Any]]:
    try:
        documents = request.json() if request.body else load(b"")
    except ArangoFault as fault:
        reason = fault.message.removeprefix("VPackError error: ")
        raise ArangoFault(
            400, 400, f"expecting a valid JSON array in the request. got: {reason}"
        ) from None
    if not isinstance(documents, list):
        raise ArangoFault(400, 400, "expecting a JSON array in the request")
    return enumerate(documents, 1)


def _from_values(body: bytes, line: str, *, ignore_missing: bool) -> Iterator[tuple[int, Any]]:
    head, line_break, rest = body.partition(b"\n")
    if not line_break:
        raise ArangoFault(400, 400, "no JSON array found in second line")
    try:
        names = parse(head.strip(_BLANKS))
    except ValueError:
        names = None
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise ArangoFault(400, 400, "no JSON string array found in first line")
    lines = rest.split(b"\n")
    if not lines[-1]:
        lines.pop()
    first = int(line) + 1 if line.isascii() and line.isdigit() else 1
    return (
        (first + n, _combined(names, text.strip(_BLANKS), ignore_missing=ignore_missing))
        for n, text in enumerate(lines)
    )


def _combined(names: list[str], line: bytes, *, ignore_missing: bool) -> Any:
    """A document of names and the values in a line."""
    if not line:
        return _NOTHING
    try:
        values = parse(line)
    except ValueError:
        malformed = _unparsed(line)
        # Arangod answers 500 here; a sandbox should not blame itself for what a client sent.
        malformed.fault = ArangoFault(400, 400, malformed.reason)
        return malformed
    if not isinstance(values, list):
        reason = "no valid JSON array data"
    elif len(values) != len(names) and not ignore_missing:
        reason = f"wrong number of JSON values (got {len(values)}, expected {len(names)})"
    else:
        pairs = zip(names, values, strict=not ignore_missing)
        return {name: value for name, value in pairs if value is not None}
    return _Malformed(reason, ArangoFault(400, 400, reason))


def _unparsed(line: bytes) -> _Malformed:
    text = line.decode(errors="replace")
    if len(text) > _SHOWN_CHARACTERS:
        text = text[:_SHOWN_CHARACTERS] + "..."
    return _Malformed(
        "invalid JSON type (expecting object, probably parse error), offending context: " + text
    )


def _shown(value: Any) -> str:
    text = dump(value).decode()
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "..."


def _prefix(text: str) -> str:
    return text if not text or text.endswith("/") else text + "/"


ROUTES = (
    Route("/_api/import", {"POST": import_documents}, refusal=Refusal.illegal("/_api/import")),
)
