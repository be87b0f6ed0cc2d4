"""The functions that a query can call, by name and version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ... import errno
from .aside import is_long
from .errors import fault, unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = [
    "Function",
    "always",
    "any_is_long",
    "find_function",
    "function",
    "function_names",
    "is_volatile",
    "never",
]

#: arangod's largest number of arguments.
MANY = 65536
#: Functions that are computed once for a query, and once more for the next.
_VOLATILE = frozenset({"DATE_NOW", "CURRENT_USER", "CURRENT_DATABASE", "VERSION"})


def any_is_long(*values: Any) -> bool:
    """Whether an argument is long: what most functions need time for."""
    return any(map(is_long, values))


def never(*_values: Any) -> bool:
    """Of no arguments: for functions that do not go through them."""
    return False


def always(*_values: Any) -> bool:
    """Of any arguments: for functions that go through collections."""
    return True


@dataclass(frozen=True)
class Function:
    """One function.

    Args:
        name: Its name, in capital letters.
        call: What computes it: gets the values of the arguments, after the query's context if
            ``context``. Raises ``AqlWarning`` for null with a warning.
        minimum: Least number of arguments.
        maximum: Largest number of arguments.
        context: Whether ``call`` wants the context.
        deterministic: Whether a call with constants is computed once for a query.
        reads: Whether it may read documents, which is not allowed after writing some.
        collections: Places of arguments that may name a collection, which becomes its name.
        since: First version that has it.
        until: First version that does not have it any more.
        supported: Whether the sandbox has it, and not only arangod.
        lengthy: Tells of the arguments whether a call takes long.
    """

    name: str
    call: Callable[..., Any]
    minimum: int
    maximum: int
    context: bool = False
    deterministic: bool = True
    reads: bool = False
    collections: frozenset[int] = frozenset()
    since: tuple[int, ...] = (0,)
    until: tuple[int, ...] = (99,)
    supported: bool = True
    lengthy: Callable[..., bool] = any_is_long


_FUNCTIONS: dict[str, Function] = {}
_Call = TypeVar("_Call", bound="Callable[..., Any]")


def function(
    *names: str,
    arguments: tuple[int, int],
    context: bool = False,
    deterministic: bool = True,
    reads: bool = False,
    collections: tuple[int, ...] = (),
    since: tuple[int, ...] = (0,),
    until: tuple[int, ...] = (99,),
    supported: bool = True,
    lengthy: Callable[..., bool] = any_is_long,
) -> Callable[[_Call], _Call]:
    """Register a Python function under AQL names.

    Args:
        names: Its names: the first is its own, the others are aliases.
        arguments: Least and largest number of arguments (``MANY`` for any).
        context: Whether it gets the query's context first.
        deterministic: Whether a call with constants is computed once for a query.
        reads: Whether it may read documents.
        collections: Places of arguments that may name a collection.
        since: First version that has it.
        until: First version that does not have it any more.
        supported: Whether the sandbox has it, and not only arangod.
        lengthy: Tells of the arguments whether a call takes long.

    Returns:
        A decorator that gives the function back as it is.
    """

    def register(call: _Call) -> _Call:
        for name in names:
            _FUNCTIONS[name] = Function(
                name,
                call,
                *arguments,
                context=context,
                deterministic=deterministic,
                reads=reads,
                collections=frozenset(collections),
                since=since,
                until=until,
                supported=supported,
                lengthy=lengthy,
            )
        return call

    return register


def find_function(name: str, arguments: int, version: tuple[int, ...]) -> Function:
    """The function that a call means.

    Args:
        name: Its name, in capital letters; with ``::`` one of the user's own.
        arguments: Number of arguments of the call.
        version: The server's version.

    Returns:
        The function.

    Raises:
        ArangoFault: 1540 for an unknown name, 1541 for a wrong number of arguments, 501 for the
            user's own functions, which are JavaScript.
    """
    if "::" in name:
        raise unsupported(f"user-defined functions ({name})")
    found = _FUNCTIONS.get(name)
    if found is None or not found.since <= version < found.until:
        text = f"usage of unknown function '{name}()'"
        raise fault(errno.QUERY_FUNCTION_NAME_UNKNOWN, text)
    if not found.supported:
        raise unsupported(f"the function {name}()")
    if not found.minimum <= arguments <= found.maximum:
        raise fault(
            errno.QUERY_FUNCTION_ARGUMENT_NUMBER_MISMATCH,
            f"invalid number of arguments for function '{name}()', expected number of arguments: "
            f"minimum: {found.minimum}, maximum: {found.maximum}",
        )
    return found


def is_volatile(names: Iterable[str]) -> bool:
    """Whether any of some functions may give another result for the same arguments.

    Args:
        names: Their names, in capital letters.
    """
    known = (_FUNCTIONS.get(name) for name in names)
    return not _VOLATILE.isdisjoint(names) or not all(f and f.deterministic for f in known)


def function_names(version: tuple[int, ...]) -> list[str]:
    """The names of all functions that the sandbox has as a version, sorted."""
    return sorted(
        name
        for name, known in _FUNCTIONS.items()
        if known.supported and known.since <= version < known.until
    )
