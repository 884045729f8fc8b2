"""An invoice as a letter."""

from dataclasses import replace
from datetime import date

import database
import gateways
import texts
from models import Invoice, InvoiceLine
from rules.accounting import letters
from tests.rules.accounting.papers import DAY, details, issue
from tests.rules.accounting.test_invoices import DOMAIN, debited, mandate

BOOK = ("Fachbuch", 1000, 700)


def test_the_letter_says_who_what_when_and_how_much(alice):
    details(alice.customer, order_number="B-77")
    letter = letters.letter(issue(alice.customer, 7001, DOMAIN, BOOK))
    assert letter["title"] == "Rechnung 7001"
    assert letter["recipient"] == ["Alices Backstube GmbH", "Ringstraße 5", "30159 Hannover"]
    assert letter["facts"] == [
        ("Kundennummer", "501"),
        ("Rechnungsnummer", "7001"),
        ("Rechnungsdatum", "22.11.2026"),
        ("Zahlbar bis", "06.12.2026"),
        ("Ihre Bestellnummer", "B-77"),
    ]
    assert letter["heads"] == ["Pos.", "Leistung", "Menge", "Einzelpreis", "USt.", "Betrag netto"]
    assert letter["lines"][0] == {
        "position": "1",
        "text": "Domain alice.example",
        "period": "22.11.2026–21.11.2027",
        "cells": ["1", texts.money(1200), "19 %", texts.money(1200)],
    }
    assert letter["before"] == [
        ("Summe netto", texts.money(2200)),
        (f"Umsatzsteuer 19 % auf {texts.money(1200)}", texts.money(228)),
        (f"Umsatzsteuer 7 % auf {texts.money(1000)}", texts.money(70)),
    ]
    assert letter["total"] == ("Gesamtbetrag", texts.money(2498))
    assert ("Verwendungszweck", "Kundennummer 501, Rechnung 7001") in letter["payment"]["facts"]
    assert letter["payment"]["code"].startswith("<?xml")


def test_a_consumer_reads_lines_with_tax_that_add_up_to_the_total(bob):
    letter = letters.letter(issue(bob.customer, 7001, ("Domain", 833, 1900), ("Domain", 833, 1900)))
    assert letter["heads"] == ["Pos.", "Leistung", "Menge", "Betrag"]
    assert [line["cells"][-1] for line in letter["lines"]] == [texts.money(992), texts.money(991)]
    assert letter["total"][1] == texts.money(1983)
    assert letter["before"] == []
    assert letter["within"][0] == ("darin Summe netto", texts.money(1666))


def test_the_letter_speaks_the_language_of_the_invoice_whoever_asks(alice):
    german = issue(alice.customer, 7001, DOMAIN)
    english = issue(alice.customer, 7002, DOMAIN, language="en")
    with texts.speak("en"):
        assert letters.letter(german)["title"] == "Rechnung 7001"
    assert letters.letter(english)["title"] == "Invoice 7002"
    assert letters.letter(english)["total"][1] == "€14.28"


def test_a_foreign_address_ends_with_the_country_once(alice):
    alice.customer.country = "AT"
    alice.customer.save()
    letter = letters.letter(issue(alice.customer, 7001, DOMAIN))
    assert letter["recipient"][-2:] == ["30159 Hannover", "ÖSTERREICH"]
    named = issue(alice.customer, 7002, DOMAIN, recipient="Alice\nRing 1\n1010 Wien\nÖSTERREICH")
    assert letters.letter(named)["recipient"] == ["Alice", "Ring 1", "1010 Wien", "ÖSTERREICH"]


def test_a_correction_names_the_original_and_has_no_code(alice):
    original = issue(alice.customer, 7001, DOMAIN)
    letter = letters.letter(issue(alice.customer, 9001, (*DOMAIN, -1), corrects=original, note="Doppelt berechnet"))
    assert letter["title"] == "Rechnungskorrektur 9001"
    assert "Rechnung 7001 vom 22.11.2026" in letter["intro"]
    assert "Doppelt berechnet" in letter["intro"]
    assert letter["total"][1] == texts.money(-1428)
    assert (letter["payment"]["code"], letter["payment"]["facts"]) == ("", [])


def test_a_debit_names_mandate_and_creditor_and_has_no_code(bob, house):
    gateways.start(replace(house, hoster=replace(house.hoster, creditor_id="DE98ZZZ09999999999")), database.in_write)
    mandate(bob.customer)
    letter = letters.letter(debited(bob.customer, 7001))
    assert ("Abbuchung am", "06.12.2026") in letter["facts"]
    assert letter["payment"]["facts"] == [("Mandatsreferenz", "M-1"), ("Gläubiger-ID", "DE98ZZZ09999999999")]
    assert letter["payment"]["code"] == ""


def test_an_account_that_no_bank_knows_has_no_code(alice, house):
    hoster = replace(house.hoster, iban="DE02120300000000202052")
    gateways.start(replace(house, hoster=hoster), database.in_write)
    assert letters.letter(issue(alice.customer, 7001, DOMAIN))["payment"]["code"] == ""


def test_a_credit_without_an_original_says_what_it_is_for(alice):
    credit = issue(alice.customer, 9001, (*DOMAIN, -1), kind="correction", note="Rest des alten Tarifs")
    letter = letters.letter(credit)
    assert (letter["title"], letter["intro"]) == ("Rechnungskorrektur 9001", "Rest des alten Tarifs")


def test_seller_and_buyer_are_those_of_the_day(alice, house):
    details(alice.customer, vat_id="ATU13585627")
    invoice = issue(alice.customer, 7001, DOMAIN)
    alice.customer.company, alice.customer.street = "Neue Firma", "Neue Straße 1"
    alice.customer.save()
    hoster = replace(house.hoster, account_holder="Neuer Name", iban="DE75512108001245126199")
    gateways.start(replace(house, hoster=hoster), database.in_write)
    letter = letters.letter(Invoice.get_by_id(invoice.id))
    assert letter["recipient"][0] == "Alices Backstube GmbH"
    assert ("Ihre USt-IdNr.", "ATU13585627") in letter["facts"]
    assert ("Empfänger", "Muster Hosting GmbH") in letter["payment"]["facts"]


def test_an_invoice_from_before_the_portal_kept_buyer_and_seller_still_is_a_letter(alice):
    old = Invoice.create(
        number=1731953, customer=alice.customer, issued_on=date(2019, 5, 24), due_on=date(2019, 6, 7),
        recipient="Muster GmbH\nWeg 1\n30159 Hannover", net_cents=1200, tax_cents=228, gross_cents=1428,
    )  # fmt: skip
    InvoiceLine.create(invoice=old, position=1, text="Domain", price_cents=1200, net_cents=1200, tax_rate=1900)
    letter = letters.letter(old)
    assert letter["recipient"][0] == "Muster GmbH"
    assert letter["lines"][0]["period"] == ""
    assert letter["total"][1] == texts.money(1428)
    assert letter["date"] != DAY
