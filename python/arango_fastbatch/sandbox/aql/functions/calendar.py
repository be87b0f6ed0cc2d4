"""Moments: milliseconds since 1970 into dates and back, by the calendar that has no beginning.

Python's ``datetime`` begins with the year 1; AQL's dates with the year 0.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .... import errno
from ..errors import AqlWarning

__all__ = [
    "DAY",
    "UNITS",
    "Moment",
    "days_in_month",
    "invalid_date",
    "is_leap_year",
    "parse_moment",
    "unit",
    "zone_offset",
]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

#: Milliseconds of the units that always last the same.
UNITS = {"week": WEEK, "day": DAY, "hour": HOUR, "minute": MINUTE, "second": SECOND}
UNITS["millisecond"] = 1

_UNIT_NAMES = {
    short: name
    for name, letter in (
        ("year", "y"),
        ("month", "m"),
        ("week", "w"),
        ("day", "d"),
        ("hour", "h"),
        ("minute", "i"),
        ("second", "s"),
        ("millisecond", "f"),
    )
    for short in (name, name + "s", letter)
}

_ISO = re.compile(
    r"\s*(?P<year>[-+]?\d{1,5})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{1,2})"
    r"(?::(?P<second>\d{1,2})(?:\.(?P<part>\d{1,9}))?)?)?"
    r"(?P<zone>[zZ]|[-+]\d{1,2}:?\d{2})?\s*"
)
_FIRST_DAY, _LAST_DAY = -719528, 2932896  # 0000-01-01 and 9999-12-31


def invalid_date() -> AqlWarning:
    """The warning for what is no date."""
    return AqlWarning(errno.QUERY_INVALID_DATE_VALUE, "invalid date value")


def is_leap_year(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month."""
    if month == 2:
        return 29 if is_leap_year(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def unit(name: Any) -> str:
    """The unit of time that a word means.

    Raises:
        AqlWarning: For any other word.
    """
    known = _UNIT_NAMES.get(name.lower()) if type(name) is str else None
    if known is None:
        raise AqlWarning
    return known


def _days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date: years are counted from March, so that leap days end them."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146097 + day_of_era - 719468


def _date(days: int) -> tuple[int, int, int]:
    """The date that lies so many days after 1970-01-01."""
    days += 719468
    era = days // 146097
    day_of_era = days - era * 146097
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month += 3 if month < 10 else -9
    return year_of_era + era * 400 + (month <= 2), month, day


@dataclass(frozen=True)
class Moment:
    """A moment in the calendar, in UTC.

    Args:
        year: 0 to 9999.
        month: 1 to 12; what lies outside is carried over by ``timestamp``.
        day: 1 to 31, likewise; so with the rest.
        hour: 0 to 23.
        minute: 0 to 59.
        second: 0 to 59.
        millisecond: 0 to 999.
    """

    year: int
    month: int = 1
    day: int = 1
    hour: int = 0
    minute: int = 0
    second: int = 0
    millisecond: int = 0

    @classmethod
    def at(cls, timestamp: int) -> Moment:
        """The moment so many milliseconds after 1970.

        Raises:
            AqlWarning: 1572 outside of the years 0 to 9999.
        """
        days, rest = divmod(timestamp, DAY)
        if not _FIRST_DAY <= days <= _LAST_DAY:
            raise invalid_date()
        hour, rest = divmod(rest, HOUR)
        minute, rest = divmod(rest, MINUTE)
        second, millisecond = divmod(rest, SECOND)
        return cls(*_date(days), hour, minute, second, millisecond)

    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970."""
        years, month = divmod(self.month - 1, 12)
        days = _days(self.year + years, month + 1, 1) + self.day - 1
        rest = self.hour * HOUR + self.minute * MINUTE + self.second * SECOND + self.millisecond
        return days * DAY + rest

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return _days(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """0 on Sundays."""
        return (self.days + 4) % 7

    @property
    def day_of_year(self) -> int:
        """1 on the first of January."""
        return self.days - _days(self.year, 1, 1) + 1

    @property
    def iso_week(self) -> tuple[int, int]:
        """Year and week by ISO 8601: a week belongs to the year in which its Thursday lies."""
        thursday = self.days + 4 - (self.weekday or 7)
        year = _date(thursday)[0]
        return year, (thursday - _days(year, 1, 1)) // 7 + 1

    def add(self, name: str, amount: float) -> Moment:
        """The moment so many units later; a day that a month does not have runs into the next.

        Args:
            name: The unit.
            amount: How many of it; of years and months only whole ones count.
        """
        if name in {"year", "month"}:
            months = int(amount * 12 if name == "year" else amount)
            return Moment.at(replace(self, month=self.month + months).timestamp)
        return Moment.at(self.timestamp + int(amount * UNITS[name]))

    def truncated(self, name: str) -> Moment:
        """The beginning of the year, month, ... in which the moment lies."""
        if name == "week":
            monday = self.days - ((self.weekday or 7) - 1)
            return Moment.at(monday * DAY)
        order = ("year", "month", "day", "hour", "minute", "second", "millisecond")
        kept = order[: order.index(name) + 1]
        return Moment(**{part: getattr(self, part) for part in kept})

    def iso(self) -> str:
        """The moment by ISO 8601."""
        return (
            f"{self.year:04d}-{self.month:02d}-{self.day:02d}T"
            f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}.{self.millisecond:03d}Z"
        )


def parse_moment(value: Any) -> Moment:
    """The moment that a value means.

    Args:
        value: Milliseconds since 1970, or a text by ISO 8601.

    Returns:
        The moment.

    Raises:
        AqlWarning: 1572 where it means none.
    """
    kind = type(value)
    if kind in {int, float} and math.isfinite(value):
        return Moment.at(int(value))
    match = _ISO.fullmatch(value) if kind is str else None
    if match is None:
        raise invalid_date()
    names = ("year", "month", "day", "hour", "minute", "second")
    parts = [int(match[name] or (1 if name in {"month", "day"} else 0)) for name in names]
    year, month, day, hour, minute, second = parts
    valid = (
        0 <= year <= 9999
        and 1 <= month <= 12
        and 1 <= day <= days_in_month(year, month)
        and hour <= 24
        and minute < 60
        and second < 60
    )
    if not valid or (hour == 24 and (minute or second)):
        raise invalid_date()
    millisecond = int(((match["part"] or "") + "000")[:3])
    moment = Moment(year, month, day, hour, minute, second, millisecond)
    offset = 0
    zone = match["zone"]
    if zone is not None and zone not in {"z", "Z"}:
        digits = zone[1:].replace(":", "").rjust(4, "0")
        offset = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    return Moment.at(moment.timestamp - offset * MINUTE)


def zone_offset(name: Any, timestamp: int, *, local: bool) -> int:
    """How far a time zone's clocks are ahead of UTC.

    Args:
        name: The zone, e.g. "Europe/Berlin".
        timestamp: Milliseconds since 1970.
        local: Whether they are counted by the zone's own clocks.

    Returns:
        Milliseconds.

    Raises:
        AqlWarning: For an unknown zone.
    """
    if type(name) is not str:
        raise AqlWarning
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise AqlWarning from None
    epoch = datetime(1970, 1, 1, tzinfo=zone if local else timezone.utc)
    try:
        when = epoch + timedelta(milliseconds=timestamp)
        offset = (when if local else when.astimezone(zone)).utcoffset()
    except OverflowError:
        raise invalid_date() from None
    return int((offset or timedelta()).total_seconds() * SECOND)
