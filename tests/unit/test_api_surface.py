"""Every name of python-aioarango's public API is there, with the same parameters and defaults."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from tests.peer.api import Member, Parameter, listed, members

from arango_fastbatch import install_as, uninstall_as

OURS = "arango_fastbatch"
PEERS = "python_aioarango"
API = listed()

# Bases that say nothing: every class has them, or may be typed in its own way.
_PLAIN_BASES = {"ABC", "Generic", "object"}

# Where the difference is wanted.
NOT_COROUTINES = {
    "cursor.Cursor.next": "its item can be awaited, and used without awaiting",
}


def module_of(package: str, name: str) -> Any:
    """A module of the package, "" for the package itself."""
    return import_module(f"{package}.{name}" if name else package)


def found(path: str) -> Any:
    """What a path below the package names: a module, and names in it."""
    module, _, rest = path.partition(".")
    value = module_of(OURS, module)
    for name in filter(None, rest.split(".")):
        value = getattr(value, name)
    return value


@pytest.fixture(params=[OURS, PEERS])
def package(request: pytest.FixtureRequest) -> Iterator[str]:
    """A name under which the package can be imported."""
    name: str = request.param
    if name == PEERS:
        install_as(name)
    yield name
    uninstall_as(name)


@pytest.mark.parametrize("module", sorted(API))
def test_every_name_can_be_imported(package: str, module: str) -> None:
    content = API[module]
    wanted = {*content["names"], *content["classes"], *content["functions"]}
    assert wanted - vars(module_of(package, module)).keys() == set()


@pytest.mark.parametrize("module", sorted(API))
def test_classes_have_their_bases(module: str) -> None:
    wrong = []
    for name, described in API[module]["classes"].items():
        path = f"{module}.{name}"
        names = {base.__name__ for base in inspect.getmro(found(path))}
        wrong += [
            f"{path} is no {base}"
            for base in described["bases"]
            if base not in names | _PLAIN_BASES
        ]
    assert wrong == []


@pytest.mark.parametrize("member", list(members()), ids=lambda member: member.path)
def test_functions_and_methods_take_the_same(member: Member) -> None:
    value = _raw(member)
    if member.kind == "property":
        assert not callable(value), "is a property"
        return
    assert callable(value)
    if member.path not in NOT_COROUTINES:
        assert inspect.iscoroutinefunction(value) == (member.kind == "coroutine")
    own = list(_signature(member, value).parameters.values())
    own = [parameter for parameter in own if parameter.kind != parameter.KEYWORD_ONLY]
    wanted = list(member.parameters)
    if wanted and wanted[-1].variadic == "*":
        # What takes anything may name what it takes.
        wanted.pop()
        own = own[: len(wanted)]
    assert [_described(parameter) for parameter in own] == [_wanted(p) for p in wanted]


def _raw(member: Member) -> Any:
    """What a class has under a name, before it becomes an object's."""
    if not member.owner:
        return found(member.path)
    owner = found(f"{member.module}.{member.owner}")
    return inspect.getattr_static(owner, member.name)


def _signature(member: Member, value: Any) -> inspect.Signature:
    """The signature as a caller sees it."""
    if member.name == "__init__":
        # A class of the core has no `__init__` of its own.
        return inspect.signature(found(f"{member.module}.{member.owner}"))
    signature = inspect.signature(value)
    if not member.owner:
        return signature
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _described(parameter: inspect.Parameter) -> tuple[str, str | None]:
    prefix = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    if parameter.default is parameter.empty:
        return prefix + parameter.name, None
    if callable(parameter.default):
        return parameter.name, "callable"
    return parameter.name, repr(parameter.default)


def _wanted(parameter: Parameter) -> tuple[str, str | None]:
    return parameter.variadic + parameter.name, parameter.default


# Public data of classes, which the list of the API does not have.
ATTRIBUTES = {
    "collection.Collection.types": {2: "document", 3: "edge"},
    "collection.Collection.statuses": {
        1: "new",
        2: "unloaded",
        3: "loaded",
        4: "unloading",
        5: "deleted",
        6: "loading",
    },
    "exceptions.ArangoClientError.source": "client",
    "exceptions.ArangoServerError.source": "server",
    "http.DefaultHTTPClient.REQUEST_TIMEOUT": 60,
    "http.DefaultHTTPClient.RETRY_ATTEMPTS": 3,
}


@pytest.mark.parametrize("path", ATTRIBUTES)
def test_classes_have_their_attributes(path: str) -> None:
    assert found(path) == ATTRIBUTES[path]


def test_the_list_of_the_api_is_whole() -> None:
    assert len(API) == 28
    assert len(list(members())) == 431
    assert sum(len(content["names"]) for content in API.values()) == 904
