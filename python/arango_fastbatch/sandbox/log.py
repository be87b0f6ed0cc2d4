"""The server's log: a few messages in memory, and how much of each topic one wants to hear."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from .faults import ArangoFault

LEVELS = ("FATAL", "ERROR", "WARNING", "INFO", "DEBUG", "TRACE")

_TOPICS = (
    "agency",
    "agencycomm",
    "agencystore",
    "aql",
    "authentication",
    "authorization",
    "backup",
    "cache",
    "cluster",
    "communication",
    "config",
    "crash",
    "development",
    "engines",
    "general",
    "graphs",
    "heartbeat",
    "httpclient",
    "libiresearch",
    "license",
    "maintenance",
    "memory",
    "queries",
    "replication",
    "requests",
    "restore",
    "rocksdb",
    "security",
    "startup",
    "statistics",
    "supervision",
    "syscall",
    "threads",
    "trx",
    "ttl",
    "validation",
    "views",
)
_KEPT = 2048
_STRUCTURED = ("database", "dbname", "url", "username")


@dataclass(frozen=True)
class Message:
    """One message.

    Args:
        number: Counted from the server's start.
        level: One of `LEVELS`.
        topic: What it is about.
        text: What it says.
        moment: Seconds since 1970.
    """

    number: int
    level: str
    topic: str
    text: str
    moment: float


class Log:
    """The log of one server."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque(maxlen=_KEPT)
        self._count = 0
        self.structured: dict[str, bool] = dict.fromkeys(_STRUCTURED, False)
        self.levels: dict[str, str] = {}
        self.reset()

    def reset(self) -> None:
        """Put all levels back to what they were at the beginning."""
        self.levels = dict.fromkeys(_TOPICS, "INFO") | {"rocksdb": "WARNING", "requests": "FATAL"}

    def write(self, level: str, topic: str, text: str) -> None:
        """Note a message, where anybody wants to hear it."""
        if LEVELS.index(level) <= LEVELS.index(self.levels[topic]):
            self._messages.append(Message(self._count, level, topic, text, time.time()))
            self._count += 1

    def clear(self) -> None:
        """Forget all messages."""
        self._messages.clear()

    def messages(self, up_to: str) -> list[Message]:
        """The messages that are at least as grave as a level, oldest first."""
        gravest = LEVELS.index(up_to)
        return [m for m in self._messages if LEVELS.index(m.level) <= gravest]

    def set_levels(self, levels: dict[str, Any]) -> None:
        """Change levels by topic; ``all`` stands for every topic.

        Raises:
            ArangoFault: 400/10 for what is no level.
        """
        changed: dict[str, str] = {}
        for topic, value in levels.items():
            level = value.upper() if isinstance(value, str) else ""
            if level not in LEVELS:
                raise ArangoFault(400, 10, f"invalid log level for topic '{topic}'")
            changed |= dict.fromkeys(self.levels, level) if topic == "all" else {topic: level}
        # As arangod has it: a topic that is none is passed over.
        self.levels |= {topic: level for topic, level in changed.items() if topic in self.levels}

    def set_structured(self, wanted: dict[str, Any]) -> None:
        """Choose what structured messages tell of a request."""
        for name, value in wanted.items():
            if name in self.structured and isinstance(value, bool):
                self.structured[name] = value
