"""Days on which banks settle payments in euros: the calendar of TARGET."""

from datetime import date, timedelta

import clock

FIXED = {(1, 1), (5, 1), (12, 25), (12, 26)}


def on_or_after(day: date) -> date:
    """The day, or the next one on which banks settle."""
    while not is_one(day):
        day += timedelta(days=1)
    return day


def is_one(day: date) -> bool:
    """Whether banks settle: not on weekends, New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December."""
    easter = easter_sunday(day.year)
    moving = {easter - timedelta(days=2), easter + timedelta(days=1)}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and day not in moving


def next_one() -> date:
    """The first after today: a debit has to be at the bank a business day before."""
    return on_or_after(clock.today() + timedelta(days=1))


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar (the anonymous computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
