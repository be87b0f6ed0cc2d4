"""Function calls into closures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aside import LengthyError
from ..errors import UNCOMPUTED
from ..language.names import is_collection
from .compiled import Compiled, Compiler, Evaluate, KindTable, literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context, Row
    from ..language.nodes import Node
    from ..registry import Function
    from ..source import CollectionSource

__all__ = ["CALLS", "collection_opener"]

_SIZED = frozenset({list, dict, str})


def _function_call(compiler: Compiler, node: Node) -> Compiled:
    function: Function = node.value
    argument_nodes = node.nodes[0].nodes
    if function.name in {"LENGTH", "COUNT"} and is_collection(argument_nodes[0]):
        opened = collection_opener(argument_nodes[0])
        return Compiled(lambda row: row[0].read(opened(row[0]).count), dynamic=True)
    arguments = [
        _collection_name(child)
        if index in function.collections and is_collection(child)
        else compiler.compile(child)
        for index, child in enumerate(argument_nodes)
    ]
    if function.deterministic:
        evaluators, dynamic = compiler.operands(arguments)
    else:
        evaluators, dynamic = [compiler.once(argument).run for argument in arguments], True
    return Compiled(_calling(function, evaluators), dynamic)


def _collection_name(node: Node) -> Compiled:
    """A collection, where a function wants its name."""
    name = node.name
    if node.kind == "collection":
        return literal(name)
    return Compiled(lambda row: row[0].binds[name], dynamic=False)


def _calling(function: Function, arguments: list[Evaluate]) -> Evaluate:
    """A closure that calls a function, in the shape that its number of arguments needs."""
    call, name, lengthy = function.call, function.name, function.lengthy

    def run_with_context(row: Row) -> Any:
        context = row[0]
        values = [argument(row) for argument in arguments]
        if not context.patient and lengthy(*values):
            raise LengthyError
        try:
            return call(context, *values)
        except UNCOMPUTED as problem:
            return context.warned(problem, name)

    def run_one(row: Row) -> Any:
        value = only(row)
        if type(value) in _SIZED and not row[0].patient and lengthy(value):
            raise LengthyError
        try:
            return call(value)
        except UNCOMPUTED as problem:
            return row[0].warned(problem, name)

    def run(row: Row) -> Any:
        values = [argument(row) for argument in arguments]
        if not row[0].patient and lengthy(*values):
            raise LengthyError
        try:
            return call(*values)
        except UNCOMPUTED as problem:
            return row[0].warned(problem, name)

    if function.context:
        return run_with_context
    if len(arguments) == 1:
        only = arguments[0]
        return run_one
    return run


def collection_opener(node: Node) -> Callable[[Context], CollectionSource]:
    """What opens the collection that a node names.

    Args:
        node: A "collection" or "datasource parameter" node.

    Returns:
        A function from the run to the collection.
    """
    return lambda context: context.opened(node)


CALLS: KindTable = {"function call": _function_call}
