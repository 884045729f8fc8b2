"""Levels of reminders: from a day on, free at first, never dearer than courts allow."""

from datetime import date, timedelta

import pytest

import clock
from models import ReminderLevel
from rules import Refused
from rules.payments.reminders import levels

LEVEL = {"level": 2, "days": 14, "fee_cents": 120, "title": "Mahnung", "text": "Bitte {Betrag} bis {Tag}."}


def shown(rows):
    return [(row.level, row.days, row.fee_cents) for row in rows]


def test_every_house_begins_with_three_levels_of_which_the_first_is_free(house):
    assert shown(ReminderLevel.in_use()) == [(1, 7, 0), (2, 14, 120), (3, 14, 120)]
    assert "sperren" in ReminderLevel.in_use()[-1].text and "Inkasso" in ReminderLevel.in_use()[-1].text


def test_a_new_version_holds_from_its_day_on(house, later):
    levels.add(valid_from=clock.today() + timedelta(days=1), **LEVEL | {"days": 21})
    assert ReminderLevel.in_use()[1].days == 14
    later(days=1)
    assert ReminderLevel.in_use()[1].days == 21


def test_a_level_can_be_left_out_and_another_added(house):
    levels.add(valid_from=clock.today(), is_used=False, **LEVEL)
    levels.add(valid_from=clock.today(), **LEVEL | {"level": 4})
    assert [row.level for row in ReminderLevel.in_use()] == [1, 3, 4]


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"valid_from": date(2020, 1, 1)}, "valid_from"),
        ({"english_title": "Reminder"}, "english_text"),
        ({"english_text": "Please"}, "english_title"),
        ({"english_title": "Reminder", "english_text": "{Amount}"}, "english_text"),
        ({"level": 5}, "level"),
        ({"level": 1}, "fee_cents"),
        ({"level": 1, "fee_cents": 0, "is_used": False}, "is_used"),
        ({"fee_cents": 251}, "fee_cents"),
        ({"days": 9}, "days"),
        ({"level": 1, "fee_cents": 0, "days": 0}, "days"),
        ({"text": "Bitte {Summe} bezahlen"}, "text"),
    ],
)
def test_a_level_that_makes_no_sense_is_refused(house, different, field):
    with pytest.raises(Refused) as refusal:
        levels.add(**{"valid_from": clock.today()} | LEVEL | different)
    assert refusal.value.field == field
    assert ReminderLevel.select().count() == 3


def test_two_versions_of_one_day_are_refused(house):
    levels.add(valid_from=clock.today(), **LEVEL)
    with pytest.raises(Refused, match="steht diese Stufe schon"):
        levels.add(valid_from=clock.today(), **LEVEL)


def test_only_a_version_that_does_not_hold_yet_is_taken_away(house):
    row = levels.add(valid_from=clock.today() + timedelta(days=1), **LEVEL)
    levels.remove(row)
    with pytest.raises(Refused, match="gilt schon"):
        levels.remove(ReminderLevel.get())
    assert ReminderLevel.select().count() == 3
