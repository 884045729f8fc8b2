"""Zugang wiederherstellen, as somebody sees it who has lost their e-mail address."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

import clock
import gateways
import work
from gateways import Unreachable
from models import Account, Outbox, Recovery, RecoveryClaim
from rules.access.recovery import bills, decisions, letters

ADDRESS = "/zugang-wiederherstellen"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
NEW = "alice@neu.example"


def typed(**more):
    day = bills.limit(clock.today()) - timedelta(days=1)
    return {
        "claimed": "501", "email": NEW, "bill_on": day.strftime("%d.%m.%Y"), "document": (BytesIO(PDF), "strom.pdf"),
    } | more  # fmt: skip


def at_field(answer, name):
    return answer.text.partition(f'id="{name}-error"')[2].partition("</p>")[0]


@pytest.fixture
def case(visitor):
    assert visitor.post(ADDRESS, typed()).status_code == 303
    work.all_due()
    return Recovery.get()


@pytest.fixture
def stop_address(visitor, monkeypatch):
    """The link in the notice; mails wait, so that it can be read in the outbox."""

    def send(_self, _mail):
        raise Unreachable("away")

    monkeypatch.setattr(type(gateways.mail._gateway), "send", send)
    visitor.post(ADDRESS, typed())
    work.all_due()
    return re.search(f"{ADDRESS}/stopp/\\S+", Outbox.get().text)[0]


@pytest.fixture
def code(house, visitor, case, monkeypatch):
    """The code of a letter that is on its way."""
    said = []
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, recovery_by_letter=True))
    monkeypatch.setattr(type(gateways.typst._gateway), "pdf", lambda _, __, data: said.append(data) or b"%PDF-")
    Recovery.update(waits_until=clock.now()).execute()
    decisions.agree(Recovery.get(), Account.get(Account.name == "Clerk"))
    letters.printed(Recovery.get())
    return said[0]["code"]


def test_the_page_says_which_bills_count_and_why_no_copy_of_an_id_does(visitor, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    page = visitor.get(ADDRESS).text
    for said in ("Strom-, Gas- oder Handyrechnung", "Rechnungsdatum vor dem 21.08.2026", "höchstens zwei Jahre alt",
                 "Kopie Ihres Ausweises",
                 "gestohlen", "können wir nicht prüfen", "72 Stunden"):  # fmt: skip
        assert said in page


def test_the_login_and_forgotten_passwords_lead_here(visitor):
    for address in ("/anmelden", "/passwort-vergessen"):
        page = visitor.get(address).text
        assert f'href="{ADDRESS}"' in page and "Kein Zugriff mehr auf Ihre E-Mail-Adresse?" in page


def test_a_case_is_asked_for_and_the_next_page_says_how_it_goes_on(visitor):
    answer = visitor.post(ADDRESS, typed())
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}/eingegangen")
    work.all_due()
    assert (Recovery.get().customer.number, Recovery.get().address) == (501, "127.0.0.1")
    page = visitor.get(answer.location).text
    assert "Ihre Angaben sind eingegangen" in page and "zwei Mitarbeiter" in page


def test_the_answer_is_the_same_for_a_customer_who_does_not_exist(visitor):
    known, unknown = visitor.post(ADDRESS, typed()), visitor.post(ADDRESS, typed(claimed="999"))
    assert (known.status_code, known.location, known.data) == (unknown.status_code, unknown.location, unknown.data)
    work.all_due()
    assert Recovery.select().count() == 1


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("claimed", " ", "Bitte ausfüllen."),
        ("email", "alice", "Diese E-Mail-Adresse stimmt nicht."),
        ("email", "", "Bitte ausfüllen."),
        ("bill_on", "", "Bitte ausfüllen."),
        ("bill_on", "gestern", "Bitte geben Sie ein Datum wie 24.05.2019 ein."),
        ("bill_on", "31.12.2198", "liegt in der Zukunft"),
        ("bill_on", "01.01.2010", "älter als zwei Jahre"),
        ("document", "strom.pdf", "Bitte ausfüllen."),
        ("document", (BytesIO(b""), "strom.pdf"), "ist leer"),
        ("document", (BytesIO(b"MZ\x90"), "strom.pdf"), "nicht an"),
        ("document", [(BytesIO(PDF), "a.pdf"), (BytesIO(PDF), "b.pdf")], "Bitte wählen Sie nur eine Datei."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(visitor, field, wrong, sentence):
    answer = visitor.post(ADDRESS, typed(**{field: wrong}))
    assert answer.status_code == 422 and sentence in at_field(answer, field)
    assert 'value="501"' in answer.text or field == "claimed"
    assert not RecoveryClaim.select().exists()


@pytest.mark.parametrize("more", [{}, {"email": "alice"}])
def test_all_that_is_wrong_is_said_at_once(visitor, more):
    wrong = {"bill_on": "01.01.2010", "document": (BytesIO(b"MZ\x90"), "strom.pdf")} | more
    answer = visitor.post(ADDRESS, typed(**wrong))
    assert answer.status_code == 422
    assert all(at_field(answer, field) for field in wrong)
    assert not RecoveryClaim.select().exists()


def test_a_bill_of_exactly_three_months_ago_is_refused_at_the_date(visitor):
    limit = bills.limit(clock.today())
    answer = visitor.post(ADDRESS, typed(bill_on=limit.isoformat()))
    assert answer.status_code == 422
    assert f"mit Rechnungsdatum vor dem {limit:%d.%m.%Y}" in at_field(answer, "bill_on")


def test_when_files_are_away_a_sentence_says_so_and_nothing_typed_is_lost(visitor, monkeypatch):
    def put(_self, _content):
        raise Unreachable("No space left on device")

    monkeypatch.setattr(type(gateways.files._gateway), "put", put)
    answer = visitor.post(ADDRESS, typed())
    assert answer.status_code == 422 and "lässt sich gerade nicht speichern" in at_field(answer, "document")
    assert NEW in answer.text


def test_whoever_asks_too_often_is_told_to_wait(visitor):
    for n in range(5):
        visitor.post(ADDRESS, typed(claimed=str(900 + n)))
    answer = visitor.post(ADDRESS, typed())
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0 and "Bitte warten Sie" in answer.text


def test_the_link_shows_a_page_and_only_its_button_stops_the_case(visitor, stop_address):
    page = visitor.get(stop_address)
    assert page.status_code == 200 and "Antrag stoppen" in page.text and Recovery.get().is_open
    answer = visitor.post(stop_address, follow=True)
    assert answer.status_code == 200 and "Der Antrag ist gestoppt" in answer.text
    assert Recovery.get().outcome == "stopped"
    assert "Der Antrag ist gestoppt" in visitor.post(stop_address, follow=True).text


def test_a_link_without_its_token_of_the_form_stops_nothing(visitor, stop_address):
    assert visitor.post(stop_address, csrf=False).status_code == 400
    assert Recovery.get().is_open


def test_a_link_that_comes_too_late_says_what_that_means(visitor, stop_address):
    Recovery.update(ended_at=clock.now(), outcome="granted").execute()
    assert "rufen Sie uns bitte gleich an" in visitor.get(stop_address).text
    answer = visitor.post(stop_address)
    assert answer.status_code == 422 and "rufen Sie uns bitte gleich an" in answer.text
    Recovery.update(outcome="declined").execute()
    assert "Der Antrag ist abgelehnt" in visitor.get(stop_address).text


def test_an_unknown_link_is_not_found(visitor, case):
    assert visitor.get(f"{ADDRESS}/stopp/x").status_code == visitor.post(f"{ADDRESS}/stopp/x").status_code == 404


def test_number_and_code_of_the_letter_open_the_way_back_in(visitor, house, code):
    number = str(Recovery.get().number)
    answer = visitor.post(f"{ADDRESS}/brief", {"number": number, "code": code.replace(" ", "-").lower()}, follow=True)
    assert answer.status_code == 200 and "an Ihre neue E-Mail-Adresse unterwegs" in answer.text
    assert Account.get(Account.name == "Alice Ahrens").email == NEW


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("code", "AAAAAAAAAA", "passen nicht zusammen"),
        ("code", "", "Bitte ausfüllen."),
        ("code", "\x00", "unsichtbares Zeichen"),
        ("number", "zehn", "besteht nur aus Ziffern"),
        ("number", "", "Bitte ausfüllen."),
    ],
)
def test_a_wrong_code_is_said_at_its_field(visitor, code, field, wrong, sentence):
    data = {"number": str(Recovery.get().number), "code": code} | {field: wrong}
    answer = visitor.post(f"{ADDRESS}/brief", data)
    assert answer.status_code == 422 and sentence in at_field(answer, field) and Recovery.get().is_open


def test_a_wrong_number_and_a_wrong_code_sound_alike(visitor, code):
    number = Recovery.get().number
    answers = [visitor.post(f"{ADDRESS}/brief", {"number": str(each), "code": "AAAAAAAAAA"})
               for each in (number, number + 1)]  # fmt: skip
    assert at_field(answers[0], "code") == at_field(answers[1], "code") and {a.status_code for a in answers} == {422}


def test_guessing_codes_is_braked(visitor, code):
    for n in range(5):
        visitor.post(f"{ADDRESS}/brief", {"number": str(2000 + n), "code": "AAAAAAAAAA"})
    data = {"number": str(Recovery.get().number), "code": code}
    assert visitor.post(f"{ADDRESS}/brief", data).status_code == 429


def test_where_no_letters_are_written_there_is_no_page_for_their_codes(visitor, case):
    assert visitor.get(f"{ADDRESS}/brief").status_code == 404
    assert visitor.post(f"{ADDRESS}/brief", {"number": "1", "code": "x"}).status_code == 404


def test_the_page_after_asking_speaks_of_the_letter_where_there_is_one(visitor, monkeypatch):
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, recovery_by_letter=True))
    page = visitor.get(f"{ADDRESS}/eingegangen").text
    assert "Brief mit einem Code" in page and "zwei Mitarbeiter" not in page


def test_somebody_who_is_logged_in_may_ask_too(bob):
    assert bob.get(ADDRESS).status_code == 200
    assert bob.post(ADDRESS, typed()).status_code == 303
    work.all_due()
    assert Recovery.get().customer.number == 501


@pytest.mark.parametrize(
    "nonsense", ["\x00", "%s'\"<>&", "x" * 20_000, "\u202e\u2028", "😀" * 50, "99999999999999999999", "-1"]
)
def test_nothing_that_is_typed_here_brings_the_portal_down(visitor, code, nonsense):
    for field in ("claimed", "email", "bill_on", "document"):
        assert visitor.post(ADDRESS, typed(**{field: nonsense})).status_code in (303, 422, 429)
    for field in ("number", "code"):
        assert visitor.post(f"{ADDRESS}/brief", {"number": "1", "code": "x"} | {field: nonsense}).status_code == 422
    work.all_due()
    assert Recovery.select().count() == 1


def test_htmx_gets_the_part_it_swaps(visitor):
    part = visitor.htmx(ADDRESS).text
    assert "<html" not in part and 'enctype="multipart/form-data"' in part
