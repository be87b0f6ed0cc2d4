"""A collection in plain Python that answers as arangod does, for one document and for many.

It has what it takes to tell whether requests for many documents do what single ones do: keys,
revisions, arangod's error numbers, and the strictness with which it reads a body.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

STATUSES = {1200: 409, 1202: 404, 1210: 409, 1221: 400, 1227: 400}
"""HTTP status of a single request by arangod's error number."""

_KEY = re.compile(r"[A-Za-z0-9_:.@()+,=;$!*'%-]{1,254}")
_TEXTS = {
    600: "not JSON",
    1200: "conflict",
    1202: "not found",
    1210: "unique constraint violated",
    1221: "illegal key",
    1227: "invalid document type",
}

Json = dict[str, Any]


class _RefusedError(Exception):
    """An operation that failed, with arangod's number and what else is said."""

    def __init__(self, number: int, **said: Any) -> None:
        self.number = number
        self.item = {"error": True, "errorNum": number, "errorMessage": _TEXTS[number], **said}


class Store:
    """One collection, named ``c``; its single answers are those of ``/c`` and ``/c/KEY``.

    Attributes:
        documents: By key, as they are stored.
        requests: How many requests it was asked.
    """

    def __init__(self) -> None:
        self.documents: dict[str, Json] = {}
        self.requests = 0
        self._ticks = 0

    def handle(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Answer a request.

        Args:
            method: HTTP method.
            target: ``/c``, ``/c?onlyget=true`` or ``/c/KEY``.
            body: The body.

        Returns:
            Status and body.
        """
        self.requests += 1
        path, _, query = target.partition("?")
        status = 200 if method == "GET" or query == "onlyget=true" else 202
        try:
            if path != "/c":
                key = unquote_to_bytes(path.removeprefix("/c/")).decode(errors="replace")
                return status, _dump(self._single(method, key, body))
            value = _load(body)
            if not isinstance(value, list):
                return status, _dump(self._one(method, query, value))
        except _RefusedError as refused:
            failed = STATUSES.get(refused.number, 400)
            if refused.number == 1200:
                failed = 412
            return failed, _dump({"code": failed, **refused.item})
        return status, _dump([self._item(method, query, item) for item in value])

    def _single(self, method: str, key: str, body: bytes) -> Json:
        if method in {"GET", "DELETE"}:
            return self._one(method, "", key, is_id_allowed=False)
        document = _load(body)
        if not isinstance(document, dict):
            raise _RefusedError(1227)
        return self._one(method, "", {**document, "_key": key})

    def _item(self, method: str, query: str, item: Any) -> Json:
        try:
            return self._one(method, query, item)
        except _RefusedError as refused:
            return refused.item

    def _one(self, method: str, query: str, item: Any, *, is_id_allowed: bool = True) -> Json:
        if method == "POST":
            return self._insert(item)
        if method in {"DELETE", "GET"} or query == "onlyget=true":
            if not isinstance(item, str):
                raise _RefusedError(1227)
            # In an array a key may be written as an id.
            key = item.removeprefix("c/") if is_id_allowed else item
            self._check(key)
            found = self.documents[key]
            if method == "DELETE":
                return self._said(self.documents.pop(key))
            return found
        return self._change(method, item)

    def _insert(self, item: Any) -> Json:
        if not isinstance(item, dict):
            raise _RefusedError(1227)
        key = item.get("_key", f"g{self._ticks}")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise _RefusedError(1221)
        if key in self.documents:
            raise _RefusedError(1210, _key=key)
        return self._store(key, item)

    def _change(self, method: str, item: Any) -> Json:
        if not isinstance(item, dict):
            raise _RefusedError(1227)
        key = item.get("_key")
        self._check(key)
        before = self.documents[key]
        if "_rev" in item and item["_rev"] != before["_rev"]:
            raise _RefusedError(1200, _key=key, _rev=before["_rev"])
        return self._store(key, {**before, **item} if method == "PATCH" else item)

    def _check(self, key: Any) -> None:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise _RefusedError(1221)
        if key not in self.documents:
            raise _RefusedError(1202)

    def _store(self, key: str, item: Json) -> Json:
        self._ticks += 1
        document = {**item, "_id": f"c/{key}", "_key": key, "_rev": f"r{self._ticks}"}
        self.documents[key] = document
        return self._said(document)

    @staticmethod
    def _said(document: Json) -> Json:
        return {name: document[name] for name in ("_id", "_key", "_rev")}


def _load(body: bytes) -> Any:
    """Read a body as strictly as arangod does: all of it is right, or none of it is."""

    def refuse(_: object) -> NoReturn:
        raise ValueError("no number of JSON's")

    def unique(pairs: list[tuple[str, Any]]) -> Json:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name twice")
        return dict(pairs)

    def number(text: str) -> float:
        if abs(value := float(text)) == float("inf"):
            refuse(text)
        return value

    try:
        text = body.decode()
        value = json.loads(
            text, parse_constant=refuse, object_pairs_hook=unique, parse_float=number
        )
        # Half of a surrogate pair is no text.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise _RefusedError(600) from error
    return value


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode()
