"""The public API of python-aioarango, as its list in ``tests/data`` has it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).parents[1] / "data" / "python-aioarango-api.json"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function.

    Attributes:
        name: Its name.
        default: Its default as Python writes it, or None where it is required.
        variadic: "*" or "**" for what takes all further arguments, else "".
    """

    name: str
    default: str | None = None
    variadic: str = ""


@dataclass(frozen=True)
class Member:
    """A function, method or property.

    Attributes:
        module: Its module below the package, "" for the package itself.
        owner: Its class, "" for a function.
        name: Its name.
        kind: "function", "coroutine" or "property".
        parameters: What it takes, without ``self``.
    """

    module: str
    owner: str
    name: str
    kind: str
    parameters: tuple[Parameter, ...] = ()

    @property
    def path(self) -> str:
        """Module, class and name with dots between."""
        return ".".join(filter(None, (self.module, self.owner, self.name)))


def listed() -> dict[str, Any]:
    """The list: module → classes, functions, names."""
    content: dict[str, Any] = json.loads(LIST.read_text(encoding="utf-8"))
    return content


def members() -> Iterator[Member]:
    """All functions, methods and properties."""
    for module, content in listed().items():
        for owner, described in content["classes"].items():
            for name, signature in described.get("members", {}).items():
                yield _member(module, owner, name, signature)
        for name, signature in content["functions"].items():
            yield _member(module, "", name, signature)


def _member(module: str, owner: str, name: str, signature: str) -> Member:
    if signature == "property":
        return Member(module, owner, name, "property")
    kind = "coroutine" if signature.startswith("async ") else "function"
    parameters = tuple(_parameters(signature.removeprefix("async ")))
    return Member(module, owner, name, kind, parameters)


def _parameters(signature: str) -> Iterator[Parameter]:
    """The parameters of a signature; nothing of it is executed."""
    function = ast.parse(f"def function{signature}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    required = len(arguments.args) - len(arguments.defaults)
    for index, argument in enumerate(arguments.args):
        default = ast.unparse(arguments.defaults[index - required]) if index >= required else None
        yield Parameter(argument.arg, default)
    if arguments.vararg is not None:
        yield Parameter(arguments.vararg.arg, None, "*")
    if arguments.kwarg is not None:
        yield Parameter(arguments.kwarg.arg, None, "**")
