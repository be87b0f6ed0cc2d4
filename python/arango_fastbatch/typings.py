"""The types that the public signatures are written in."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, Union

Json = dict[str, Any]
Jsons = list[Json]
Params = MutableMapping[str, Union[bool, int, str]]
Headers = MutableMapping[str, str]
Fields = Union[str, Sequence[str]]

__all__ = ["Fields", "Headers", "Json", "Jsons", "Params"]
