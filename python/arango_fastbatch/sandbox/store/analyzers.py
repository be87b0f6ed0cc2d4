"""Analyzers: how views and inverted indexes are to cut up texts. Kept and shown, never run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault

if TYPE_CHECKING:
    from ..profile import Profile

Properties = dict[str, Any]

FEATURES = ("frequency", "position", "offset", "norm")

_REQUIRED: Any = object()
_GEO_OPTIONS = {"maxCells": 20, "minLevel": 4, "maxLevel": 23}

# By type: the properties it has, with what each is where a request does not say.
_TYPES: dict[str, Properties] = {
    "identity": {},
    "delimiter": {"delimiter": _REQUIRED},
    "stem": {"locale": _REQUIRED},
    "norm": {"locale": _REQUIRED, "case": "none", "accent": True},
    "ngram": {
        "min": _REQUIRED,
        "max": _REQUIRED,
        "preserveOriginal": _REQUIRED,
        "streamType": "binary",
        "startMarker": "",
        "endMarker": "",
    },
    "text": {
        "locale": _REQUIRED,
        "case": "lower",
        "stopwords": [],
        "accent": False,
        "stemming": True,
    },
    "segmentation": {"case": "lower", "break": "alpha"},
    "collation": {"locale": _REQUIRED},
    "aql": {
        "queryString": _REQUIRED,
        "collapsePositions": False,
        "keepNull": True,
        "batchSize": 10,
        "memoryLimit": 1048576,
        "returnType": "string",
    },
    "pipeline": {"pipeline": _REQUIRED},
    "stopwords": {"stopwords": _REQUIRED, "hex": False},
    "geojson": {"type": "shape", "options": _GEO_OPTIONS, "legacy": False},
    "geopoint": {"latitude": [], "longitude": [], "options": _GEO_OPTIONS},
}
_SINCE_3_12: dict[str, Properties] = {
    "multi_delimiter": {"delimiters": _REQUIRED},
    "wildcard": {"ngramSize": _REQUIRED, "analyzer": None},
}
# Properties that are shown only where somebody has set them.
_OPTIONAL = {"text": ("stopwordsPath", "edgeNgram"), "wildcard": ("analyzer",)}

_LANGUAGES = ("de", "en", "es", "fi", "fr", "it", "nl", "no", "pt", "ru", "sv", "zh")


@dataclass(frozen=True)
class Analyzer:
    """One analyzer.

    Args:
        name: Its name, with its database's in front unless it is built in.
        kind: Its type.
        properties: What its type lets one choose, complete.
        features: What indexes keep of it.
    """

    name: str
    kind: str
    properties: Properties
    features: tuple[str, ...]

    def public(self) -> dict[str, Any]:
        """The analyzer as `/_api/analyzer` shows it."""
        return {
            "name": self.name,
            "type": self.kind,
            "properties": self.properties,
            "features": [*self.features],
        }


def _built_in() -> dict[str, Analyzer]:
    found = {"identity": Analyzer("identity", "identity", {}, ("frequency", "norm"))}
    for language in _LANGUAGES:
        properties = {**_TYPES["text"], "locale": language}
        features = ("frequency", "position", "norm")
        found[f"text_{language}"] = Analyzer(f"text_{language}", "text", properties, features)
    return found


BUILT_IN = _built_in()
"""The analyzers that every database has."""


def described(
    name: str, kind: str, properties: Properties, features: list[str], profile: Profile
) -> Analyzer:
    """The analyzer that a request describes, complete.

    Raises:
        ArangoFault: 501/9 for an unknown type, 400/10 for properties or features that cannot be.
    """
    known = _TYPES.get(kind)
    if known is None and profile >= (3, 12):
        known = _SINCE_3_12.get(kind)
    if known is None:
        raise ArangoFault(501, 9, f"Not implemented analyzer type '{kind}'.")
    complete: Properties = {}
    for attribute, default in known.items():
        value = properties.get(attribute, default)
        if value is _REQUIRED:
            raise ArangoFault(
                400, 10, f"Failure initializing analyzer: '{kind}' needs property '{attribute}'"
            )
        complete[attribute] = value
    if isinstance(complete.get("locale"), str):
        # Of a locale like "en_US.utf-8" the encoding does not count.
        complete["locale"] = complete["locale"].partition(".")[0]
    for attribute in _OPTIONAL.get(kind, ()):
        complete.pop(attribute, None)
        if attribute in properties:
            complete[attribute] = properties[attribute]
    for needed, feature in (("frequency", "position"), ("position", "offset")):
        if feature in features and needed not in features:
            raise ArangoFault(400, 10, f"feature '{feature}' needs feature '{needed}'")
    return Analyzer(name, kind, complete, tuple(f for f in FEATURES if f in features))
