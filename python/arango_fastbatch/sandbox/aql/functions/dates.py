"""Functions of dates."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from ..errors import AqlWarning
from ..registry import function
from ..values import is_true, number, to_number
from .calendar import (
    DAY,
    UNITS,
    Moment,
    days_in_month,
    invalid_date,
    is_leap_year,
    parse_moment,
    unit,
    zone_offset,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context

_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3})\d*)?S)?)?"
)
_DURATION_UNITS = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
#: Lengths for differences: a year and a month on average.
_AVERAGES: dict[str, float] = {**UNITS, "year": DAY * 365.2425, "month": DAY * 30.436875}
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _shown(moment: Moment) -> str:
    """A computed moment as text.

    Raises:
        AqlWarning: 1572 outside of the years 0 to 9999.
    """
    if not 0 <= moment.year <= 9999:
        raise invalid_date()
    return moment.iso()


def _from_parts(parts: tuple[Any, ...]) -> Moment:
    """A moment of one value, or of a year, a month, a day, ..."""
    if len(parts) == 1:
        return parse_moment(parts[0])
    if len(parts) < 3:
        raise AqlWarning
    numbers = [int(to_number(part)) for part in parts]
    if any(value < 0 for value in numbers):
        raise invalid_date()
    return Moment.at(Moment(*numbers).timestamp)


@function("DATE_NOW", arguments=(0, 0), context=True)
def date_now(context: Context) -> int:
    return int(context.started * 1000)


@function("DATE_TIMESTAMP", arguments=(1, 7))
def date_timestamp(*parts: Any) -> int:
    return _from_parts(parts).timestamp


@function("DATE_ISO8601", arguments=(1, 7))
def date_iso8601(*parts: Any) -> str:
    return _shown(_from_parts(parts))


@function("IS_DATESTRING", arguments=(1, 1))
def is_datestring(value: Any) -> bool:
    if type(value) is not str:
        return False
    try:
        parse_moment(value)
    except AqlWarning:
        return False
    return True


def _part(name: str, part: Callable[[Moment], Any]) -> None:
    """Register a function that tells a part of a date, in a time zone if one is given."""

    def call(value: Any, zone: Any = None) -> Any:
        moment = parse_moment(value)
        if zone is not None:
            offset = zone_offset(zone, moment.timestamp, local=False)
            moment = Moment.at(moment.timestamp + offset)
        return part(moment)

    function(name, arguments=(1, 2))(call)


for _name, _of in (
    ("DATE_DAYOFWEEK", lambda moment: moment.weekday),
    ("DATE_YEAR", lambda moment: moment.year),
    ("DATE_MONTH", lambda moment: moment.month),
    ("DATE_DAY", lambda moment: moment.day),
    ("DATE_HOUR", lambda moment: moment.hour),
    ("DATE_MINUTE", lambda moment: moment.minute),
    ("DATE_SECOND", lambda moment: moment.second),
    ("DATE_MILLISECOND", lambda moment: moment.millisecond),
    ("DATE_DAYOFYEAR", lambda moment: moment.day_of_year),
    ("DATE_ISOWEEK", lambda moment: moment.iso_week[1]),
    ("DATE_ISOWEEKYEAR", lambda m: {"week": m.iso_week[1], "year": m.iso_week[0]}),
    ("DATE_LEAPYEAR", lambda moment: is_leap_year(moment.year)),
    ("DATE_QUARTER", lambda moment: (moment.month + 2) // 3),
    ("DATE_DAYS_IN_MONTH", lambda moment: days_in_month(moment.year, moment.month)),
):
    _part(_name, _of)


@function("DATE_TRUNC", arguments=(2, 3))
def date_trunc(value: Any, name: Any, zone: Any = None) -> str:
    return _in_zone(value, zone, lambda moment: moment.truncated(unit(name)))


@function("DATE_ROUND", arguments=(3, 4))
def date_round(value: Any, amount: Any, name: Any, zone: Any = None) -> str:
    unit_name = unit(name)
    if unit_name not in UNITS or unit_name == "week":
        raise AqlWarning
    width = int(to_number(amount)) * UNITS[unit_name]
    if width <= 0:
        raise AqlWarning

    def rounded(moment: Moment) -> Moment:
        timestamp = moment.timestamp
        return Moment.at(timestamp - timestamp % width)

    return _in_zone(value, zone, rounded)


def _in_zone(value: Any, zone: Any, change: Callable[[Moment], Moment]) -> str:
    """Change a date as its zone's clocks show it."""
    moment = parse_moment(value)
    if zone is None:
        return _shown(change(moment))
    offset = zone_offset(zone, moment.timestamp, local=False)
    changed = change(Moment.at(moment.timestamp + offset)).timestamp
    return _shown(Moment.at(changed - zone_offset(zone, changed, local=True)))


# Arithmetic


def _shifted(value: Any, amount: Any, name: Any, zone: Any, sign: int) -> str:
    def change(moment: Moment) -> Moment:
        if type(amount) in {int, float}:
            return moment.add(unit(name), amount * sign)
        if type(amount) is not str:
            raise AqlWarning
        duration = _DURATION.fullmatch(amount)
        if duration is None or amount[-1] in "PT":
            raise AqlWarning
        *parts, fraction = duration.groups()
        fraction = None if fraction is None else fraction.ljust(3, "0")
        for unit_name, part in zip(_DURATION_UNITS, (*parts, fraction), strict=True):
            if part is not None:
                moment = moment.add(unit_name, int(part) * sign)
        return moment

    return _in_zone(value, zone, change)


@function("DATE_ADD", arguments=(2, 4))
def date_add(value: Any, amount: Any, name: Any = None, zone: Any = None) -> str:
    return _shifted(value, amount, name, zone, 1)


@function("DATE_SUBTRACT", arguments=(2, 4))
def date_subtract(value: Any, amount: Any, name: Any = None, zone: Any = None) -> str:
    return _shifted(value, amount, name, zone, -1)


@function("DATE_DIFF", arguments=(3, 6))
def date_diff(
    first: Any, second: Any, name: Any, as_float: Any = False, *zones: Any
) -> int | float:
    if type(as_float) is str:
        as_float, zones = False, (as_float, *zones)
    one, other = (parse_moment(value).timestamp for value in (first, second))
    if zones:
        one += zone_offset(zones[0], one, local=False)
        other += zone_offset(zones[-1], other, local=False)
    difference = (other - one) / _AVERAGES[unit(name)]
    return number(difference) if is_true(as_float) else round(difference)


@function("DATE_COMPARE", arguments=(3, 6))
def date_compare(first: Any, second: Any, start: Any, end: Any = None, *zones: Any) -> bool:
    order = ("year", "month", "day", "hour", "minute", "second", "millisecond")
    one, other = parse_moment(first), parse_moment(second)
    if zones:
        one, other = (
            Moment.at(moment.timestamp + zone_offset(zone, moment.timestamp, local=False))
            for moment, zone in ((one, zones[0]), (other, zones[-1]))
        )
    begin = unit(start)
    finish = begin if end is None else unit(end)
    if begin not in order or finish not in order or order.index(begin) > order.index(finish):
        raise AqlWarning
    names = order[order.index(begin) : order.index(finish) + 1]
    return all(getattr(one, name) == getattr(other, name) for name in names)


# Formats

_FORMATS: dict[str, Callable[[Moment], str]] = {
    "%t": lambda m: str(m.timestamp),
    "%z": lambda m: m.iso(),
    "%w": lambda m: str(m.weekday),
    "%y": lambda m: str(m.year),
    "%yy": lambda m: f"{m.year % 100:02d}",
    "%yyyy": lambda m: f"{m.year:04d}",
    "%yyyyyy": lambda m: f"+{m.year:06d}",
    "%m": lambda m: str(m.month),
    "%mm": lambda m: f"{m.month:02d}",
    "%mmm": lambda m: _MONTHS[m.month - 1][:3],
    "%mmmm": lambda m: _MONTHS[m.month - 1],
    "%d": lambda m: str(m.day),
    "%dd": lambda m: f"{m.day:02d}",
    "%ddd": lambda m: _DAYS[m.weekday][:3],
    "%dddd": lambda m: _DAYS[m.weekday],
    "%h": lambda m: str(m.hour),
    "%hh": lambda m: f"{m.hour:02d}",
    "%i": lambda m: str(m.minute),
    "%ii": lambda m: f"{m.minute:02d}",
    "%s": lambda m: str(m.second),
    "%ss": lambda m: f"{m.second:02d}",
    "%f": lambda m: str(m.millisecond),
    "%fff": lambda m: f"{m.millisecond:03d}",
    "%x": lambda m: str(m.day_of_year),
    "%xxx": lambda m: f"{m.day_of_year:03d}",
    "%k": lambda m: str(m.iso_week[1]),
    "%kk": lambda m: f"{m.iso_week[1]:02d}",
    "%l": lambda m: str(int(is_leap_year(m.year))),
    "%q": lambda m: str((m.month + 2) // 3),
    "%a": lambda m: str(days_in_month(m.year, m.month)),
    "%%": lambda _: "%",
    "%": lambda _: "",
}
_FORMAT = re.compile("|".join(sorted(_FORMATS, key=len, reverse=True)))


@function("DATE_FORMAT", arguments=(2, 3))
def date_format(value: Any, template: Any, zone: Any = None) -> str:
    moment = parse_moment(value)
    if type(template) is not str:
        raise AqlWarning
    if zone is not None:
        offset = zone_offset(zone, moment.timestamp, local=False)
        moment = Moment.at(moment.timestamp + offset)
    return _FORMAT.sub(lambda found: _FORMATS[found.group()](moment), template)


# Time zones


@function("DATE_UTCTOLOCAL", arguments=(2, 3))
def date_utctolocal(value: Any, zone: Any, detail: Any = False) -> Any:
    timestamp = parse_moment(value).timestamp
    offset = zone_offset(zone, timestamp, local=False)
    local = _shown(Moment.at(timestamp + offset)).removesuffix("Z")
    if not is_true(detail):
        return local
    return {"local": local, "zoneInfo": {"name": zone, "offset": offset // 1000}}


@function("DATE_LOCALTOUTC", arguments=(2, 3))
def date_localtoutc(value: Any, zone: Any, detail: Any = False) -> Any:
    timestamp = parse_moment(value).timestamp
    offset = zone_offset(zone, timestamp, local=True)
    utc = _shown(Moment.at(timestamp - offset))
    if not is_true(detail):
        return utc
    return {"utc": utc, "zoneInfo": {"name": zone, "offset": offset // 1000}}


@function("DATE_TIMEZONE", arguments=(0, 0))
def date_timezone() -> str:
    return "Etc/UTC"


@function("DATE_TIMEZONES", arguments=(0, 0))
def date_timezones() -> list[str]:
    return sorted(available_timezones())
