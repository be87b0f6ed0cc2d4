"""The applier, which would follow another server: its settings are kept, it never runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .faults import ArangoFault

if TYPE_CHECKING:
    from .store.database import Database

_Fields = dict[str, Any]

# In the order in which arangod shows them. What has another type is ignored.
_DEFAULTS: _Fields = {
    "requestTimeout": 600,
    "connectTimeout": 10,
    "ignoreErrors": 0,
    "maxConnectRetries": 100,
    "lockTimeoutRetries": 0,
    "sslProtocol": 0,
    "chunkSize": 0,
    "skipCreateDrop": False,
    "autoStart": False,
    "adaptivePolling": True,
    "autoResync": False,
    "autoResyncRetries": 2,
    "maxPacketSize": 536870912,
    "includeSystem": True,
    "includeFoxxQueues": False,
    "requireFromPresent": True,
    "verbose": False,
    "incremental": False,
    "restrictType": "",
    "restrictCollections": [],
    "connectionRetryWaitTime": 15,
    "initialSyncMaxWaitTime": 300,
    "idleMinWaitTime": 1,
    "idleMaxWaitTime": 2.5,
}
_RESTRICTIONS = ("", "none", "include", "exclude")


class Applier:
    """The applier of a database, or of all."""

    def __init__(self) -> None:
        self._target: dict[str, str] = {}
        self._settings: _Fields = dict(_DEFAULTS)

    @property
    def is_configured(self) -> bool:
        """Whether it is known whom to follow."""
        return "endpoint" in self._target

    @property
    def target(self) -> dict[str, str]:
        """Whom it would follow: ``endpoint`` and ``database``."""
        return {name: v for name, v in self._target.items() if name != "username"}

    def settings(self) -> _Fields:
        """All settings but the password, as arangod shows them."""
        order = ("endpoint", "database", "username")
        return {n: self._target[n] for n in order if n in self._target} | self._settings

    def configure(self, body: _Fields, database: str | None) -> None:
        """Change settings.

        Args:
            body: The new ones; the others stay.
            database: The database that is followed where none is named.

        Raises:
            ArangoFault: 400/1410; nothing has been changed then.
        """
        target = dict(self._target)
        if database is not None:
            target.setdefault("database", database)
        for name in ("endpoint", "database", "username"):
            if isinstance(body.get(name), str):
                target[name] = body[name]
        settings = dict(self._settings)
        for name, default in _DEFAULTS.items():
            if name in body and _is_alike(body[name], default):
                settings[name] = body[name]
        if not target.get("endpoint"):
            raise ArangoFault(400, 1410, "invalid value for <endpoint>")
        if settings["restrictType"] not in _RESTRICTIONS:
            raise ArangoFault(400, 1410, "invalid value for <restrictType>")
        if settings["restrictType"] == "none":
            settings["restrictType"] = ""
        if bool(settings["restrictType"]) != bool(settings["restrictCollections"]):
            text = "invalid value for <restrictCollections> or <restrictType>"
            raise ArangoFault(400, 1410, text)
        self._target, self._settings = target, settings

    def forget(self) -> None:
        """Follow nobody any more."""
        self._target = {}
        self._settings = dict(_DEFAULTS)


class Appliers:
    """All appliers of a server: one for each database, and one for all of them together."""

    def __init__(self) -> None:
        self._all: dict[str | None, Applier] = {}

    def of(self, database: Database | None) -> Applier:
        """The applier of a database; None: the one for all of them."""
        number = database.number if database is not None else None
        return self._all.setdefault(number, Applier())


def _is_alike(value: Any, default: Any) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, (int, float)):
        return isinstance(value, (int, float)) and value >= 0
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, str)
