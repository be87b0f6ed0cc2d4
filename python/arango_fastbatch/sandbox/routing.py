"""Which handler answers which path, in which versions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from .message import Request, Response

if TYPE_CHECKING:
    from .profile import Profile, Version

Handler = Callable[[Request], Response | Awaitable[Response]]


class Refusal(NamedTuple):
    """How a path refuses a method that it does not have.

    Args:
        status: HTTP status.
        errno: The error's number.
        message: Its text.
    """

    status: int = 405
    errno: int = 405
    message: str = "method not supported"

    @classmethod
    def illegal(cls, path: str) -> Refusal:
        """The refusal of a path that calls other methods not implemented."""
        return cls(501, 9, f"'ILLEGAL {path}' not implemented")


_REFUSAL = Refusal()


@dataclass(frozen=True)
class Route:
    """A path of the server.

    Args:
        path: The path without a database's prefix, like ``/_api/document``.
        handlers: By method. Empty: arangod has the path, the sandbox does not.
        suffixes: Whether longer paths belong to it too.
        since: The version that brought the path; None: all that the sandbox plays have it.
        until: The first version without it; None: none yet.
        open: Whether it may be asked without logging in.
        refusal: How other methods are refused.
    """

    path: str
    handlers: Mapping[str, Handler]
    suffixes: bool = True
    since: Version | None = None
    until: Version | None = None
    open: bool = False
    refusal: Refusal = _REFUSAL


class Match(NamedTuple):
    """What a path leads to.

    Args:
        route: The route.
        raw_suffixes: The segments behind the route's path, as they came.
        suffixes: The same, percent-decoded.
    """

    route: Route
    raw_suffixes: list[str]
    suffixes: list[str]


class _Node:
    __slots__ = ("children", "route")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.route: Route | None = None


class Router:
    """The routes that a version has.

    Args:
        routes: All routes of the sandbox.
        profile: The version that is played.
    """

    def __init__(self, routes: Iterable[Route], profile: Profile) -> None:
        self._root = _Node()
        for route in routes:
            if not profile.has(route.since, route.until):
                continue
            node = self._root
            for segment in route.path.split("/")[1:]:
                node = node.children.setdefault(segment, _Node())
            node.route = route

        # Batches and loops ask for the same few paths again and again.
        self.find = lru_cache(maxsize=1024)(self._find)

    def _find(self, path: str) -> Match | None:
        """The route of a path and what follows it, or None for an unknown path."""
        segments = path.split("/")
        if segments[0]:
            return None
        node = self._root
        found: Route | None = None
        found_at = 0
        for position in range(1, len(segments)):
            child = node.children.get(segments[position])
            if child is None:
                break
            node = child
            if node.route is not None:
                found, found_at = node.route, position
        if found is None:
            return None
        suffixes = [segment for segment in segments[found_at + 1 :] if segment]
        if suffixes and not found.suffixes:
            return None
        return Match(found, suffixes, [unquote(s, errors="replace") for s in suffixes])
