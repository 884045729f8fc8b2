"""Verwaltung → Steuersätze."""

import pytest

import clock
import texts
from models import AuditEntry, TaxRate

LIST = "/verwaltung/steuersaetze"
LATER = clock.later(days=40).date()
NEW = {"country": "FR", "valid_from": texts.date(LATER), "rate": "20,5"}


def rates(country):
    return list(TaxRate.select().where(TaxRate.country == country).order_by(TaxRate.valid_from))


def test_a_rate_is_added_for_a_day_to_come_and_stands_in_the_list_and_the_log(bookkeeper, chief):
    assert bookkeeper.post(f"{LIST}/neu", NEW).location == LIST
    page = bookkeeper.get(LIST).text
    assert "Frankreich" in page and "20,5 %" in page and "später" in page
    assert rates("FR")[-1].rate == 2050
    assert AuditEntry.get(AuditEntry.what == "tax rate added")
    assert "20,5 %" in chief.get("/verwaltung/protokoll").text


def test_only_the_newest_of_the_past_holds(bookkeeper):
    TaxRate.delete().where(TaxRate.country != "DE").execute()
    page = bookkeeper.get(LIST).text
    assert page.count('class="state ok"') == 1 and page.count('class="state off"') == len(rates("DE")) - 1


def test_only_a_rate_that_does_not_hold_yet_goes_away(bookkeeper):
    bookkeeper.post(f"{LIST}/neu", NEW)
    old, new = rates("FR")[-2:]
    assert "wirklich" in bookkeeper.post(f"{LIST}/{new.id}/loeschung").text
    bookkeeper.post(f"{LIST}/{new.id}/loeschung", {"confirmed": "1"})
    assert "gilt schon" in bookkeeper.post(f"{LIST}/{old.id}/loeschung", {"confirmed": "1"}, follow=True).text
    assert rates("FR")[-1] == old


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("country", "US", "aus der Liste"),
        ("country", "", "Bitte ausfüllen"),
        ("valid_from", "31.02.2027", "Datum wie"),
        ("rate", "101", "von 0 bis 100"),
        ("rate", "-1", "von 0 bis 100"),
        ("rate", "7.5", "von 0 bis 100"),
        ("rate", "", "Bitte ausfüllen"),
    ],
)
def test_a_bad_rate_is_refused_at_its_field(bookkeeper, field, value, sentence):
    answer = bookkeeper.post(f"{LIST}/neu", NEW | {field: value})
    assert answer.status_code == 422 and sentence in answer.text and f'id="{field}-error"' in answer.text


def test_one_rate_a_country_and_day(bookkeeper):
    bookkeeper.post(f"{LIST}/neu", NEW)
    answer = bookkeeper.post(f"{LIST}/neu", NEW)
    assert answer.status_code == 422 and "steht schon ein Satz" in answer.text


def test_rates_are_the_bookkeeper_s_business(clerk, bookkeeper):
    assert clerk.get(LIST).status_code == clerk.post(f"{LIST}/neu", NEW).status_code == 403
    assert bookkeeper.post(f"{LIST}/4711/loeschung").status_code == 404
