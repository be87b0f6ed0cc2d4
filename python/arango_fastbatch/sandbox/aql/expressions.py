"""Expressions into Python closures.

A closure takes a row and gives a value. What a query computes from constants and bind parameters
alone is computed once a run, before the first row, as arangod's optimizer does: its warnings then
come once, too. Such an expression is numbered, and a run keeps its value in ``Context.constants``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ... import errno
from .comparisons import array_comparison, boolean_expansion, comparison, membership
from .context import Context, Row
from .errors import AqlWarning, fault
from .values import add, divide, is_true, modulo, multiply, number, subtract, to_number, to_text

if TYPE_CHECKING:
    from .nodes import Node, Variable
    from .registry import Function

__all__ = ["Compiled", "Evaluate", "ExpressionCompiler"]

Evaluate = Callable[[Row], Any]

#: Longest range that becomes an array, as in arangod.
MAX_RANGE = 10_000_000
_CHAINS = {"logical and", "logical or", "plus", "minus", "times", "division", "modulus"}
_ARITHMETIC = {
    "plus": add,
    "minus": subtract,
    "times": multiply,
    "division": divide,
    "modulus": modulo,
}


@dataclass(frozen=True)
class Compiled:
    """An expression, compiled.

    Args:
        run: The closure.
        dynamic: Whether its value differs from row to row.
        literal: Whether ``value`` is its value, whatever the run.
        value: The value of a literal.
    """

    run: Evaluate
    dynamic: bool
    literal: bool = False
    value: Any = None


class ExpressionCompiler:
    """Compiles the expressions of one query.

    Args:
        variables: All variables of the query, by their numbers.
    """

    def __init__(self, variables: dict[int, Variable]) -> None:
        self._slots = {variable: index for index, variable in enumerate(variables.values(), 1)}
        #: the closures whose values a run computes first
        self.constants: list[Evaluate] = []
        #: bind parameters that must be names of attributes
        self.attribute_parameters: set[str] = set()
        self.width = len(self._slots) + 1

    def slot(self, variable: Variable) -> int:
        """The place of a variable in a row."""
        return self._slots[variable]

    def expression(self, node: Node) -> Evaluate:
        """Compile an expression.

        Args:
            node: A resolved expression.

        Returns:
            Its closure.
        """
        return self._once(self.compile(node)).run

    def compile(self, node: Node) -> Compiled:
        """Compile an expression, to be told what kind it is.

        Raises:
            ArangoFault: 1568 where a collection stands for a value.
        """
        if node.kind in _CHAINS:
            return self._chain(node)
        return _KINDS[node.kind](self, node)

    def _once(self, compiled: Compiled) -> Compiled:
        """The expression, computed once a run if it can be."""
        if compiled.dynamic or compiled.literal:
            return compiled
        number_ = len(self.constants)
        self.constants.append(compiled.run)

        def run(row: Row) -> Any:
            return row[0].constants[number_]

        return Compiled(run, dynamic=False)

    def _operands(self, operands: list[Compiled]) -> tuple[list[Evaluate], bool]:
        """The closures of operands, and whether what they make differs from row to row."""
        dynamic = any(operand.dynamic for operand in operands)
        if dynamic:
            operands = [self._once(operand) for operand in operands]
        return [operand.run for operand in operands], dynamic

    # Operators

    def _chain(self, node: Node) -> Compiled:
        """Binary operators, left operands first: a chain may be as long as a tree is high."""
        chain = []
        while node.kind in _CHAINS:
            chain.append(node)
            node = node.nodes[0]
        left = self.compile(node)
        while chain:
            parent = chain.pop()
            if parent.kind in {"logical and", "logical or"}:
                operands = [left, self.compile(parent.nodes[1])]
                while chain and chain[-1].kind == parent.kind:
                    operands.append(self.compile(chain.pop().nodes[1]))
                left = self._logical(parent.kind, operands)
            else:
                left = self._arithmetic(parent.kind, left, self.compile(parent.nodes[1]))
        return left

    def _logical(self, kind: str, operands: list[Compiled]) -> Compiled:
        evaluators, dynamic = self._operands(operands)
        stop = kind == "logical or"
        *first, last = evaluators

        def run(row: Row) -> Any:
            for evaluate in first:
                value = evaluate(row)
                if is_true(value) is stop:
                    return value
            return last(row)

        return Compiled(run, dynamic)

    def _arithmetic(self, kind: str, left: Compiled, right: Compiled) -> Compiled:
        (first, second), dynamic = self._operands([left, right])
        compute = _ARITHMETIC[kind]

        def run(row: Row) -> Any:
            try:
                return compute(first(row), second(row))
            except AqlWarning as warning:
                return row[0].warned(warning)

        return Compiled(run, dynamic)

    def _sign(self, node: Node) -> Compiled:
        (operand,), dynamic = self._operands([self.compile(node.nodes[0])])
        negative = node.kind == "unary minus"

        def run(row: Row) -> Any:
            value = to_number(operand(row))
            return number(-value) if negative else value

        return Compiled(run, dynamic)

    def _not(self, node: Node) -> Compiled:
        (operand,), dynamic = self._operands([self.compile(node.nodes[0])])
        return Compiled(lambda row: not is_true(operand(row)), dynamic)

    def _comparison(self, node: Node) -> Compiled:
        operands = [self.compile(child) for child in node.nodes]
        (left, right), dynamic = self._operands(operands)
        literal = operands[1].literal
        run = comparison(node.kind[8:], left, right, operands[1].value if literal else None)
        return Compiled(run, dynamic)

    def _membership(self, node: Node) -> Compiled:
        operands = [self.compile(child) for child in node.nodes]
        (left, right), dynamic = self._operands(operands)
        constant = dynamic and not operands[1].dynamic
        run = membership(left, right, negated=node.kind == "compare not in", constant=constant)
        return Compiled(run, dynamic)

    def _array_comparison(self, node: Node) -> Compiled:
        left, right, quantifier = node.nodes
        operands = [self.compile(left), self.compile(right)]
        operands += [self.compile(child) for child in quantifier.nodes]
        (first, second, *least), dynamic = self._operands(operands)
        run = array_comparison(
            node.kind[14:], quantifier.value, first, second, least[0] if least else None
        )
        return Compiled(run, dynamic)

    def _ternary(self, node: Node) -> Compiled:
        evaluators, dynamic = self._operands([self.compile(child) for child in node.nodes])
        condition, *middle, otherwise = evaluators

        def short(row: Row) -> Any:
            value = condition(row)
            return value if is_true(value) else otherwise(row)

        if not middle:
            return Compiled(short, dynamic)
        then = middle[0]

        def run(row: Row) -> Any:
            return then(row) if is_true(condition(row)) else otherwise(row)

        return Compiled(run, dynamic)

    def _range(self, node: Node) -> Compiled:
        bounds, dynamic = self._operands([self.compile(child) for child in node.nodes])
        low, high = bounds
        return Compiled(lambda row: list(bounded_range(low(row), high(row))), dynamic)

    # Operands

    def _value(self, node: Node) -> Compiled:
        return _literal(node.value)

    def _parameter(self, node: Node) -> Compiled:
        name = node.name
        return Compiled(lambda row: row[0].binds[name], dynamic=False)

    def _reference(self, node: Node) -> Compiled:
        return Compiled(itemgetter(self._slots[node.value]), dynamic=True)

    def _passthru(self, node: Node) -> Compiled:
        return self.compile(node.nodes[0])

    def _collection(self, node: Node) -> Compiled:
        raise fault(
            errno.QUERY_COLLECTION_USED_IN_EXPRESSION,
            f"collection '{node.name}' used as expression operand",
        )

    def _array(self, node: Node) -> Compiled:
        compiled = [self.compile(child) for child in node.nodes]
        if all(member.literal for member in compiled):
            return _literal([member.value for member in compiled])
        members, dynamic = self._operands(compiled)
        return Compiled(lambda row: [member(row) for member in members], dynamic)

    def _object(self, node: Node) -> Compiled:
        names: list[Compiled] = []
        values: list[Compiled] = []
        for element in node.nodes:
            if element.kind == "object element":
                names.append(_literal(element.name))
            else:
                names.append(self.compile(element.nodes[0]))
            values.append(self.compile(element.nodes[-1]))
        if all(part.literal for part in (*names, *values)):
            return _literal(
                {to_text(n.value): v.value for n, v in zip(names, values, strict=True)}
            )
        evaluators, dynamic = self._operands([*names, *values])
        value_of = evaluators[len(names) :]
        if all(name.literal for name in names):
            fixed = [(to_text(n.value), v) for n, v in zip(names, value_of, strict=True)]
            return Compiled(lambda row: {name: value(row) for name, value in fixed}, dynamic)
        pairs = list(zip(evaluators, value_of, strict=False))
        return Compiled(lambda row: {to_text(n(row)): v(row) for n, v in pairs}, dynamic)

    def _attribute(self, node: Node) -> Compiled:
        name = node.name
        of_node = node.nodes[0]
        if of_node.kind == "reference":
            slot = self._slots[of_node.value]

            def run_direct(row: Row) -> Any:
                value = row[slot]
                return value.get(name) if type(value) is dict else None

            return Compiled(run_direct, dynamic=True)
        (of,), dynamic = self._operands([self.compile(of_node)])

        def run(row: Row) -> Any:
            value = of(row)
            return value.get(name) if type(value) is dict else None

        return Compiled(run, dynamic)

    def _bound_attribute(self, node: Node) -> Compiled:
        """``of.@name``: the parameter is a name, or an array of them, one for each level."""
        self.attribute_parameters.add(node.nodes[1].name)
        operands = [self.compile(child) for child in node.nodes]
        (of, names), dynamic = self._operands(operands)

        def run(row: Row) -> Any:
            value = of(row)
            path = names(row)
            for name in [path] if type(path) is str else path:
                value = value.get(name) if type(value) is dict else None
            return value

        return Compiled(run, dynamic)

    def _indexed(self, node: Node) -> Compiled:
        operands = [self.compile(child) for child in node.nodes]
        (of, index), dynamic = self._operands(operands)

        def run(row: Row) -> Any:
            value, place = of(row), index(row)
            kind = type(place)
            if type(value) is list:
                if kind is str:
                    place = int(place) if place.lstrip("-").isdecimal() else None
                elif kind is float:
                    place = int(place)
                elif kind is not int:
                    return None
                if place is None or not -len(value) <= place < len(value):
                    return None
                return value[place]
            if type(value) is dict and kind in {str, int, float}:
                return value.get(to_text(place))
            return None

        return Compiled(run, dynamic)

    # Expansions

    def _expansion(self, node: Node) -> Compiled:
        """``of[* FILTER .. LIMIT .. RETURN ..]``."""
        iterator, each_node, filter_node, limit_node = node.nodes
        of = self._once(self.compile(iterator.nodes[1]))
        of_run, slot, level = of.run, self._slots[iterator.nodes[0].value], node.value
        plain = each_node.kind == "reference" and each_node.value is iterator.nodes[0].value
        each = self.expression(each_node)
        condition = (
            self.expression(filter_node.nodes[1]) if filter_node.kind == "array filter" else None
        )
        offset, count = (
            [self.expression(bound) for bound in limit_node.nodes]
            if limit_node.kind == "array limit"
            else (None, None)
        )

        def run(row: Row) -> Any:
            members = _members(of_run(row), level)
            if condition is not None:
                kept = []
                for member in members:
                    row[slot] = member
                    if is_true(condition(row)):
                        kept.append(member)
                members = kept
            if offset is not None and count is not None:
                first = max(0, int(to_number(offset(row))))
                members = members[first : first + max(0, int(to_number(count(row))))]
            if plain:
                return members
            result = []
            for member in members:
                row[slot] = member
                result.append(each(row))
            return result

        # its clauses use the row: even over a constant array it is not computed apart
        return Compiled(run, dynamic=True)

    def _boolean_expansion(self, node: Node) -> Compiled:
        """``of[? quantifier FILTER condition]``."""
        iterator, _, filter_node = node.nodes
        of = self._once(self.compile(iterator.nodes[1])).run
        slot, level = self._slots[iterator.nodes[0].value], node.value
        condition: Evaluate | None = None
        quantifier, bounds = "any", []
        if filter_node.kind == "array filter":
            condition = self.expression(filter_node.nodes[1])
            how = filter_node.nodes[0]
            if how.kind == "quantifier":
                quantifier = how.value
                bounds = [self.expression(child) for child in how.nodes]
            elif how.kind != "no-op":
                quantifier = "between"
                ends = how.nodes if how.kind == "range" else [how, how]
                bounds = [self.expression(child) for child in ends]
        run = boolean_expansion(
            lambda row: _members(of(row), level), slot, condition, quantifier, bounds
        )
        return Compiled(run, dynamic=True)

    # Calls

    def _function_call(self, node: Node) -> Compiled:
        function: Function = node.value
        argument_nodes = node.nodes[0].nodes
        if argument_nodes and argument_nodes[0].kind in {"collection", "datasource parameter"}:
            if function.name in {"LENGTH", "COUNT"}:
                name = collection_name(argument_nodes[0])
                return Compiled(lambda row: name(row[0]).count(), dynamic=True)
        arguments = [
            self._argument(child, as_name=index in function.collections)
            for index, child in enumerate(argument_nodes)
        ]
        evaluators, dynamic = self._operands(arguments)
        dynamic = dynamic or not function.deterministic
        if dynamic:
            evaluators = [self._once(argument).run for argument in arguments]
        return Compiled(_calling(function, evaluators), dynamic)

    def _argument(self, node: Node, *, as_name: bool) -> Compiled:
        if as_name and node.kind == "collection":
            return _literal(node.name)
        if as_name and node.kind == "datasource parameter":
            name = node.name
            return Compiled(lambda row: row[0].binds[name], dynamic=False)
        return self.compile(node)


_KINDS: dict[str, Callable[[ExpressionCompiler, Node], Compiled]] = {
    "value": ExpressionCompiler._value,
    "parameter": ExpressionCompiler._parameter,
    "datasource parameter": ExpressionCompiler._collection,
    "collection": ExpressionCompiler._collection,
    "reference": ExpressionCompiler._reference,
    "passthru": ExpressionCompiler._passthru,
    "array": ExpressionCompiler._array,
    "object": ExpressionCompiler._object,
    "attribute access": ExpressionCompiler._attribute,
    "bound attribute access": ExpressionCompiler._bound_attribute,
    "indexed access": ExpressionCompiler._indexed,
    "expansion": ExpressionCompiler._expansion,
    "boolean expansion": ExpressionCompiler._boolean_expansion,
    "function call": ExpressionCompiler._function_call,
    "ternary": ExpressionCompiler._ternary,
    "range": ExpressionCompiler._range,
    "unary plus": ExpressionCompiler._sign,
    "unary minus": ExpressionCompiler._sign,
    "unary not": ExpressionCompiler._not,
    "compare in": ExpressionCompiler._membership,
    "compare not in": ExpressionCompiler._membership,
}
_KINDS |= {
    f"compare {sign}": ExpressionCompiler._comparison for sign in ("==", "!=", "<", "<=", ">", ">=")
}
_KINDS |= {
    f"array compare {sign}": ExpressionCompiler._array_comparison
    for sign in ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
}


def _literal(value: Any) -> Compiled:
    return Compiled(lambda _row: value, dynamic=False, literal=True, value=value)


def collection_name(node: Node) -> Callable[[Context], Any]:
    """What opens the collection that a node names.

    Args:
        node: A "collection" or "datasource parameter" node.

    Returns:
        A function from a context to the collection's source.
    """
    key = "@" + node.name if node.kind == "datasource parameter" else node.name
    return lambda context: context.collection(key)


def bounded_range(low: Any, high: Any, *, limit: bool = True) -> range:
    """The numbers of ``low..high``, upwards or downwards.

    Args:
        low: Where it begins.
        high: Where it ends, itself included.
        limit: Whether it is to become an array.

    Returns:
        The numbers.

    Raises:
        ArangoFault: 32 where there are too many of them for an array.
    """
    first, last = int(to_number(low)), int(to_number(high))
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    if limit and abs(last - first) >= MAX_RANGE:
        text = "too many elements in range"
        raise fault(errno.RESOURCE_LIMIT, text, "executing")
    return numbers


def _members(value: Any, level: int) -> list[Any]:
    """The members of what is expanded, flattened once for each further star."""
    if type(value) is not list:
        return []
    for _ in range(level - 1):
        flat: list[Any] = []
        for member in value:
            if type(member) is list:
                flat.extend(member)
            else:
                flat.append(member)
        value = flat
    return value


def _calling(function: Function, arguments: list[Evaluate]) -> Evaluate:
    """A closure that calls a function, in the shape that its number of arguments needs."""
    call = function.call
    if function.context:

        def run_with_context(row: Row) -> Any:
            try:
                return call(row[0], *[argument(row) for argument in arguments])
            except AqlWarning as warning:
                return row[0].warned(warning)

        return run_with_context
    if len(arguments) == 1:
        only = arguments[0]

        def run_one(row: Row) -> Any:
            try:
                return call(only(row))
            except AqlWarning as warning:
                return row[0].warned(warning)

        return run_one

    def run(row: Row) -> Any:
        try:
            return call(*[argument(row) for argument in arguments])
        except AqlWarning as warning:
            return row[0].warned(warning)

    return run
