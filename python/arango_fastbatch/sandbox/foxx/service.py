"""A service that is mounted: its manifest, and what was set of its options."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

from . import manifest
from .bundle import Bundle
from .faults import no_script, service_fault

_Fields = dict[str, Any]

_EMPTY = (None, "")
_SEPARATORS = re.compile(r"[-_\s]+")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Service:
    """One service.

    Args:
        database: Name of its database.
        mount: Where it is mounted.
        bundle: Its files.
        is_development: Whether it is in development mode.
        configuration: What is set of its configuration, as far as it may be.
        dependencies: Where the services are mounted that it depends on, likewise.

    Raises:
        ArangoFault: 400/3001 for a manifest that is none, 400/3103 for one that names files which
            are not there.
    """

    def __init__(
        self,
        database: str,
        mount: str,
        bundle: Bundle,
        *,
        is_development: bool = False,
        configuration: _Fields | None = None,
        dependencies: _Fields | None = None,
    ) -> None:
        self.database = database
        self.mount = mount
        self.bundle = bundle
        self.is_development = is_development
        self.manifest = manifest.checked(bundle.manifest, mount)
        files = [*self.manifest["scripts"].values()]
        if "main" in self.manifest:
            files.insert(0, self.manifest["main"])
        for path in files:
            # As in JavaScript, where an extension may be left out.
            if not bundle.has(path) and not bundle.has(f"{path}.js"):
                raise service_fault(3103, f"File: {path}")
        # As they were given, and as they are understood.
        self.configuration: _Fields = {}
        self.dependencies: _Fields = {}
        self._values: _Fields = {}
        self.configure(configuration or {}, replace=False)
        self.connect(dependencies or {}, replace=False)

    def short(self) -> _Fields:
        """The service as lists show it."""
        return {
            "mount": self.mount,
            **self._named(),
            "provides": self.manifest.get("provides", {}),
            "development": self.is_development,
            "legacy": manifest.is_legacy(self.manifest),
        }

    def public(self) -> _Fields:
        """The service as it is described."""
        return {
            "mount": self.mount,
            "path": f"/_db/{self.database}{self.mount}/APP",
            **self._named(),
            "development": self.is_development,
            "legacy": manifest.is_legacy(self.manifest),
            "manifest": self.manifest,
            "checksum": self.bundle.checksum,
            "options": {},
        }

    def scripts(self) -> dict[str, str]:
        """The scripts with their titles."""
        return {name: _title(name) for name in self.manifest["scripts"]}

    def run(self, script: str) -> None:
        """Run a script; setting up and tearing down are nothing where there is no script for it.

        Raises:
            ArangoFault: 400/3016 where there is none, 501/9 where there is one.
        """
        if script in self.manifest["scripts"]:
            raise no_script(f'the script "{script}" of the service at "{self.mount}"')
        if script not in {"setup", "teardown"}:
            raise service_fault(3016, f"Name: {script}")

    def readme(self) -> str | None:
        """Its own words about it."""
        return self.bundle.text("README.md") or self.bundle.text("README")

    def configure(self, options: _Fields, *, replace: bool) -> dict[str, str]:
        """Set options of its configuration.

        Args:
            options: By name; what cannot be set is left as it is.
            replace: Whether those that are not named lose their values.

        Returns:
            What is wrong, by name.
        """
        definitions = self.manifest["configuration"]
        warnings: dict[str, str] = {}
        for name in _names(options, definitions, replace=replace):
            definition, value = definitions.get(name), options.get(name)
            if definition is None:
                warnings[name] = "is not allowed"
            elif value in _EMPTY:
                self.configuration.pop(name, None)
                self._values.pop(name, None)
                if definition["required"]:
                    warnings[name] = "is required"
            else:
                try:
                    self._values[name] = _understood(definition["type"], value)
                    self.configuration[name] = value
                except ValueError as problem:
                    warnings[name] = str(problem)
        return warnings

    def connect(self, mounts: _Fields, *, replace: bool) -> dict[str, str]:
        """Set where the services are mounted that it depends on; as `configure`."""
        definitions = self.manifest["dependencies"]
        warnings: dict[str, str] = {}
        for name in _names(mounts, definitions, replace=replace):
            definition, value = definitions.get(name), mounts.get(name)
            if definition is None:
                warnings[name] = "is not allowed"
                continue
            self.dependencies.pop(name, None)
            is_multiple = definition.get("multiple", False)
            values = value if isinstance(value, list) and is_multiple else [value]
            wanted = [item for item in values if item not in _EMPTY]
            if not wanted:
                if definition["required"]:
                    warnings[name] = "is required"
            elif all(isinstance(item, str) for item in wanted):
                self.dependencies[name] = wanted if is_multiple else wanted[0]
            else:
                warnings[name] = "must be a string"
        return warnings

    def shown_configuration(self, *, is_minimal: bool) -> _Fields:
        """The options of its configuration: with their definitions, or their values only."""
        shown: _Fields = {}
        for name, definition in self.manifest["configuration"].items():
            current = self._values.get(name, definition.get("default"))
            fields = {"current": current, "currentRaw": self.configuration.get(name)}
            known = {key: value for key, value in fields.items() if value is not None}
            if not is_minimal:
                shown[name] = {**definition, "title": _title(name), **known}
            elif current is not None:
                shown[name] = current
        return shown

    def shown_dependencies(self, *, is_minimal: bool) -> _Fields:
        """The services that it depends on: with their definitions, or where they are only."""
        if is_minimal:
            return dict(self.dependencies)
        return {
            name: {
                **definition,
                "title": _title(name),
                **({"current": self.dependencies[name]} if name in self.dependencies else {}),
            }
            for name, definition in self.manifest["dependencies"].items()
        }

    def _named(self) -> _Fields:
        return {name: self.manifest[name] for name in ("name", "version") if name in self.manifest}


def _names(given: _Fields, known: _Fields, *, replace: bool) -> list[str]:
    left = [name for name in known if name not in given] if replace else []
    return [*given, *left]


def _title(name: str) -> str:
    spaced = _SEPARATORS.sub(" ", name[:1].upper() + name[1:])
    return _WORDS.sub(" ", spaced)


def _understood(kind: str, value: Any) -> Any:
    """The value of an option, which may stand in a text.

    Raises:
        ValueError: It is of another type; says so as arangod does.
    """
    if kind in {"string", "password"}:
        if not isinstance(value, str):
            raise ValueError("must be a string")
        return value
    if kind in {"boolean", "bool"}:
        known = _BOOLEANS.get(value.lower()) if isinstance(value, str) else value
        if not isinstance(known, bool):
            raise ValueError("must be a boolean")
        return known
    if kind == "json":
        try:
            return json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError) as problem:
            raise ValueError(f"must be valid JSON: {problem}") from None
    return _number(value, is_whole=kind in {"integer", "int"})


def _number(value: Any, *, is_whole: bool) -> Any:
    if isinstance(value, str):
        try:
            value = float(value) if not value.lstrip("+-").isdigit() else int(value)
        except ValueError:
            raise ValueError("must be a number") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise ValueError("must be a number")
    if is_whole and value != int(value):
        raise ValueError("must be an integer")
    return value
