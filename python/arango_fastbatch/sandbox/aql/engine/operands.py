"""Values, variables and what is reached through them, into closures."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .... import errno
from ..errors import AqlFault
from ..values import to_text
from .compiled import Compiled, Compiler, KindTable, literal

if TYPE_CHECKING:
    from ..context import Row
    from ..language.nodes import Node

__all__ = ["OPERANDS"]


def _value(_compiler: Compiler, node: Node) -> Compiled:
    return literal(node.value)


def _parameter(_compiler: Compiler, node: Node) -> Compiled:
    name = node.name
    return Compiled(lambda row: row[0].binds[name], dynamic=False)


def _reference(compiler: Compiler, node: Node) -> Compiled:
    return Compiled(itemgetter(compiler.slot(node.value)), dynamic=True)


def _passthru(compiler: Compiler, node: Node) -> Compiled:
    return compiler.compile(node.nodes[0])


def _collection(_compiler: Compiler, node: Node) -> Compiled:
    """A collection is no value; that is said when the query runs, if it exists at all."""
    name = node.name

    def run(row: Row) -> Any:
        raise AqlFault(
            errno.QUERY_COLLECTION_USED_IN_EXPRESSION,
            f"collection '{name}' used as expression operand",
            row[0].phase,
        )

    return Compiled(run, dynamic=False)


def _array(compiler: Compiler, node: Node) -> Compiled:
    compiled = [compiler.compile(child) for child in node.nodes]
    if all(member.literal for member in compiled):
        return literal([member.value for member in compiled])
    members, dynamic = compiler.operands(compiled)
    return Compiled(lambda row: [member(row) for member in members], dynamic)


def _object(compiler: Compiler, node: Node) -> Compiled:
    names: list[Compiled] = []
    values: list[Compiled] = []
    for element in node.nodes:
        fixed = element.kind == "object element"
        names.append(literal(element.name) if fixed else compiler.compile(element.nodes[0]))
        values.append(compiler.compile(element.nodes[-1]))
    if all(part.literal for part in (*names, *values)):
        pairs = zip(names, values, strict=True)
        return literal({to_text(name.value): value.value for name, value in pairs})
    evaluators, dynamic = compiler.operands([*names, *values])
    name_of, value_of = evaluators[: len(names)], evaluators[len(names) :]
    if all(name.literal for name in names):
        known = [(to_text(n.value), value) for n, value in zip(names, value_of, strict=True)]
        return Compiled(lambda row: {name: value(row) for name, value in known}, dynamic)
    computed = list(zip(name_of, value_of, strict=True))
    return Compiled(lambda row: {to_text(n(row)): value(row) for n, value in computed}, dynamic)


def _attribute(compiler: Compiler, node: Node) -> Compiled:
    name = node.name
    if node.nodes[0].kind == "reference":
        slot = compiler.slot(node.nodes[0].value)

        def run_direct(row: Row) -> Any:
            value = row[slot]
            return value.get(name) if type(value) is dict else None

        return Compiled(run_direct, dynamic=True)
    (of,), dynamic = compiler.operands([compiler.compile(node.nodes[0])])

    def run(row: Row) -> Any:
        value = of(row)
        return value.get(name) if type(value) is dict else None

    return Compiled(run, dynamic)


def _bound_attribute(compiler: Compiler, node: Node) -> Compiled:
    """``of.@name``: the parameter is a name, or an array of them, one for each level."""
    compiler.attribute_parameters.add(node.nodes[1].name)
    (of, names), dynamic = compiler.operands([compiler.compile(child) for child in node.nodes])

    def run(row: Row) -> Any:
        value, path = of(row), names(row)
        for name in [path] if type(path) is str else path:
            value = value.get(name) if type(value) is dict else None
        return value

    return Compiled(run, dynamic)


def _indexed(compiler: Compiler, node: Node) -> Compiled:
    (of, index), dynamic = compiler.operands([compiler.compile(child) for child in node.nodes])
    return Compiled(lambda row: _member(of(row), index(row)), dynamic)


def _member(value: Any, place: Any) -> Any:
    """``value[place]``: a member of an array, from its end where negative, or an attribute."""
    kind = type(place)
    if type(value) is dict:
        return value.get(to_text(place)) if kind in {str, int, float} else None
    if type(value) is not list:
        return None
    if (kind is str and place.removeprefix("-").isdecimal()) or kind in {int, float}:
        index = int(place)
    else:
        return None
    return value[index] if -len(value) <= index < len(value) else None


OPERANDS: KindTable = {
    "value": _value,
    "parameter": _parameter,
    "collection": _collection,
    "datasource parameter": _collection,
    "reference": _reference,
    "passthru": _passthru,
    "array": _array,
    "object": _object,
    "attribute access": _attribute,
    "bound attribute access": _bound_attribute,
    "indexed access": _indexed,
}
