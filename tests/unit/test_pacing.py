"""Windows, round trips and rests, by a clock of their own."""

from __future__ import annotations

import pytest

from arango_fastbatch.pacing import Rests, RoundTrips, Window

# --- Windows


def test_a_window_begins_with_a_flight() -> None:
    window = Window()
    assert window.room(0) == 16
    window.is_tried = True
    assert window.room(0) == window.room(10_000) == 256


def test_no_more_is_sent_than_a_host_answers() -> None:
    window = Window(limit=100, is_tried=True)
    assert [window.room(answered) for answered in (0, 30, 99, 100, 101)] == [100, 70, 1, 0, 0]
    assert Window(limit=3).room(0) == 3


def test_a_host_that_would_have_said_so_does_not_close() -> None:
    window = Window(limit=3, is_tried=True)
    assert window.grace(2) is None
    assert window.limit == 3
    assert window.grace(3) is None
    assert window.limit is None
    assert window.room(3) == 256


def test_a_host_that_says_nothing_is_waited_for() -> None:
    window = Window(limit=3, is_told=False)
    assert window.grace(2) is None
    grace = window.grace(3)
    assert grace is not None
    assert grace > 0
    assert window.room(3) == 0


# --- Round trips


def windows(trip: float, each: float, together: bool, connecting: float | None = None) -> int:
    """How wide a window becomes, for a way and a server that take so many seconds."""
    window = Window()
    trips = RoundTrips(window)
    trips.connecting = trip if connecting is None else connecting
    now, answered = 0.0, 0
    for _ in range(10):
        count = window.room(answered)
        trips.sent(now, answered, count, count * 100)
        if not together:
            trips.heard(now + trip + each, answered + 1)
        now, answered = now + trip + each * count, answered + count
        trips.heard(now, answered)
    return window.requests


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("trip", "each", "width"),
    [
        (0.0001, 0.00003, 256),
        (0.001, 0.000001, 256),
        (0.004, 0.000001, 256),
        (0.1, 0.00003, 1024),
        (0.012, 0.00003, 512),
        (0.1, 0.01, 256),
        (0.0001, 1.0, 256),
    ],
)
def test_a_window_is_widened_for_a_long_way_only(
    trip: float, each: float, together: bool, width: int
) -> None:
    assert windows(trip, each, together) == width


def test_who_takes_long_for_the_first_requests_is_not_far_away() -> None:
    assert windows(0.1, 0.0, together=True, connecting=0.0001) == 256


def test_bytes_fill_a_window_as_well() -> None:
    window = Window()
    trips = RoundTrips(window)
    trips.connecting = 1.0
    trips.sent(0, 0, 5, window.size)
    trips.heard(1, 5)
    assert window.is_tried
    for start in (1, 2):
        trips.sent(start, 5, 5, window.size)
        trips.heard(start + 1, 10)
    assert (window.requests, window.size) == (1024, 4 * 256 * 1024)


def test_who_was_not_waited_for_tells_nothing_of_the_way() -> None:
    window = Window()
    trips = RoundTrips(window)
    trips.connecting = 1.0
    trips.sent(0, 0, 16, 100)
    window.is_tried = True
    trips.sent(0.5, 0, 256, 100)
    trips.heard(1, 256)
    trips.sent(1, 256, 256, 100)
    trips.heard(2, 512)
    assert window.requests == 256


# --- Rests


def rest(each: float, unanswered: int = 256, size: int = 300, left: int = 255) -> float:
    """How long to rest when answers come one by one, a while after the beginning."""
    rests = Rests()
    now = 0.0
    for _ in range(100):
        pause = rests.after(now, size, 1, left, unanswered)
        now += each
    return pause


def test_half_of_what_a_server_has_to_do_is_waited_for() -> None:
    assert rest(0.00003) == pytest.approx(256 * 0.00003 / 2)
    assert rest(0.00003, unanswered=100) == pytest.approx(100 * 0.00003 / 2)


def test_long_rests_are_none() -> None:
    assert rest(0.0004) == 0.01


@pytest.mark.parametrize(
    "answers",
    [
        {"each": 0.000002},
        {"each": 0.00003, "unanswered": 10},
        {"each": 0.1},
        {"each": 0.00003, "size": 100_000},
        {"each": 0.00003, "left": 0},
    ],
)
def test_who_does_not_trickle_is_looked_at(answers: dict[str, float]) -> None:
    assert rest(**answers) == 0  # type: ignore[arg-type]


def test_pieces_of_an_answer_are_no_answers() -> None:
    rests = Rests()
    for number in range(10):
        assert rests.after(number * 0.00001, 10, 0, 256, 256) == 0


def test_nobody_rests_where_answers_come_together() -> None:
    """All answers to a window, of which the last two do not fit into one look."""
    rests = Rests()
    now = 0.0
    for _ in range(20):
        for seconds, answered, left in ((0.001, 254, 2), (0.0003, 2, 254)):
            now += seconds
            assert rests.after(now, answered * 1000, answered, left, 256) == 0


def test_who_rests_finds_out_that_answers_come_together() -> None:
    rests = Rests()
    now = 0.0
    for _ in range(3):
        pause = rests.after(now, 1000, 1, 255, 256)
        now += 0.00003
    assert pause > 0
    pauses = []
    for _ in range(20):
        for seconds, answered, left in ((0.001, 254, 2), (0.0003, 2, 254)):
            now += seconds
            pauses.append(rests.after(now, answered * 1000, answered, left, 256))
    assert not any(pauses[2:])


def test_what_a_rest_has_brought_together_does_not_end_the_rests() -> None:
    rests = Rests()
    now = 0.0
    for _ in range(3):
        rests.after(now, 300, 1, 255, 256)
        now += 0.00003
    for _ in range(10):
        now += 0.00384
        assert rests.after(now, 60 * 300, 60, 196, 256) > 0
        now += 0.00003
        assert rests.after(now, 300, 1, 255, 256) > 0


def test_a_server_that_has_become_faster_is_looked_at() -> None:
    """What was waited for too long does not tell how long to wait."""
    rests = Rests()
    now = 0.0
    for _ in range(10):
        assert rests.after(now, 300, 1, 255, 256) >= 0
        now += 0.0004
    assert rests.after(now, 300, 1, 255, 256) > 0
    # All that was sent is answered.
    assert rests.after(now + 0.01, 30_000, 255, 0, 256) == 0
    assert rests.after(now + 0.0101, 300, 1, 255, 256) == 0
