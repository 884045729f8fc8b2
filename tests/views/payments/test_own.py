"""Meine Buchhaltung → Zahlung vornehmen."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

import database
import gateways
from models import Booking, Checkout, Invoice, PayLink
from rules.accounting import ledger

LINKS, BEGIN = "/buchhaltung/zahlung/links", "/buchhaltung/zahlung/vorgang"
PAGE, CODE = "/buchhaltung/zahlung", "/buchhaltung/zahlung/qr.svg"
DAY = date(2026, 3, 1)


def owe(customer, cents=400):
    invoice = Invoice.create(
        number=7001, customer=customer, issued_on=DAY, due_on=DAY, recipient="x", net_cents=cents, tax_cents=0,
        gross_cents=cents,
    )  # fmt: skip
    ledger.book(customer, "RE", -cents, DAY, invoice=invoice)


def readable(response):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def test_what_is_open_can_be_transferred_by_hand_and_by_camera(alice):
    owe(alice.customer)
    response = alice.get(PAGE)
    said = readable(response)
    for part in (
        *("Empfänger Muster Hosting GmbH", "IBAN DE02 1203 0000 0000 2020 51", "BIC BYLADEM1001"),
        *("Betrag 4,00 €", "Verwendungszweck Kundennummer 501, Rechnung 7001"),
    ):
        assert part in said
    image = re.search(r"<img [^>]*qr\.svg[^>]*>", response.text)[0]
    assert f'src="{CODE}"' in image
    assert re.search(r'alt="QR-Code für die Überweisung von 4,00\s€ an Muster Hosting GmbH', image)


def test_the_code_is_a_picture_that_nobody_keeps(alice):
    owe(alice.customer)
    response = alice.get(CODE)
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.text.startswith("<?xml") and "<svg" in response.text


def test_the_code_changes_with_what_is_open(alice):
    owe(alice.customer)
    before = alice.get(CODE).data
    ledger.book(alice.customer, "ZA", 100, DAY)
    assert alice.get(CODE).data != before


def test_when_nothing_is_open_the_page_says_so_and_there_is_no_code(alice, bob):
    owe(bob.customer)
    response = alice.get(PAGE)
    assert "Sie müssen nichts überweisen." in response.text
    assert "IBAN" not in response.text
    assert "qr.svg" not in response.text
    assert alice.get(CODE).status_code == 404


def test_a_wrong_iban_in_the_settings_makes_no_code_but_the_page_stands(alice, house):
    owe(alice.customer)
    hoster = replace(house.hoster, iban="DE02120300000000202052")
    gateways.start(replace(house, hoster=hoster), database.in_write)
    response = alice.get(PAGE)
    assert "Verwendungszweck" in response.text
    assert "qr.svg" not in response.text
    assert alice.get(CODE).status_code == 404


def test_a_contact_needs_the_right_to_the_accounting(alice, agency):
    owe(alice.customer)
    assert [agency.get(path).status_code for path in (PAGE, CODE)] == [403, 403]
    alice.grant(agency, "billing")
    assert [agency.get(path).status_code for path in (PAGE, CODE)] == [200, 200]


def bill(customer, number, cents):
    invoice = Invoice.create(
        number=number, customer=customer, issued_on=DAY, due_on=DAY, recipient="x", net_cents=cents, tax_cents=0,
        gross_cents=cents,
    )  # fmt: skip
    return ledger.book(customer, "RE", -cents, DAY, invoice=invoice)


def offered(page, **more):
    """The fields of the form that pays, as the page gives them."""
    form = re.search(r'<form[^>]*action="[^"]*/vorgang".*?</form>', page.text, re.S)[0]
    fields = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form):
        if name != "csrf_token":
            fields.setdefault(name, []).append(value)
    return fields | {"method": "K"} | more


def test_one_or_several_invoices_are_chosen(alice, stripe):
    first, second = bill(alice.customer, 7001, 400), bill(alice.customer, 7002, 600)
    assert "Sie müssen noch 10,00 € bezahlen." in readable(alice.get(PAGE))
    chosen = alice.get(f"{PAGE}?items={second.id}")
    assert "Sie bezahlen jetzt 6,00 €." in readable(chosen) and "Rechnung 7002" in readable(chosen)
    assert alice.get(f"{CODE}?items={second.id}").data != alice.get(CODE).data
    assert offered(chosen)["items"] == [str(second.id)]
    assert alice.post(BEGIN, offered(chosen)).status_code == 303
    assert Checkout.get().invoices == "7002"
    assert first.id != second.id


def test_the_page_says_above_the_buttons_what_they_pay(alice, stripe):
    bill(alice.customer, 7001, 400), bill(alice.customer, 7002, 600)
    assert "Sie bezahlen jetzt 10,00 €. Gleich online bezahlen" in readable(alice.get(PAGE))


def test_who_chooses_nothing_is_asked_to_choose(alice, stripe):
    bill(alice.customer, 7001, 400), bill(alice.customer, 7002, 600)
    said = readable(alice.get(f"{PAGE}?amount="))
    assert "Bitte wählen Sie aus, was Sie bezahlen möchten." in said
    assert "nichts überweisen" not in said and "Kreditkarte" not in said


def test_where_nothing_is_open_the_amount_replaces_nothing(alice):
    said = readable(alice.get(PAGE))
    assert "Etwas im Voraus bezahlen Betrag Zum Beispiel" in said, "the only field is not called optional"
    assert "statt der offenen Beträge" not in said


def test_an_amount_of_one_s_own_is_paid_without_owing_anything(alice, stripe):
    answer = alice.get(f"{PAGE}?amount=1.234,50")
    assert "Sie bezahlen jetzt 1.234,50 €." in readable(answer)
    alice.post(BEGIN, offered(answer))
    assert (Checkout.get().cents, Checkout.get().invoices) == (123450, "")


@pytest.mark.parametrize("amount", ["-5", "0", "abc", "12.34", "1e3", "99999999999"])
def test_an_amount_that_is_none_gets_a_sentence_and_begins_nothing(alice, stripe, amount):
    owe(alice.customer)
    fields = offered(alice.get(PAGE))
    answer = alice.get(f"{PAGE}?amount={amount}")
    assert answer.status_code == 422 and 'id="amount-error"' in answer.text
    assert alice.post(BEGIN, fields | {"amount": amount}).status_code == 422
    assert not Checkout.select().exists()


@pytest.mark.parametrize("query", ["items=x", "items=99999999999999999999", "items=-1", "foo=1", "items=", "amount="])
def test_an_address_that_makes_no_sense_still_shows_the_page(alice, query):
    owe(alice.customer)
    assert alice.get(f"{PAGE}?{query}").status_code == 200


def test_without_a_provider_only_a_transfer_is_offered(alice):
    owe(alice.customer)
    response = alice.get(PAGE)
    assert "Kreditkarte" not in response.text and "Per Überweisung bezahlen" in response.text
    fields = {"items": "1", "cents": "4,00", "key": "k", "method": "K"}
    assert alice.post(BEGIN, fields).status_code == 422


def test_htmx_is_sent_to_the_provider_and_others_to_a_page_with_a_link(alice, stripe):
    owe(alice.customer)
    fields = offered(alice.get(PAGE))
    swapped = alice.htmx(BEGIN, fields)
    checkout = Checkout.get()
    assert swapped.status_code == 204 and swapped.headers["HX-Redirect"] == checkout.address
    plain = alice.post(BEGIN, fields)
    assert plain.status_code == 303 and plain.location == f"{BEGIN}/{checkout.id}"
    assert f'href="{checkout.address}"' in alice.get(plain.location).text
    assert Checkout.select().count() == 1


def test_a_page_from_before_the_last_payment_pays_nothing(alice, stripe):
    owe(alice.customer)
    fields = offered(alice.get(PAGE))
    ledger.book(alice.customer, "ZA", 100, DAY)
    answer = alice.post(BEGIN, fields)
    assert answer.status_code == 422 and "inzwischen geändert" in answer.text
    assert "Sie müssen noch 3,00 € bezahlen." in readable(answer) and "Betrag 3,00 €" in readable(answer)
    assert not Checkout.select().exists()


def test_a_return_page_that_is_opened_by_hand_waits_and_books_nothing(alice, stripe):
    owe(alice.customer)
    alice.post(BEGIN, offered(alice.get(PAGE)))
    page = f"{BEGIN}/{Checkout.get().id}?zurueck=1"
    asked = len(stripe.asked)
    for _ in range(5):
        answer = alice.get(page)
    assert "Zahlung wird geprüft" in answer.text and answer.headers["Refresh"] == "5"
    assert len(stripe.asked) == asked
    assert not Booking.select().where(Booking.kind == "ZA").exists()
    assert ledger.balance(alice.customer) == -400


def test_the_return_page_says_when_it_was_paid_and_stops_looking(alice, stripe, visitor):
    owe(alice.customer)
    alice.post(BEGIN, offered(alice.get(PAGE)))
    checkout = Checkout.get()
    body, headers = stripe.signed("checkout.session.completed", stripe.pay(checkout.provider_id))
    visitor.client.post("/webhooks/stripe", data=body, headers=headers)
    answer = alice.get(f"{BEGIN}/{checkout.id}?zurueck=1")
    assert "Ihre Zahlung ist angekommen." in answer.text and "Refresh" not in answer.headers
    assert "Alles bezahlt." in alice.get(PAGE).text


def test_a_return_page_stops_looking_after_a_while(alice, stripe, later):
    owe(alice.customer)
    alice.post(BEGIN, offered(alice.get(PAGE)))
    later(minutes=31)
    assert "Refresh" not in alice.get(f"{BEGIN}/{Checkout.get().id}?zurueck=1").headers


def test_somebody_else_s_payment_is_not_found(alice, bob, agency, stripe):
    owe(alice.customer)
    alice.post(BEGIN, offered(alice.get(PAGE)))
    page = f"{BEGIN}/{Checkout.get().id}"
    assert bob.get(page).status_code == 404
    assert agency.get(page).status_code == 403
    assert agency.post(BEGIN, {}).status_code == 403


def test_somebody_else_s_invoice_cannot_be_chosen(alice, bob, stripe):
    theirs = bill(bob.customer, 7009, 900)
    owe(alice.customer)
    assert "9,00" not in readable(alice.get(f"{PAGE}?items={theirs.id}"))
    fields = {"items": str(theirs.id), "cents": "9,00", "key": "k", "method": "K"}
    assert alice.post(BEGIN, fields).status_code == 422
    assert not Checkout.select().exists()


def test_a_link_is_made_shown_and_ended(alice, bob):
    owe(alice.customer)
    assert alice.post(LINKS, {"items": Booking.get().id}, follow=True).status_code == 200
    page = alice.get(LINKS).text
    address = re.search(r"http://127\.0\.0\.1:8000/zahlen/[\w-]{43}", page)[0]
    link = PayLink.get()
    assert bob.post(f"{LINKS}/{link.id}/ende", {"confirmed": 1}).status_code == 404
    assert "wirklich beenden" in alice.post(f"{LINKS}/{link.id}/ende").text
    alice.post(f"{LINKS}/{link.id}/ende", {"confirmed": 1})
    assert address not in alice.get(LINKS).text and PayLink.get().revoked_at
