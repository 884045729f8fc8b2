"""Verwaltung → Mahnungen: what is proposed, why others are left out, the release, suspensions, stops and levels."""

import re

import pytest

from models import Booking, Contract, OpenItem, ReminderLetter, ReminderLevel, ReminderRun, ReminderStop, Work
from tests.rules.payments.owing import bank_statement, do_work, open_debit, owe, pay, remind, rent

HOME = "/verwaltung/mahnungen"
DESK = "/verwaltung/kunden/501/mahnungen"


@pytest.fixture
def debtor(alice):
    bank_statement()
    owe(alice.customer, 7001, 1428)
    return alice.customer


def test_the_proposal_shows_who_what_and_which_level(debtor, bookkeeper):
    assert "Jetzt nachsehen" in bookkeeper.get(HOME).text
    page = bookkeeper.post(f"{HOME}/vorschlag", follow=True).text
    for said in ("1 Mahnung verschicken", "Alices Backstube GmbH", "Rechnung 7001", "14,28", "Kontoauszüge bis"):
        assert said in page


def test_who_is_left_out_is_shown_with_the_reason(debtor, bookkeeper, bob):
    owe(bob.customer, 7002, 1000, overdue=1)
    ReminderStop.create(customer=debtor, reason="death")
    bookkeeper.post(f"{HOME}/vorschlag")
    page = bookkeeper.get(f"{HOME}/ausgelassen").text
    assert "Todesfall" in page and "Die Frist läuft noch bis" in page
    assert "Gerade ist niemand zu mahnen." in bookkeeper.get(HOME).text


def test_one_click_releases_after_a_question(debtor, bookkeeper):
    bookkeeper.post(f"{HOME}/vorschlag")
    address = f"{HOME}/laeufe/{ReminderRun.proposal().id}"
    assert "1 Mahnungen über zusammen 14,28" in bookkeeper.post(f"{address}/freigabe").text
    assert not Work.select().where(Work.kind == "reminder").exists()
    answer = bookkeeper.post(f"{address}/freigabe", {"confirmed": "1"})
    assert answer.status_code == 303 and answer.location == address
    assert "0 von 1 sind erledigt" in bookkeeper.get(address).text
    do_work()
    assert "1 Mahnung ist geschrieben." in bookkeeper.get(f"{address}/stand").text
    assert "hx-trigger" not in bookkeeper.get(f"{address}/stand").text
    page = bookkeeper.get(f"{HOME}/verlauf").text
    assert "1: Zahlungserinnerung" in page
    assert bookkeeper.get(f"{HOME}/briefe/{ReminderLetter.get().id}.pdf").data.startswith(b"%PDF")


def test_without_a_bank_statement_staff_see_why_nobody_is_reminded(alice, bookkeeper):
    owe(alice.customer, 7001, 1428)
    page = bookkeeper.post(f"{HOME}/vorschlag", follow=True).text
    assert "Es gibt noch keinen Kontoauszug." in page
    assert "Mahnung verschicken" not in page
    answer = bookkeeper.post(f"{HOME}/laeufe/{ReminderRun.get().id}/freigabe", {"confirmed": "1"}, follow=True)
    assert "Kontoauszug" in answer.text
    assert not ReminderLetter.select().exists()


def test_single_customers_are_left_out_and_taken_back(debtor, bookkeeper):
    bookkeeper.post(f"{HOME}/vorschlag")
    draft = ReminderRun.proposal().drafts.get()
    page = bookkeeper.post(f"{HOME}/entwuerfe/{draft.id}/auslassung", follow=True).text
    assert "ausgelassen" in page and "Doch mahnen" in page
    assert "1 Mahnung verschicken" in bookkeeper.post(f"{HOME}/entwuerfe/{draft.id}/auslassung/ende", follow=True).text


def test_support_may_look_at_a_customers_reminders_and_change_nothing(debtor, clerk):
    page = clerk.get(DESK)
    assert page.status_code == 200 and "Stufe 1 steht an" in page.text
    assert "Ausbuchen" not in page.text and "Mahnstopp eintragen" not in page.text
    assert clerk.get(HOME).status_code == 403
    assert clerk.post(f"{DESK}/ausbuchung", {"debits": open_debit(debtor).id}).status_code == 403


def test_a_stop_is_made_and_ended_at_the_customers_desk(debtor, bookkeeper):
    debit = open_debit(debtor)
    assert "Rechnung 7001, fällig am" in bookkeeper.get(f"{DESK}/stopp?posten={debit.id}").text
    fields = {"reason": "plan", "debit": "", "until": "", "note": "3 Raten"}
    assert "bis wann" in bookkeeper.post(f"{DESK}/stopp", fields).text
    bookkeeper.post(f"{DESK}/stopp", fields | {"until": "31.12.2098"})
    stop = ReminderStop.get()
    assert (stop.reason, stop.note, stop.debit, stop.created_by) == ("plan", "3 Raten", None, bookkeeper.account)
    assert "Ratenzahlung vereinbart bis 31.12.2098" in bookkeeper.get(DESK).text
    assert "3 Raten" in bookkeeper.get(f"{HOME}/stopps").text
    assert "wirklich beenden" in bookkeeper.post(f"{DESK}/stopps/{stop.id}/ende").text
    bookkeeper.post(f"{DESK}/stopps/{stop.id}/ende", {"confirmed": "1"})
    assert not ReminderStop.get().holds


@pytest.mark.parametrize(
    "fields", [{}, {"reason": "laune"}, {"reason": "death", "debit": "99"}, {"reason": "death", "until": "morgen"}]
)
def test_a_stop_without_sense_is_refused_with_a_sentence(debtor, bookkeeper, fields):
    assert bookkeeper.post(f"{DESK}/stopp", fields).status_code == 422
    assert not ReminderStop.select().exists()


def test_a_debt_is_written_off_on_a_page_that_names_it(debtor, bookkeeper):
    owe(debtor, 7002, 1000)
    first = open_debit(debtor)
    page = bookkeeper.get(f"{DESK}/ausbuchung?posten={first.id}").text
    assert len(re.findall(r'type="checkbox"[^>]*checked|checked[^>]*type="checkbox"', page)) == 1
    bookkeeper.post(f"{DESK}/ausbuchung", {"debits": first.id, "note": "Kulanz"})
    assert [item.cents for item in OpenItem.of(debtor)] == [-1000]
    assert "Ausbuchung: Rechnung 7001" in bookkeeper.get(DESK).text
    assert bookkeeper.post(f"{DESK}/ausbuchung", {"note": "nichts"}).status_code == 422
    assert bookkeeper.post(f"{DESK}/ausbuchung", {"debits": "x"}).status_code == 422
    assert bookkeeper.post(f"{DESK}/ausbuchung", {"debits": first.id}).status_code == 422


def test_what_goes_to_collection_has_a_file_for_the_agency(debtor, bookkeeper, clerk):
    bookkeeper.post(f"{DESK}/inkasso", {"debits": open_debit(debtor).id})
    booking = Booking.get(Booking.kind == "IN")
    file = bookkeeper.get(f"{DESK}/inkasso/{booking.id}.csv")
    assert "attachment" in file.headers["Content-Disposition"]
    assert "Rechnung 7001" in file.data.decode("utf-8-sig")
    assert bookkeeper.get(f"/verwaltung/kunden/502/mahnungen/inkasso/{booking.id}.csv").status_code == 404
    assert clerk.get(f"{DESK}/inkasso/{booking.id}.csv").status_code == 403


def test_a_contract_is_blocked_after_the_last_reminder(alice, bookkeeper, later):
    later(days=-39)  # so that it ends today, while the login still holds
    bank_statement()
    owe(alice.customer, 7001, 1428, contract=rent(alice.customer))
    for days in (14, 14, 1):
        remind()
        later(days=days)
        bank_statement()
    page = bookkeeper.get(f"{HOME}/sperren").text
    assert "läuft noch" in page and "Sperren (1)" in page
    address = f"{HOME}/sperren/1"
    later(days=10)
    bank_statement()
    assert "Den Vertrag wirklich sperren?" in bookkeeper.post(f"{address}/annahme").text
    assert "Vertrag gesperrt." in bookkeeper.post(f"{address}/annahme", {"confirmed": "1"}, follow=True).text
    assert Contract.get().suspended_at
    pay(alice.customer, 1428)
    assert "Bezahlt: wieder entsperren" in bookkeeper.get(f"{HOME}/sperren").text
    bookkeeper.post(f"{address}/entsperrung")
    assert not Contract.get().suspended_at


def test_a_suspension_is_declined_with_a_note(alice, bookkeeper, later):
    later(days=-42)
    bank_statement()
    owe(alice.customer, 7001, 1428, contract=rent(alice.customer))
    for _ in range(3):
        remind()
        later(days=14)
        bank_statement()
    assert "Webhosting S von Alices Backstube GmbH" in bookkeeper.get(f"{HOME}/sperren/1/ablehnung").text
    bookkeeper.post(f"{HOME}/sperren/1/ablehnung", {"note": "zahlt bald"})
    assert "Sperren (0)" in bookkeeper.get(HOME).text
    assert "schon entschieden" in bookkeeper.post(f"{HOME}/sperren/1/ablehnung", {"note": ""}).text


def test_a_level_changes_from_a_day_on(house, bookkeeper):
    page = bookkeeper.get(f"{HOME}/stufen").text
    assert "1: Zahlungserinnerung" in page and "3: Letzte Mahnung" in page
    form = bookkeeper.get(f"{HOME}/stufen/neu?stufe=2").text
    assert "1,20" in form and "Mahnung" in form
    fields = {"level": "2", "valid_from": "01.01.2099", "days": "20", "fee_cents": "1,00", "title": "Mahnung",
              "text": "Bitte {Betrag} bis {Tag}.", "is_used": "y"}  # fmt: skip
    assert bookkeeper.post(f"{HOME}/stufen/neu", fields | {"fee_cents": "5,00"}).status_code == 422
    assert bookkeeper.post(f"{HOME}/stufen/neu", fields | {"text": ""}).status_code == 422
    bookkeeper.post(f"{HOME}/stufen/neu", fields)
    row = ReminderLevel.select().order_by(ReminderLevel.id.desc()).get()
    assert (row.level, row.days, row.fee_cents) == (2, 20, 100)
    assert "gilt noch nicht" in bookkeeper.get(f"{HOME}/stufen").text
    bookkeeper.post(f"{HOME}/stufen/{row.id}/loeschung", {"confirmed": "1"})
    assert ReminderLevel.select().count() == 3


@pytest.mark.parametrize("which", ["", "99", "x"])
def test_a_new_level_is_the_one_after_the_last(house, bookkeeper, which):
    assert 'value="4"' in bookkeeper.get(f"{HOME}/stufen/neu?stufe={which}").text


def test_the_lists_are_searched(debtor, bookkeeper):
    bookkeeper.post(f"{HOME}/vorschlag")
    assert "Alices Backstube" in bookkeeper.get(f"{HOME}?q=backstube").text
    assert "Alices Backstube" not in bookkeeper.get(f"{HOME}?q=tischlerei").text
    assert bookkeeper.get(f"{HOME}/ausgelassen?sort=cents").status_code == 200
