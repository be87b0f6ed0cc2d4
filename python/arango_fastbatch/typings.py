"""The types that the public signatures are written in."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

Json = dict[str, Any]
Jsons = list[Json]
Params = MutableMapping[str, bool | int | str]
Headers = MutableMapping[str, str]
Fields = str | Sequence[str]

__all__ = ["Fields", "Headers", "Json", "Jsons", "Params"]
