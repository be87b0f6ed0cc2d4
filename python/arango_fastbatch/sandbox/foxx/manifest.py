"""Manifests: what a service says of itself, checked and completed."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from .faults import service_fault

if TYPE_CHECKING:
    from collections.abc import Callable

Manifest = dict[str, Any]

CONFIG_TYPES = ("integer", "boolean", "string", "number", "json", "password", "int", "bool")
"""The types that an option of the configuration may have."""

_NAME = re.compile(r"[-_a-z][-_a-z0-9]*", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(r"v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", re.ASCII)
# Ranges that end below 3.0.0.
_OLD = re.compile(r"[\^~=v]*\s*[012](\.[\dx*]+)*|<\s*(3(\.0){0,2}|[012](\.\d+)*)", re.ASCII)


class _InvalidError(Exception):
    """A field has another value than it may have."""


def checked(manifest: Manifest, mount: str) -> Manifest:
    """A manifest in the form in which arangod shows it.

    Args:
        manifest: As it stands in the bundle.
        mount: Where the service is to be mounted.

    Raises:
        ArangoFault: 400/3001.
    """
    errors, fields = [], {}
    for name, check in _FIELDS.items():
        try:
            value = check(manifest.get(name))
        except _InvalidError as invalid:
            errors.append(
                f'Service at "{mount}" specifies manifest field "{name}" with invalid value'
                f' "{manifest.get(name)}": {invalid}'
            )
            continue
        if value is not None:
            fields[name] = value
    if errors:
        text = "\n".join(errors)
        raise service_fault(3001, f'Manifest for service at "{mount}":\n{text}')
    fields |= {n: v for n, v in manifest.items() if n not in _FIELDS and n != "$schema"}
    return _with_full_paths(fields) | {
        "configuration": fields.get("configuration", {}),
        "dependencies": fields.get("dependencies", {}),
    }


def is_legacy(manifest: Manifest) -> bool:
    """Whether a service was made for servers before 3.0.0."""
    wanted = manifest.get("engines", {}).get("arangodb")
    if not wanted:
        return False
    return all(_OLD.fullmatch(part.strip()) is not None for part in wanted.split("||"))


def _with_full_paths(fields: Manifest) -> Manifest:
    """The manifest with its files' paths from the bundle's root on."""
    base = fields.pop("lib")

    def full(path: str) -> str:
        return posixpath.normpath(posixpath.join(base, path))

    if "main" in fields:
        fields["main"] = full(fields["main"])
    if "tests" in fields:
        fields["tests"] = [full(path) for path in fields["tests"]]
    fields["scripts"] = {name: full(path) for name, path in fields["scripts"].items()}
    return fields


def _text(default: str | None = None) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if value is None:
            return default
        if not isinstance(value, str):
            raise _InvalidError("Value must be a string")
        return value

    return check


def _name(value: Any) -> Any:
    value = _text()(value)
    if value is not None and _NAME.fullmatch(value) is None:
        raise _InvalidError("Value fails to match the required pattern")
    return value


def _list(value: Any) -> Any:
    if value is not None and not isinstance(value, list):
        raise _InvalidError("Value must be an array")
    return value


def _object(value: Any) -> Any:
    if value is not None and not isinstance(value, dict):
        raise _InvalidError("Value must be an object")
    if value and "" in value:
        raise _InvalidError('"" is not allowed')
    return value


def _texts(value: Any) -> Any:
    for name, item in (_object(value) or {}).items():
        if not isinstance(item, str):
            raise _InvalidError(f'"{name}" must be a string')
    return value


def _scripts(value: Any) -> Any:
    return _texts(value) or {}


def _repository(value: Any) -> Any:
    for name in ("type", "url") if _texts(value) is not None else ():
        if name not in value:
            raise _InvalidError(f'"{name}" is required')
    return value


def _tests(value: Any) -> Any:
    if isinstance(value, str):
        return [value]
    if not all(isinstance(path, str) for path in _list(value) or ()):
        raise _InvalidError("Value must be a string")
    return value


def _files(value: Any) -> Any:
    for name, item in (_object(value) or {}).items():
        path = item.get("path") if isinstance(item, dict) else item
        if not isinstance(path, str):
            raise _InvalidError(f'"{name}" must be a string')
    return value


def _configuration(value: Any) -> Any:
    if _object(value) is None:
        return None
    return {name: _option(name, option) for name, option in value.items()}


def _option(name: str, option: Any) -> Manifest:
    if not isinstance(option, dict):
        raise _InvalidError(f'"{name}" must be an object')
    kind, required = option.get("type", "string"), option.get("required", True)
    if kind not in CONFIG_TYPES:
        raise _InvalidError(f'"type" must be one of [{", ".join(CONFIG_TYPES)}]')
    if not isinstance(required, bool):
        raise _InvalidError('"required" must be a boolean')
    _known(option, ("default", "type", "description", "required"))
    return option | {"type": kind, "required": required}


def _dependencies(value: Any) -> Any:
    if _object(value) is None:
        return None
    return {name: _dependency(name, wanted) for name, wanted in value.items()}


def _dependency(name: str, wanted: Any) -> Manifest:
    if isinstance(wanted, str):
        service, _, version = wanted.partition(":")
        return {"name": service or "*", "version": version or "*", "required": True}
    if not isinstance(wanted, dict):
        raise _InvalidError(f'"{name}" must be an object')
    _known(wanted, ("name", "version", "description", "required", "multiple"))
    return (
        {"name": "*", "version": "*"}
        | wanted
        | {
            "required": wanted.get("required", True) is True,
            "multiple": wanted.get("multiple", False) is True,
        }
    )


def _known(value: Manifest, names: tuple[str, ...]) -> None:
    for name in value:
        if name not in names:
            raise _InvalidError(f'"{name}" is not allowed')


def _provides(value: Any) -> Any:
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        pairs = [str(item).partition(":") for item in value]
        value = {name: version or "*" for name, _, version in pairs}
    for name, version in (_texts(value) or {}).items():
        if _VERSION.fullmatch(version) is None:
            raise _InvalidError(f'"{name}" set to invalid value "{version}"')
    return value


# In the order in which arangod shows them.
_FIELDS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "version": _text(),
    "keywords": _list,
    "license": _text(),
    "repository": _repository,
    "author": _text(""),
    "contributors": _list,
    "description": _text(""),
    "thumbnail": _text(),
    "engines": _texts,
    "defaultDocument": _text(),
    "lib": _text("."),
    "main": _text(),
    "configuration": _configuration,
    "dependencies": _dependencies,
    "provides": _provides,
    "files": _files,
    "scripts": _scripts,
    "tests": _tests,
}
