"""Verwaltung → Kontoauszüge."""

import zipfile
from io import BytesIO

import pytest

import work
from models import Booking, Collection, Statement, StatementEntry
from rules.accounting import ledger
from rules.payments import collection_files, collections
from tests.gateways.bank.samples import Move, camt, mt940
from tests.rules.payments.debiting import collect_debits, give_mandate, owe

ADDRESS = "/verwaltung/kontoauszuege"


@pytest.fixture(autouse=True)
def creditor(house, monkeypatch):
    collect_debits(monkeypatch)


def upload(person, content, name="auszug.xml"):
    return person.post(ADDRESS, {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def only():
    entry = StatementEntry.get()
    return entry, f"{ADDRESS}/umsaetze/{entry.id}"


def test_a_statement_is_read_matched_and_told_how_far_it_is(alice, bookkeeper):
    owe(alice.customer, 5000, 1000001)
    answer = upload(bookkeeper, camt(Move(5000, text="1000001"), Move(77, text="Danke", name="Carla")))
    here = f"{ADDRESS}/dateien/{Statement.get().id}"
    assert answer.status_code == 303 and answer.location == here
    assert "0 von 2 sind erledigt" in bookkeeper.get(here).text and "hx-get" in bookkeeper.get(f"{here}/stand").text
    work.all_due()
    page = bookkeeper.get(f"{here}/stand").text
    assert "2 neue Umsätze gelesen" in page and "1 davon ließ sich nicht" in page and "hx-trigger" not in page
    assert "Carla" in bookkeeper.get(ADDRESS).text and "1 offen" in bookkeeper.get(f"{ADDRESS}/dateien").text
    assert ledger.balance(alice.customer) == 0


OTHER = "DE02100208900600820013"


@pytest.mark.parametrize("content", [camt(Move(5000), iban=OTHER), mt940(Move(5000), account=OTHER)])
def test_a_statement_of_somebody_else_s_account_is_refused_by_its_number(bookkeeper, content):
    answer = upload(bookkeeper, content)
    assert answer.status_code == 422 and OTHER in answer.text and "billing.accounts" in answer.text
    assert not Statement.select().exists() and not StatementEntry.select().exists()


def test_a_statement_without_an_account_is_refused(bookkeeper):
    answer = upload(bookkeeper, camt(Move(5000), iban=""))
    assert answer.status_code == 422 and "von welchem Konto" in answer.text


@pytest.mark.parametrize("content", [camt(Move(5000), iban=OTHER), mt940(Move(5000), account=f"{OTHER}EUR")])
def test_a_statement_of_a_further_account_of_the_hoster_s_is_read(bookkeeper, monkeypatch, content):
    collect_debits(monkeypatch, accounts=(OTHER,))
    assert upload(bookkeeper, content).status_code == 303


def test_one_strange_account_in_an_archive_lets_nothing_of_it_in(bookkeeper):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xml", camt(Move(5000)))
        archive.writestr("b.xml", camt(Move(5000), iban=OTHER))
    assert upload(bookkeeper, file.getvalue(), "auszug.zip").status_code == 422
    assert not Statement.select().exists()


def test_the_same_file_again_is_refused_with_a_sentence(bookkeeper):
    upload(bookkeeper, camt(Move(1)))
    answer = upload(bookkeeper, camt(Move(1)))
    assert answer.status_code == 422 and "schon eingelesen" in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leer"),
        (b"Hallo", "kein Kontoauszug"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DTD"),
        (b" " * 21_000_000, "größer als 20 MB"),
    ],
)
def test_what_is_no_statement_is_refused_at_its_field(bookkeeper, content, sentence):
    answer = upload(bookkeeper, content)
    assert answer.status_code == 422 and sentence in answer.text.partition('id="file-error"')[2].partition("</p>")[0]
    assert not Statement.select().exists()


def test_a_hundred_megabytes_are_refused_before_anybody_reads_them(bookkeeper):
    assert upload(bookkeeper, b" " * 100_000_000).status_code == 413
    assert not Statement.select().exists()


def test_no_file_at_all_is_asked_for(bookkeeper):
    assert "Bitte ausfüllen." in bookkeeper.post(ADDRESS, {}).text
    assert bookkeeper.post(ADDRESS, {"file": "auszug.xml"}).status_code == 422


def test_one_click_books_the_proposal_and_another_takes_it_back(alice, bookkeeper):
    owe(alice.customer, 5000, 1000001)
    upload(bookkeeper, camt(Move(3000, text="Teilzahlung 1000001")))
    work.all_due()
    _, here = only()
    assert "Bei Alices Backstube GmbH buchen" in bookkeeper.get(ADDRESS).text
    answer = bookkeeper.post(f"{here}/buchung", {"customer": "501", "invoices": "1000001"}, follow=True)
    assert "Gebucht bei Kunde 501" in answer.text and ledger.balance(alice.customer) == -2000
    again = bookkeeper.post(f"{here}/buchung", {"customer": "502", "invoices": ""}, follow=True)
    assert "schon entschieden" in again.text
    asked = bookkeeper.post(f"{here}/storno").text
    assert "Die Buchung bei Alices Backstube GmbH wird gegengebucht." in asked and "30,00" in asked
    bookkeeper.post(f"{here}/storno", {"confirmed": "1"})
    assert ledger.balance(alice.customer) == -5000 and only()[0].decision == ""


def test_another_customer_is_found_by_search(bob, bookkeeper):
    upload(bookkeeper, camt(Move(3000, text="Hosting")))
    _, here = only()
    page = bookkeeper.get(f"{here}?q=brandt").text
    assert 'name="customer" value="502"' in page
    bookkeeper.post(f"{here}/buchung", {"customer": "502", "invoices": ""})
    assert ledger.balance(bob.customer) == 3000


@pytest.mark.parametrize(
    ("customer", "invoices", "sentence"),
    [("999", "", "gibt es nicht"), ("", "", "Bitte ausfüllen"), ("501", "eins", "Rechnungsnummern"), ("-5", "", "")],
)
def test_what_is_wrong_is_said(bookkeeper, customer, invoices, sentence):
    upload(bookkeeper, camt(Move(3000, text="Hosting")))
    _, here = only()
    answer = bookkeeper.post(f"{here}/buchung", {"customer": customer, "invoices": invoices})
    assert answer.status_code == 422 and sentence in answer.text
    assert not Booking.select().exists()


def test_what_concerns_no_customer_is_put_away_with_a_note(bookkeeper):
    upload(bookkeeper, camt(Move(-1990, name="Stromwerk", text="Abschlag")))
    _, here = only()
    assert bookkeeper.post(f"{here}/ablage", {"note": " "}).status_code == 422
    bookkeeper.post(f"{here}/ablage", {"note": "Strom"})
    assert only()[0].note == "Strom" and "Stromwerk" not in bookkeeper.get(ADDRESS).text
    assert "Stromwerk" in bookkeeper.get(f"{ADDRESS}/umsaetze").text
    assert "Stromwerk" in bookkeeper.get(f"{ADDRESS}/umsaetze/abgelegt").text
    assert "Stromwerk" not in bookkeeper.get(f"{ADDRESS}/umsaetze/gebucht").text
    assert "Stromwerk" in bookkeeper.get(f"{ADDRESS}/umsaetze?q=19,90").text
    assert bookkeeper.get(f"{ADDRESS}/umsaetze/unsinn").status_code == 404


def test_a_return_and_a_file_s_credit_are_one_click_too(alice, bookkeeper):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=0)
    collections.plan()
    file = collection_files.make(collections.due_by_day()[0].day, bookkeeper.account)
    collection_files.submit(file)
    day = file.collect_on
    upload(
        bookkeeper, camt(Move(5000, name="Sammelauftrag", iban="DE02500105170137075030", day=day), Move(-5000, day=day))
    )
    work.all_due()
    credit, debit = StatementEntry.select().order_by(StatementEntry.cents.desc())
    assert "Lastschriften als bezahlt buchen" in bookkeeper.get(ADDRESS).text
    bookkeeper.post(f"{ADDRESS}/umsaetze/{credit.id}/lastschriften", {"id": file.id})
    assert Collection.get().state == "paid"
    bookkeeper.post(f"{ADDRESS}/umsaetze/{debit.id}/ruecklastschrift", {"id": Collection.get().id})
    assert Collection.get().state == "returned" and ledger.balance(alice.customer) == -5000
    for path in ("lastschriften", "ruecklastschrift"):
        assert bookkeeper.post(f"{ADDRESS}/umsaetze/{debit.id}/{path}", {"id": "99"}).status_code == 404
        assert bookkeeper.post(f"{ADDRESS}/umsaetze/{debit.id}/{path}", {"id": "x"}).status_code == 303
        assert bookkeeper.post(f"{ADDRESS}/umsaetze/{debit.id}/{path}", {"id": "9" * 10}).status_code == 303


def test_only_who_does_the_money_may_look(clerk, alice, visitor):
    for address in (ADDRESS, f"{ADDRESS}/umsaetze", f"{ADDRESS}/dateien", f"{ADDRESS}/umsaetze/1"):
        assert clerk.get(address).status_code == 403
        assert alice.get(address).status_code == 403
        assert visitor.get(address).status_code == 303
    assert upload(clerk, camt(Move(1))).status_code == 403
    assert not Statement.select().exists()
