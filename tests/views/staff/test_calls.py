"""Verwaltung → Anruf: who is on the telephone, and what may they be told?"""

from datetime import date

import pytest

import clock
import work
from models import Contact, Contract, Customer, Domain, Invoice, Outbox, PhoneCheck, PhonePin, Plan, Ticket
from rules.access import phone
from rules.accounting import ledger

CALL = "/verwaltung/anruf"
ALICE = f"{CALL}/501"
FORBIDDEN = "Keine Auskunft geben"


@pytest.fixture
def word(house):
    """Alice's telephone password."""
    phone.change(Contact.get(Contact.email == "alice@alice.example"), "Blaumeise")
    return "Blaumeise"


@pytest.fixture
def furnished(house):
    """Something of Alice's for each right."""
    customer = Customer.get(Customer.number == 501)
    plan = Plan.create(kind="webhosting", name="Tarif Klein")
    domain = Domain.create(customer=customer, name="backstube.example")
    Contract.create(customer=customer, plan=plan, domain=domain, kind="webhosting", started_on="2026-01-01")
    Ticket.create(number=7, customer=customer, subject="Der Ofen ist aus")
    Ticket.create(number=8, customer=customer, subject="Schon erledigt", closed_at=clock.now())
    ledger.book(customer, "RE", -1190, date(2026, 1, 2), text="Rechnung")
    return customer


def says(staff, said, contact="", address=ALICE, follow=True):
    return staff.post(address, {"phone_password": said, "contact": str(contact)}, follow=follow)


def at_field(answer, field):
    assert answer.status_code == 422
    return answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]


def test_the_number_leads_to_the_customer_s_name_and_who_may_ask_what(clerk, alice, agency, word):
    assert clerk.post(CALL, {"number": " 501 "}).location == ALICE
    page = clerk.get(ALICE).text
    assert "Alices Backstube GmbH" in page and FORBIDDEN in page
    assert "Alice Ahrens" in page and "hinterlegt" in page
    assert "Ada Agentur" in page and "darf am Telefon nichts erfahren" in page
    alice.grant(agency, "phone", "billing")
    page = clerk.get(ALICE).text
    assert "darf am Telefon nichts erfahren" not in page and "Rechnungen" in page and "keines" in page


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Bitte ausfüllen."),
        ("999", "Diese Kundennummer gibt es nicht."),
        ("fünf", "besteht nur aus Ziffern"),
        ("9999999999999", "besteht nur aus Ziffern"),
        ("503", "darf niemand sprechen"),
    ],
)
def test_a_number_that_leads_nowhere_gets_a_sentence_at_its_field(clerk, number, sentence):
    Customer.create(number=503, kind="private", last_name="Ohne")
    assert sentence in at_field(clerk.post(CALL, {"number": number}), "number")


def test_a_customer_without_anybody_who_may_ask_is_told_nothing(clerk):
    Customer.create(number=503, kind="private", last_name="Ohne")
    page = clerk.get(f"{CALL}/503").text
    assert "Niemand darf hier am Telefon etwas erfahren" in page and 'name="phone_password"' not in page
    assert clerk.get(f"{CALL}/999").status_code == 404


def test_what_is_right_opens_what_may_be_told_and_what_is_wrong_does_not(clerk, word, furnished):
    answer = says(clerk, "Kohlmeise")
    assert "Das stimmt nicht." in at_field(answer, "phone_password") and FORBIDDEN in answer.text
    assert "Kohlmeise" not in answer.text
    answer = says(clerk, "blaumeise ")
    assert "Das stimmt: Am Telefon ist Alice Ahrens." in answer.text and "stimmt nicht" not in answer.text
    assert FORBIDDEN not in answer.text and "noch 15 Minuten" in answer.text
    assert "laumeise" not in answer.text


def test_the_holder_may_be_told_everything(clerk, word, furnished):
    page = says(clerk, word).text
    for told in (
        "-11,90",
        "Tarif Klein",
        "backstube.example",
        "Der Ofen ist aus",
        "Ringstraße 5",
        "alice@alice.example",
    ):
        assert told in page, told
    assert "Schon erledigt" not in page


@pytest.mark.parametrize(
    ("right", "told"),
    [
        ("billing", "-11,90"),
        ("contracts", "Tarif Klein"),
        ("domains", "backstube.example"),
        ("support", "Der Ofen ist aus"),
        ("data", "Ringstraße 5"),
    ],
)
def test_a_contact_is_told_what_their_rights_cover_and_nothing_else(clerk, alice, agency, furnished, right, told):
    alice.withdraw(agency, "support")
    alice.grant(agency, "phone", right)
    phone.change(agency.contact, "Bücherwurm")
    page = says(clerk, "Bücherwurm").text
    # a contract is named with the domain it is about
    everything = {"-11,90", "Tarif Klein", "Der Ofen ist aus", "Ringstraße 5"} | {"backstube.example"} - (
        {"backstube.example"} if right == "contracts" else set()
    )
    assert {each for each in everything if each in page} == {told}
    assert "Keine Auskunft über" in page


def test_an_unpaid_invoice_is_told_with_its_number_and_amount(clerk, word, house):
    customer = Customer.get(Customer.number == 501)
    invoice = Invoice.create(
        number=4711, customer=customer, issued_on="2026-01-02", due_on="2026-01-16", recipient="Alice",
        net_cents=1000, tax_cents=190, gross_cents=1190,
    )  # fmt: skip
    ledger.book(customer, "RE", -1190, date(2026, 1, 2), invoice=invoice)
    assert "4711 vom 02.01.2026, 11,90 €" in says(clerk, word).text


def test_it_is_shown_to_all_staff_for_a_quarter_of_an_hour(clerk, bookkeeper, word, later):
    says(clerk, word)
    assert "darf jetzt Auskunft bekommen" in bookkeeper.get(ALICE).text
    later(minutes=10)
    page = bookkeeper.get(ALICE).text
    assert "noch 5 Minuten" in page or "noch 4 Minuten" in page
    later(minutes=5)
    page = bookkeeper.get(ALICE).text
    assert FORBIDDEN in page and "darf jetzt Auskunft bekommen" not in page


def test_a_check_of_one_customer_opens_nothing_of_another(clerk, word):
    says(clerk, word)
    page = clerk.get(f"{CALL}/502").text
    assert FORBIDDEN in page and "darf jetzt Auskunft bekommen" not in page


def test_after_a_wrong_answer_the_page_does_not_show_what_somebody_else_may_be_told(clerk, word):
    says(clerk, word)
    answer = says(clerk, "Kohlmeise")
    assert FORBIDDEN in answer.text and "darf jetzt Auskunft bekommen" not in answer.text
    assert "darf jetzt Auskunft bekommen" in clerk.get(ALICE).text


def test_who_is_withdrawn_after_the_check_is_told_nothing_more(clerk, alice, agency):
    alice.grant(agency, "phone")
    phone.change(agency.contact, "Bücherwurm")
    assert "darf jetzt Auskunft bekommen" in says(clerk, "Bücherwurm").text
    alice.withdraw(agency, "phone")
    assert "darf jetzt Auskunft bekommen" not in clerk.get(ALICE).text


def test_without_a_telephone_password_nothing_may_be_said_until_a_pin_is_right(clerk, alice):
    page = clerk.get(ALICE).text
    assert f"{FORBIDDEN}: Niemand hat ein Telefon-Passwort" in page
    assert at_field(says(clerk, "irgendwas"), "phone_password")
    pin = phone.make_pin(alice.contact)
    assert "Am Telefon ist Alice Ahrens" in says(clerk, pin.digits).text


def test_it_can_be_said_who_is_calling(clerk, alice, agency, word):
    alice.grant(agency, "phone")
    assert at_field(says(clerk, word, agency.contact.id), "phone_password")
    assert "Am Telefon ist Alice Ahrens" in says(clerk, word, alice.contact.id).text


@pytest.mark.parametrize("who", ["bob", "nobody", "Ada"])
def test_only_who_may_call_for_this_customer_can_be_chosen(clerk, bob, agency, word, who):
    chosen = {"bob": bob.contact.id, "Ada": agency.contact.id}.get(who, "99999999")
    assert "Bitte wählen Sie etwas aus der Liste." in at_field(says(clerk, word, chosen), "contact")
    assert not PhoneCheck.select().exists()


def test_after_five_failures_it_is_locked_for_all_staff_with_a_notice_to_the_customer(
    clerk, bookkeeper, chief, word, later
):
    for staff, said in ((clerk, "a"), (bookkeeper, "b"), (clerk, "123456"), (chief, "d")):
        assert "Das stimmt nicht" in says(staff, said).text
    assert not Outbox.select().exists()
    fifth = says(bookkeeper, "e").text
    assert "Das stimmt nicht" in fifth and "gesperrt: noch 15 Minuten" in fifth
    for staff in (clerk, bookkeeper, chief):
        answer = says(staff, word)
        assert answer.status_code == 429 and 0 < int(answer.headers["Retry-After"]) <= 900
        assert "gesperrt" in answer.text and "Am Telefon ist" not in answer.text
        assert "gesperrt" in staff.get(ALICE).text and 'name="phone_password"' not in staff.get(ALICE).text
    assert [mail.recipient for mail in Outbox.select()] == ["alice@alice.example"]
    later(minutes=16)
    assert "Am Telefon ist Alice Ahrens" in says(clerk, word).text


def test_staff_have_a_pin_sent_to_the_known_address_which_they_do_not_see(clerk, alice, agency, house):
    alice.grant(agency, "phone")
    page = clerk.get(ALICE).text
    assert "agentur@studio.example" not in page and "a…@s….example" in page
    answer = clerk.post(f"{ALICE}/pin/{agency.contact.id}", {"email": "evil@evil.example"}, follow=True)
    assert "Die PIN für Ada Agentur ist unterwegs an a…@s….example." in answer.text
    mail = Outbox.get()
    assert mail.recipient == "agentur@studio.example"
    digits = next(line for line in mail.text.splitlines() if line.isdigit())
    assert digits not in answer.text
    work.all_due()
    assert digits not in Outbox.get().text
    assert "Am Telefon ist Ada Agentur" in says(clerk, digits).text


def test_no_pin_is_sent_to_who_may_not_call_or_belongs_to_another_customer(clerk, bob, agency):
    answer = clerk.post(f"{ALICE}/pin/{agency.contact.id}", follow=True)
    assert "Ada Agentur darf am Telefon nichts erfahren." in answer.text
    assert clerk.post(f"{ALICE}/pin/{bob.contact.id}").status_code == 404
    assert clerk.post(f"{ALICE}/pin/99999999").status_code == 404
    assert not Outbox.select().exists() and not PhonePin.select().exists()


def test_customers_and_visitors_stay_out(alice, visitor, word):
    for address in (CALL, ALICE):
        assert alice.get(address).status_code == 403
        assert visitor.get(address).location.startswith("/anmelden")
        assert alice.post(address, {"phone_password": word, "number": "501"}).status_code == 403
        assert visitor.post(address, {"phone_password": word, "number": "501"}).status_code == 401
    assert alice.post(f"{ALICE}/pin/1").status_code == 403
    assert not PhoneCheck.select().exists() and not Outbox.select().exists()


def test_each_check_is_in_the_customer_s_log_without_what_was_said(chief, clerk, word):
    says(clerk, "Kohlmeise")
    says(clerk, word)
    page = chief.get("/verwaltung/kunden/501/protokoll").text
    assert "Anrufer geprüft: stimmt nicht" in page and "Anrufer geprüft: stimmt<" in page
    assert "ohlmeise" not in page and "laumeise" not in page


@pytest.mark.parametrize("said", ["", "   ", "\x00", "a\x00b", "x" * 5000, "'\"<>&", "😀" * 50, "\r\nBcc: a@b.example"])
def test_nonsense_gets_a_sentence_at_the_field(clerk, word, said):
    assert at_field(says(clerk, said), "phone_password")


def test_the_field_shows_what_is_typed_and_is_kept_by_no_browser(clerk, word):
    field = clerk.get(ALICE).text.partition('id="phone_password"')
    tag = field[0].rpartition("<")[2] + field[1] + field[2].partition(">")[0]
    assert 'type="text"' in tag and 'autocomplete="off"' in tag and 'spellcheck="false"' in tag


def test_the_menu_and_the_customer_s_desk_lead_there(clerk, bookkeeper):
    for staff in (clerk, bookkeeper):
        assert f'href="{CALL}"' in staff.get("/verwaltung").text
        assert f'href="{ALICE}"' in staff.get("/verwaltung/kunden/501").text
