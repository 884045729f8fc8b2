"""Verwaltung → Lastschriften."""

import pytest

import clock
from models import Collection, CollectionFile
from rules.accounting import ledger
from rules.payments import collections
from tests.rules.payments.debiting import collect_debits, give_mandate, owe

ADDRESS = "/verwaltung/lastschriften"


@pytest.fixture(autouse=True)
def planned(alice, monkeypatch):
    """One debit, due on Monday 30 November 2026."""
    collect_debits(monkeypatch)
    monkeypatch.setattr(clock, "_utc", lambda: clock.datetime(2026, 11, 16, 9))
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()


def test_from_what_is_due_to_a_file_that_was_handed_in(bookkeeper):
    page = bookkeeper.get(ADDRESS).text
    assert "30.11.2026" in page and "50,00 €" in page
    assert "1000001" in bookkeeper.get(f"{ADDRESS}/2026-11-30").text
    made = bookkeeper.post(f"{ADDRESS}/2026-11-30/datei")
    assert made.status_code == 303
    file = CollectionFile.get()
    here = f"{ADDRESS}/dateien/{file.id}"
    assert made.location == here and file.message_id in bookkeeper.get(here).text
    download = bookkeeper.get(f"{here}/pain.xml")
    assert download.data.startswith(b"<?xml") and "attachment" in download.headers["Content-Disposition"]
    assert "no-store" in download.headers["Cache-Control"]
    assert "eingereicht vermerkt" in bookkeeper.post(f"{here}/einreichung", follow=True).text
    assert "schon eingereicht" in bookkeeper.post(f"{here}/verwerfung", {"confirmed": "1"}, follow=True).text
    assert Collection.get().state == "submitted"


def test_the_overview_says_what_is_in_no_file_yet(bookkeeper, clerk):
    assert "noch in keiner Datei" in bookkeeper.get("/verwaltung").text
    assert "noch in keiner Datei" not in clerk.get("/verwaltung").text


def test_a_file_is_discarded_only_after_a_question(bookkeeper):
    bookkeeper.post(f"{ADDRESS}/2026-11-30/datei")
    here = f"{ADDRESS}/dateien/{CollectionFile.get().id}"
    assert "doppelt abgebucht" in bookkeeper.post(f"{here}/verwerfung").text
    bookkeeper.post(f"{here}/verwerfung", {"confirmed": "1"})
    assert Collection.get().state == "due"
    assert "verworfen" in bookkeeper.get(f"{here}/pain.xml", follow=True).text


def test_a_single_one_is_withdrawn(bookkeeper):
    address = f"{ADDRESS}/{Collection.get().id}/ruecknahme"
    assert "wirklich nicht abbuchen" in bookkeeper.post(address).text
    bookkeeper.post(address, {"confirmed": "1"})
    assert Collection.get().state == "withdrawn"
    assert "nichts einzuziehen" in bookkeeper.post(f"{ADDRESS}/2026-11-30/datei", follow=True).text


def test_a_day_that_is_none_is_not_found(bookkeeper):
    assert bookkeeper.get(f"{ADDRESS}/gestern").status_code == 404
    assert bookkeeper.post(f"{ADDRESS}/0000-00-00/datei").status_code == 404


def test_only_who_does_the_money_may_look(clerk, alice, visitor):
    for address in (ADDRESS, f"{ADDRESS}/2026-11-30", f"{ADDRESS}/dateien/1/pain.xml"):
        assert clerk.get(address).status_code == 403
        assert alice.get(address).status_code == 403
        assert visitor.get(address).status_code == 303


@pytest.fixture
def paid(bookkeeper):
    """The debit in a file that the bank credited; gives the address of the file."""
    bookkeeper.post(f"{ADDRESS}/2026-11-30/datei")
    file = CollectionFile.get()
    collections.pay([Collection.get()], file.collect_on)
    return f"{ADDRESS}/dateien/{file.id}"


def test_a_debit_that_was_never_executed_is_booked_back_after_a_question_that_names_it(alice, bookkeeper, paid):
    address = f"{ADDRESS}/{Collection.get().id}/storno"
    assert f'action="{address}"' in bookkeeper.get(paid).text
    asked = bookkeeper.post(address).text
    assert "Rechnung 1000001 über 50,00 € (Alices Backstube GmbH)" in asked.replace("\u00a0", " ")
    assert ledger.balance(alice.customer) == 0
    answer = bookkeeper.post(address, {"confirmed": "1"})
    assert answer.location == paid and "Gegengebucht" in bookkeeper.get(paid).text
    assert ledger.balance(alice.customer) == -5000
    assert "nicht als bezahlt gebucht" in bookkeeper.post(address, {"confirmed": "1"}, follow=True).text


def test_a_return_is_booked_back_after_a_question_that_names_it(alice, bookkeeper, paid):
    collections.give_back(Collection.get(), clock.today(), "AM04")
    address = f"{ADDRESS}/{Collection.get().id}/rueckgabe/storno"
    assert f'action="{address}"' in bookkeeper.get(paid).text
    assert "Rechnung 1000001 über 50,00 € (Alices Backstube GmbH)" in bookkeeper.post(address).text.replace(
        "\u00a0", " "
    )
    bookkeeper.post(address, {"confirmed": "1"})
    assert ledger.balance(alice.customer) == 0 and Collection.get().state == "paid"
    assert "nicht zurückgegeben" in bookkeeper.post(address, {"confirmed": "1"}, follow=True).text


@pytest.mark.parametrize("path", ["storno", "rueckgabe/storno"])
def test_only_the_billing_books_debits_back(path, alice, clerk, visitor, bookkeeper, paid):
    address = f"{ADDRESS}/{Collection.get().id}/{path}"
    for person in (alice, clerk):
        assert person.post(address, {"confirmed": "1"}).status_code in (403, 404)
    assert visitor.post(address, {"confirmed": "1"}).status_code in (303, 401)
    assert bookkeeper.post(f"{ADDRESS}/999/{path}", {"confirmed": "1"}).status_code == 404
    assert ledger.balance(alice.customer) == 0
