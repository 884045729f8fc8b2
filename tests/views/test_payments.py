"""Meine Buchhaltung → Zahlung vornehmen."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import database
import gateways
from models import Invoice
from rules.accounting import ledger

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
