"""How much of a pipelined stream is under way at a time, and how often one looks for answers."""

from __future__ import annotations

from dataclasses import dataclass

# A round trip that takes at least that long (seconds) may leave a server without work.
_LONG_TRIP = 0.005
_WIDEST = 1024
# Not even a slow first answer holds up the other requests for longer than so many seconds.
_FIRST_WAIT = 0.5
# Only a peer that closes can say so: one that does not is asked for more after so many seconds.
_GRACE = 0.25

# Shorter pauses (seconds) a selector does not keep, and longer ones gain nothing.
_SHORTEST_PAUSE = 0.001
_LONGEST_PAUSE = 0.01
# Who takes that long (seconds) for an answer wakes nobody too often.
_LEISURELY = 0.0005
# Looks that find so many answers cost little for each.
_BUNCH = 8
# So many bytes a socket holds for sure while nobody looks.
_HELD = 64 * 1024


@dataclass
class Window:
    """How much of one connection may be unanswered.

    Wider than this gains nothing on a fast network, and leaves more of unknown outcome where a
    connection breaks. It begins with a few requests, up to the first answer.

    Attributes:
        requests: Most requests.
        size: Bytes beyond which no further request is begun.
        flight: Most requests before the first answer: more would be lost with a host that is not
            what it should be, and few tell how long the way is.
        limit: After so many answers the host closed an earlier connection; None if it is not known
            to do so. No more requests are begun before it turns out that it does not this time.
        is_told: Whether it closed with a word (``Connection: close``).
        is_tried: Whether the host has answered, or was waited for long enough.
    """

    requests: int = 256
    size: int = 256 * 1024
    flight: int = 16
    limit: int | None = None
    is_told: bool = True
    is_tried: bool = False

    def room(self, answered: int) -> int:
        """How many requests may be unanswered now.

        Args:
            answered: How many answers came over this connection.
        """
        most = self.requests if self.is_tried else min(self.requests, self.flight)
        return most if self.limit is None else min(most, max(self.limit - answered, 0))

    @property
    def first_wait(self) -> float:
        """Seconds after which `is_tried` is to be set if no answer has come."""
        return _FIRST_WAIT

    def grace(self, answered: int) -> float | None:
        """How long to wait for the close of a host that may be about to.

        Args:
            answered: How many answers came over this connection, which is not closed.

        Returns:
            Seconds, after which the limit is to be forgotten; None if there is nothing to wait for.
        """
        if self.limit is None or answered < self.limit:
            return None
        if not self.is_told:
            return _GRACE
        self.limit = None
        return None

    def widen(self) -> None:
        """Let twice as much be unanswered, up to a limit."""
        if self.requests * 2 <= _WIDEST:
            self.requests *= 2
            self.size *= 2


class RoundTrips:
    """Finds out whether a window is too narrow for the way to the server.

    The last request of a full window is answered after one round trip and the work of all of them.
    If that is hardly more than the first few requests took, then the server waits for requests.
    As these may have waited for other things, connecting must have taken as long.

    Args:
        window: Is widened where that helps.

    Attributes:
        connecting: Seconds that it took to connect.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.connecting = 0.0
        self._first: float | None = None
        self._began: float | None = None
        # How many answers there will be when a request is answered that went out at a time.
        self._mark = 0
        self._since: float | None = None

    def sent(self, now: float, answered: int, unanswered: int, size: int) -> None:
        """Requests were handed out.

        Args:
            now: Seconds, by the clock of the loop.
            answered: How many answers came over this connection.
            unanswered: How many requests are under way.
            size: How many bytes these have.
        """
        if self._began is None:
            self._began = now
        window = self._window
        is_full = window.is_tried and (unanswered >= window.requests or size >= window.size)
        if is_full and self._since is None:
            self._mark, self._since = answered + unanswered, now

    def heard(self, now: float, answered: int) -> None:
        """Answers came.

        Args:
            now: Seconds, by the clock of the loop.
            answered: How many answers came over this connection.
        """
        if self._first is None and self._began is not None:
            # Who was not waited for has more requests before him, and tells nothing of the way.
            self._first = 0 if self._window.is_tried else now - self._began
        self._window.is_tried = True
        if self._since is None or self._first is None or answered < self._mark:
            return
        took, self._since = now - self._since, None
        trip = min(self._first, self.connecting)
        if trip >= _LONG_TRIP and took < 2 * trip:
            self._window.widen()


class Rests:
    """Finds moments at which a reader need not look.

    A server that sends its answers one by one wakes who waits for them as often, and each time
    costs more than the answer. Who does not look while the server has enough to do finds many
    at once. (Measured with a server of 30 µs a request: 12 µs of the client's CPU for each answer
    when looking all the time, 1.4 to 2.4 µs this way; as good as ``SO_RCVLOWAT``, which helps less
    the longer the answers are, and neither with TLS nor everywhere.)
    """

    def __init__(self) -> None:
        self._last: float | None = None
        # Seconds that an answer takes, of late.
        self._each: float | None = None
        # How many answers a look finds, of late.
        self._bunch = 0.0
        self._has_rested = False

    def after(self, now: float, size: int, answered: int, left: int, unanswered: int) -> float:
        """How long not to look after a look.

        Args:
            now: Seconds, by the clock of the loop.
            size: How many bytes were there.
            answered: How many answers were whole with them.
            left: How many of the requests that were sent by then are still to be answered.
            unanswered: How many answers are still to come by now.

        Returns:
            Seconds; 0 for not at all.
        """
        if not answered or not size:
            return 0
        last, self._last = self._last, now
        # What a rest has brought together tells nothing, unless the server ran dry meanwhile. (The
        # last few of many answers do not fit into a look, and make a small one of their own.)
        if not self._has_rested or left * _BUNCH < answered:
            self._bunch = (self._bunch + answered) / 2
        self._has_rested = False
        if not left:
            # The server had nothing more to do, for how long nobody knows.
            self._last = self._each = None
        if last is None or not left:
            # That was a round trip, not the time of an answer.
            return 0
        each = (now - last) / answered
        self._each = each if self._each is None else 0.7 * self._each + 0.3 * each
        if self._each >= _LEISURELY or self._bunch >= _BUNCH:
            return 0
        # Half of what is under way is left for the server meanwhile.
        count = min(unanswered / 2, _HELD * answered / size)
        pause = min(count * self._each, _LONGEST_PAUSE)
        self._has_rested = pause >= _SHORTEST_PAUSE
        return pause if self._has_rested else 0
