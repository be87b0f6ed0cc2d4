"""Functions that look into the database, at the query itself, or change how it goes on."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .... import errno
from ...faults import ArangoFault
from ..aside import LengthyError
from ..errors import AqlFault, AqlWarning
from ..registry import MANY, find_function, function, never
from ..values import is_true, to_number, to_text
from .calendar import Moment

if TYPE_CHECKING:
    from ..context import Context


@function(
    "DOCUMENT", arguments=(1, 2), context=True, deterministic=False, reads=True, collections=(0,)
)
def document(context: Context, first: Any, second: Any = None) -> Any:
    """Documents by id, or by collection and key; arrays of either give the ones that are there."""
    if second is None:
        if type(first) is list:
            found = [_document(context, identifier) for identifier in first]
            return [value for value in found if value is not None]
        return _document(context, first)
    collection = to_text(first)
    if type(second) is list:
        found = [_document(context, key, collection) for key in second]
        return [value for value in found if value is not None]
    return _document(context, second, collection)


def _document(context: Context, identifier: Any, collection: str | None = None) -> Any:
    if type(identifier) is dict:
        identifier = identifier.get("_id")
    if type(identifier) is not str:
        return None
    name, slash, key = identifier.partition("/")
    if not slash:
        if collection is None:
            return None
        name, key = collection, identifier
    elif collection is not None and name != collection:
        return None
    try:
        return context.read(lambda: context.collection(name).get(key))
    except ArangoFault as refused:
        if refused.errno == errno.DATA_SOURCE_NOT_FOUND:
            return None
        raise


@function("COLLECTIONS", arguments=(0, 0), context=True, deterministic=False)
def collections(context: Context) -> list[dict[str, Any]]:
    all_of_them = context.read(lambda: list(context.source.collections()))
    found = sorted(all_of_them, key=lambda collection: collection.name)
    return [{"_id": collection.number, "name": collection.name} for collection in found]


@function(
    "COLLECTION_COUNT",
    arguments=(1, 1),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
)
def collection_count(context: Context, name: Any) -> int:
    if type(name) is not str:
        raise AqlWarning
    return context.read(context.collection(name).count)


@function("CURRENT_DATABASE", arguments=(0, 0), context=True)
def current_database(context: Context) -> str:
    return context.source.database


@function("CURRENT_USER", arguments=(0, 0), context=True)
def current_user(context: Context) -> str | None:
    return context.source.user


@function("VERSION", arguments=(0, 0), context=True)
def version(context: Context) -> str:
    return ".".join(map(str, context.version))


@function("PASSTHRU", arguments=(1, 1), lengthy=never)
def passthru(value: Any) -> Any:
    return value


@function("NOOPT", "NOEVAL", arguments=(1, 1), deterministic=False, lengthy=never)
def noopt(value: Any) -> Any:
    return value


@function("SLEEP", arguments=(1, 1), context=True, deterministic=False)
def sleep(context: Context, seconds: Any) -> None:
    """Ask for a pause: the run takes it when it is done with the rows at hand."""
    if type(seconds) not in {int, float} or seconds < 0:
        raise AqlWarning
    context.pause += float(seconds)


@function("FAIL", arguments=(0, 1), context=True, deterministic=False)
def fail(context: Context, reason: Any = None) -> None:
    text = to_text(reason) if type(reason) is str else ""
    raise AqlFault(errno.QUERY_FAIL_CALLED, f"FAIL({text}) called", context.phase)


@function("ASSERT", arguments=(2, 2), context=True, deterministic=False)
def assert_(context: Context, condition: Any, text: Any) -> bool:
    if not is_true(condition):
        raise AqlFault(errno.QUERY_USER_ASSERT, to_text(text), context.phase)
    return True


@function("WARN", arguments=(2, 2), context=True, deterministic=False)
def warn(context: Context, condition: Any, text: Any) -> bool:
    if is_true(condition):
        return True
    context.warn(errno.QUERY_USER_WARN, to_text(text))
    return False


@function("CALL", arguments=(1, MANY), context=True, deterministic=False)
def call(context: Context, name: Any, *arguments: Any) -> Any:
    if type(name) is not str:
        raise AqlWarning
    found = find_function(name.upper(), len(arguments), context.version)
    if found.name in {"CALL", "APPLY"}:
        text = f"disallowed dynamic call to '{found.name}'"
        raise AqlFault(errno.QUERY_DISALLOWED_DYNAMIC_CALL, text, context.phase)
    if not context.patient and found.lengthy(*arguments):
        raise LengthyError
    return found.call(context, *arguments) if found.context else found.call(*arguments)


@function("APPLY", arguments=(1, 2), context=True, deterministic=False)
def apply(context: Context, name: Any, arguments: Any = None) -> Any:
    if arguments is not None and type(arguments) is not list:
        raise AqlWarning
    return call(context, name, *(arguments or []))


@function("DECODE_REV", arguments=(1, 1))
def decode_rev(revision: Any) -> dict[str, Any]:
    """The moment and the count in a revision."""
    if type(revision) is not str or not revision or any(c not in _REVISION for c in revision):
        raise AqlWarning
    value = 0
    for character in revision:
        value = value << 6 | _REVISION.index(character)
    return {"date": Moment.at(value >> 20).iso(), "count": value & (1 << 20) - 1}


_REVISION = "-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@function("IS_IPV4", arguments=(1, 1))
def is_ipv4(value: Any) -> bool:
    return type(value) is str and _octets(value) is not None


@function("IPV4_TO_NUMBER", arguments=(1, 1))
def ipv4_to_number(value: Any) -> int:
    octets = _octets(value) if type(value) is str else None
    if octets is None:
        raise AqlWarning
    return int.from_bytes(octets, "big")


@function("IPV4_FROM_NUMBER", arguments=(1, 1))
def ipv4_from_number(value: Any) -> str:
    if type(value) not in {int, float} or not 0 <= to_number(value) < 2**32:
        raise AqlWarning
    return ".".join(map(str, int(value).to_bytes(4, "big")))


def _octets(address: str) -> bytes | None:
    parts = address.split(".")
    valid = len(parts) == 4 and all(
        part.isascii() and part.isdigit() and (part == "0" or part[0] != "0") and int(part) < 256
        for part in parts
    )
    return bytes(map(int, parts)) if valid else None
