"""Verwaltung → Wiederherstellung."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

import clock
import gateways
import work
from gateways import Rejected, Unreachable
from models import Account, AuditEntry, Contact, Recovery, RecoveryView, RecoveryVote, Session
from rules.access.recovery import bills, cases

LIST = "/verwaltung/wiederherstellung"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
NEW = "alice@neu.example"


def asked(claimed="501", email=NEW):
    bill_on = bills.limit(clock.today()) - timedelta(days=1)
    cases.ask(claimed, email, bill_on, BytesIO(PDF), "strom.pdf", "192.0.2.1")
    work.all_due()
    return Recovery.select().order_by(Recovery.id.desc()).first()


@pytest.fixture
def case(house):
    """A case of Alice's whose waiting time is over."""
    number = asked().number
    Recovery.update(waits_until=clock.now()).execute()
    return Recovery.get(Recovery.number == number)


@pytest.fixture
def address(case):
    return f"{LIST}/{case.number}"


@pytest.fixture
def by_letter(monkeypatch):
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, recovery_by_letter=True))


def agree(person, address, **more):
    return person.post(f"{address}/zustimmung", {"confirmed": "1"}, **more)


def test_open_cases_stand_in_the_list_and_on_the_overview_and_ended_ones_apart(clerk, case):
    for q in ("", "backstube", "501"):
        assert f'href="{LIST}/{case.number}"' in clerk.get(f"{LIST}?q={q}").text
    assert "zu entscheiden" in clerk.get(LIST).text and "Hier stehen Anträge" in clerk.get(f"{LIST}/beendet").text
    overview = clerk.get("/verwaltung").text
    assert "offene Anträge" in overview and LIST in overview
    clerk.post(f"{LIST}/{case.number}/ablehnung", {"reason": "Unleserlich."})
    assert "Hier stehen Anträge" in clerk.get(LIST).text and "abgelehnt" in clerk.get(f"{LIST}/beendet").text
    assert "offene Anträge" not in clerk.get("/verwaltung").text


def test_the_case_shows_what_has_to_be_compared_and_what_granting_ends(clerk, alice, bob, case, address):
    Contact.create(customer=bob.customer, account=alice.account, kind="external")
    page = clerk.get(address).text
    for said in (
        "Ringstraße 5<br>30159 Hannover", "alice@alice.example", NEW, "192.0.2.1", f"{case.bill_on:%d.%m.%Y}",
        "zweite Faktor", "alle Anmeldungen", "Derselbe Zugang ist auch Ansprechpartner für: Bob Brandt",
    ):  # fmt: skip
        assert said in page
    assert "Freigabe zustimmen" in page and "Noch niemand." in page


def test_a_new_postal_address_is_a_warning(clerk, alice, case, address):
    """Who may change it could put there the one on a bill of their own."""
    assert "beweist nichts" not in clerk.get(address).text
    alice.post("/daten/adresse", {"last_name": "A", "first_name": "A", "street": "Diebesgasse 1", "zip": "30159",
                                  "city": "Hannover", "country": "DE", "email": "alice@alice.example"})  # fmt: skip
    assert "beweist nichts" in clerk.get(address).text


def test_while_it_waits_nobody_can_decide(clerk, house):
    waiting = asked()
    address = f"{LIST}/{waiting.number}"
    page = clerk.get(address).text
    assert "Freigabe zustimmen" not in page and "Antrag ablehnen" not in page and "Danach entscheiden Sie" in page
    assert "Wartezeit" in clerk.get(LIST).text
    assert "Die Wartezeit läuft noch" in agree(clerk, address, follow=True).text
    answer = clerk.post(f"{address}/ablehnung", {"reason": "Unleserlich."})
    assert answer.status_code == 422 and "Die Wartezeit läuft noch" in answer.text
    assert not RecoveryVote.select().exists() and Recovery.get().is_open


def test_two_of_the_staff_agree_and_the_login_goes_to_the_new_address(clerk, chief, alice, case, address):
    assert "Ihre Zustimmung ist vermerkt." in agree(clerk, address, follow=True).text
    page = clerk.get(address).text
    assert "Jetzt muss noch jemand anderes zustimmen." in page and "eine Zustimmung" in clerk.get(LIST).text
    assert "Sie haben schon zugestimmt" in agree(clerk, address, follow=True).text
    assert alice.get("/").status_code == 200
    assert "Freigegeben." in agree(chief, address, follow=True).text
    assert Account.get_by_id(alice.account.id).email == NEW
    assert alice.get("/").status_code == 303
    page = clerk.get(address).text
    assert "Clerk" in page and "Chief" in page and "freigegeben" in page and "Freigabe zustimmen" not in page
    said = [entry.what for entry in AuditEntry.select() if entry.what.startswith("recovery")]
    assert said == ["recovery asked", "recovery agreed", "recovery agreed", "recovery granted"]


def test_agreeing_asks_first(clerk, case, address):
    answer = clerk.post(f"{address}/zustimmung")
    assert answer.status_code == 200 and f"Antrag {case.number} wirklich zustimmen?" in answer.text
    assert not RecoveryVote.select().exists()


def test_agreeing_asks_for_the_password_when_the_last_proof_is_old(clerk, address):
    Session.update(proved_at=clock.ago(minutes=11)).execute()
    answer = agree(clerk, address)
    assert answer.status_code == 401 and "proof_password" in answer.text and not RecoveryVote.select().exists()


def test_an_address_that_somebody_else_has_is_said_on_the_page(clerk, house):
    case = asked(email="bob@bob.example")
    Recovery.update(waits_until=clock.now()).execute()
    assert "schon einen anderen Zugang" in agree(clerk, f"{LIST}/{case.number}", follow=True).text
    assert not RecoveryVote.select().exists()


def test_declining_needs_a_reason_which_stands_on_the_page(clerk, case, address):
    answer = clerk.post(f"{address}/ablehnung", {"reason": " "})
    assert answer.status_code == 422 and "Bitte ausfüllen." in answer.text.partition('id="reason-error"')[2]
    assert Recovery.get().is_open and clerk.get(f"{address}/ablehnung").status_code == 200
    page = clerk.post(f"{address}/ablehnung", {"reason": "Die Anschrift ist nicht lesbar."}, follow=True).text
    assert "Der Antrag ist abgelehnt." in page and "Die Anschrift ist nicht lesbar." in page
    again = clerk.post(f"{address}/ablehnung", {"reason": "Noch einmal."})
    assert again.status_code == 422 and "Dieser Antrag ist schon beendet." in again.text


def test_the_document_is_a_download_and_the_page_shows_who_looked(clerk, chief, case, address):
    for person in (clerk, chief, clerk):
        answer = person.get(f"{address}/dokument")
    assert answer.data == PDF and answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert RecoveryView.select().count() == 3
    seen = clerk.get(address).text.partition("Wer die Rechnung angesehen hat")[2]
    assert seen.count(">Clerk<") == 2 and seen.count(">Chief<") == 1
    assert "Rechnung der Wiederherstellung angesehen" in clerk.get("/verwaltung/kunden/501/protokoll").text


def test_a_document_that_cannot_be_read_leads_back_with_a_sentence(clerk, address, monkeypatch):
    def away(_self, _key):
        raise Unreachable("away")

    monkeypatch.setattr(type(gateways.files._gateway), "open", away)
    answer = clerk.get(f"{address}/dokument", follow=True)
    assert answer.status_code == 200 and "lässt sich gerade nicht öffnen" in answer.text


def test_a_deleted_document_is_not_found_and_the_page_says_when_it_went(clerk, address):
    Recovery.update(file_key="", document_deleted_at="2026-11-01 12:00:00").execute()
    assert clerk.get(f"{address}/dokument").status_code == 404
    page = clerk.get(address).text
    assert "gelöscht am 01.11.2026" in page and f'"{address}/dokument"' not in page


def test_without_the_duty_nobody_of_the_staff_sees_or_does_anything(bookkeeper, case, address):
    for path in (LIST, f"{LIST}/beendet", address, f"{address}/dokument"):
        assert bookkeeper.get(path).status_code == 403
    for path in ("zustimmung", "ablehnung", "brief"):
        assert bookkeeper.post(f"{address}/{path}", {"reason": "x", "confirmed": "1"}).status_code == 403
    page = bookkeeper.get("/verwaltung").text
    assert LIST not in page
    assert not RecoveryView.select().exists() and Recovery.get().is_open


def test_no_customer_sees_a_case_not_even_their_own(alice, bob, visitor, case, address):
    for person in (alice, bob):
        assert person.get(f"{address}/dokument").status_code == person.get(address).status_code == 403
    assert visitor.get(f"{address}/dokument").status_code == 303
    assert not RecoveryView.select().exists()


def test_an_unknown_case_is_not_found(chief, case):
    for path in ("", "/dokument"):
        assert chief.get(f"{LIST}/4711{path}").status_code == 404
    assert chief.post(f"{LIST}/4711/zustimmung", {"confirmed": "1"}).status_code == 404


def test_where_a_letter_takes_the_second_one_s_place_it_is_printed_here(clerk, by_letter, address):
    assert "Brief drucken" not in clerk.get(address).text
    agree(clerk, address)
    assert "Brief drucken" in clerk.get(address).text
    answer = clerk.post(f"{address}/brief")
    assert answer.data.startswith(b"%PDF-") and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Zuletzt gedruckt" in clerk.get(address).text and Recovery.get().letter_code_hash


def test_without_that_setting_there_is_no_letter(clerk, address):
    agree(clerk, address)
    assert "Brief drucken" not in clerk.get(address).text
    assert clerk.post(f"{address}/brief").status_code == 404


def test_a_letter_that_cannot_be_set_leads_back_and_leaves_the_former_code(clerk, by_letter, address, monkeypatch):
    agree(clerk, address)
    clerk.post(f"{address}/brief")
    before = Recovery.get().letter_code_hash

    def pdf(*_):
        raise Rejected("no")

    monkeypatch.setattr(type(gateways.typst._gateway), "pdf", pdf)
    assert "nicht als PDF ausgeben" in clerk.post(f"{address}/brief", follow=True).text
    assert Recovery.get().letter_code_hash == before


def test_a_letter_before_anybody_agreed_is_refused(clerk, by_letter, address):
    assert "Bitte stimmen Sie zuerst zu." in clerk.post(f"{address}/brief", follow=True).text
