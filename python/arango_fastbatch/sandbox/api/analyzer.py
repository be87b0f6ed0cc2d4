"""``/_api/analyzer``: analyzers, listed, made and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..message import Request, Response, answer, result, success
from ..routing import Route
from ..store.analyzers import BUILT_IN, FEATURES, Analyzer, described
from ..store.database import is_legal_analyzer_name
from ..store.views import analyzers_in_use

if TYPE_CHECKING:
    from ..store.database import Database

_FORM = (
    "expecting body to be of the form { name: <string>, type: <string>"
    "[, properties: <object>[, features: <string-array>]] }"
)


def read(request: Request) -> Response:
    """GET /_api/analyzer[/NAME]: the analyzers that can be used here, or one."""
    suffixes = request.suffixes
    if not suffixes:
        return result([analyzer.public() for analyzer in _usable(request)])
    if len(suffixes) > 1:
        raise ArangoFault(400, 10, "expecting GET /_api/analyzer[/<analyzer-name>]")
    database, name = _database_of(request, suffixes[0], with_system=True)
    found = BUILT_IN.get(suffixes[0]) or database.analyzers.get(name)
    if found is None:
        raise ArangoFault(404, 1202, f"unable to find analyzer: {database.name}::{name}")
    return success(**found.public())


def create(request: Request) -> Response:
    """POST /_api/analyzer: make an analyzer, or find the same that is there."""
    if request.suffixes:
        raise ArangoFault(400, 10, "expecting POST /_api/analyzer")
    body = request.json()
    if body == {}:
        raise ArangoFault(400, 600, "invalid JSON")
    if not isinstance(body, dict):
        raise ArangoFault(400, 10, _FORM)
    wanted, kind = body.get("name"), body.get("type")
    if not isinstance(wanted, str):
        raise ArangoFault(400, 10, f"invalid 'name', {_FORM}")
    database, name = _database_of(request, wanted)
    if not is_legal_analyzer_name(name):
        raise ArangoFault(400, 10, f"invalid characters in analyzer name '{name}'")
    if not isinstance(kind, str):
        raise ArangoFault(400, 10, f"invalid 'type', {_FORM}")
    properties = _properties(body)
    features = _features(body)
    _demand_right(request, "rw", f"insufficient rights while creating analyzer: {wanted}")
    full_name = f"{database.name}::{name}"
    analyzer = described(full_name, kind, properties, features, request.server.profile)
    present = BUILT_IN.get(name) or database.analyzers.get(name)
    if present is None:
        database.analyzers[name] = analyzer
        return answer(analyzer.public(), 201)
    if (present.kind, present.properties, present.features) != (
        analyzer.kind,
        analyzer.properties,
        analyzer.features,
    ):
        text = "name collision detected while registering an arangosearch analyzer with name"
        raise ArangoFault(400, 10, f"{text} '{full_name}'")
    return answer(present.public())


def drop(request: Request) -> Response:
    """DELETE /_api/analyzer/NAME: remove an analyzer; with ``force`` even one that is used."""
    suffixes = request.suffixes
    if len(suffixes) != 1:
        raise ArangoFault(400, 10, "expecting DELETE /_api/analyzer/<analyzer-name>[?force=true]")
    database, name = _database_of(request, suffixes[0])
    if not is_legal_analyzer_name(name):
        raise ArangoFault(400, 10, f"Invalid characters in analyzer name '{name}'.")
    full_name = f"{database.name}::{name}"
    _demand_right(request, "rw", f"insufficient rights while removing analyzer: {full_name}")
    if name in BUILT_IN:
        raise ArangoFault(403, 11, f"built-in analyzers cannot be removed: {name}")
    if name not in database.analyzers:
        text = "failure to find analyzer while removing arangosearch analyzer"
        raise ArangoFault(404, 1202, f"{text} '{full_name}'")
    if not request.flag("force") and analyzers_in_use(database) & {name, full_name}:
        text = "analyzer in-use while removing arangosearch analyzer"
        raise ArangoFault(409, 1200, f"{text} '{full_name}'")
    del database.analyzers[name]
    return success(name=full_name)


def _usable(request: Request) -> list[Analyzer]:
    """The built-in analyzers, those of this database, and those of the system's."""
    databases = dict.fromkeys((request.database, request.server.store.system))
    return [
        *BUILT_IN.values(),
        *(
            analyzer
            for database in databases
            if request.access.database_level(database.name) != "none"
            for analyzer in database.analyzers.values()
        ),
    ]


def _database_of(request: Request, name: str, *, with_system: bool = False) -> tuple[Database, str]:
    """The database that an analyzer's name speaks of, and the name without it.

    Raises:
        ArangoFault: 403/11 for one that cannot be reached from here.
    """
    prefix, separator, bare = name.rpartition("::")
    here, system = request.database, request.server.store.system
    # Nothing in front of the colons means the system's database.
    meant = here.name if not separator else prefix or system.name
    database = next((d for d in (here, system) if d.name == meant), None)
    if database is None or (database is not here and not with_system):
        raise ArangoFault(403, 11, "Database in analyzer name does not match current database")
    if request.access.database_level(database.name) == "none":
        raise ArangoFault(403, 11, f"insufficient rights while getting analyzer: {name}")
    return database, bare


def _demand_right(request: Request, level: str, text: str) -> None:
    if request.access.database_level(request.database.name) != level:
        raise ArangoFault(403, 11, text)


def _properties(body: dict[str, Any]) -> dict[str, Any]:
    properties = body.get("properties", {})
    if not isinstance(properties, dict):
        raise ArangoFault(400, 10, f"invalid 'properties', {_FORM}")
    return properties


def _features(body: dict[str, Any]) -> list[str]:
    features = body.get("features", [])
    if not isinstance(features, list):
        raise ArangoFault(400, 10, f"invalid 'features', {_FORM}")
    if not all(isinstance(feature, str) for feature in features):
        raise ArangoFault(400, 10, f"invalid value in 'features', {_FORM}")
    if not set(features) <= set(FEATURES):
        raise ArangoFault(400, 10, f"unknown value in 'features', {_FORM}")
    return features


ROUTES = (Route("/_api/analyzer", {"GET": read, "POST": create, "DELETE": drop}),)
