"""The types that the public signatures are written in."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

Json = dict[str, Any]
"""A JSON object."""

Jsons = list[Json]
"""JSON objects."""

Params = MutableMapping[str, bool | int | str]
"""Query parameters of a request."""

Headers = MutableMapping[str, str]
"""Headers of a request or an answer."""

Fields = str | Sequence[str]
"""The name of an attribute or a collection, or several names."""

__all__ = ["Fields", "Headers", "Json", "Jsons", "Params"]
