"""The files of an invoice in Verwaltung."""

import pytest

from tests.views.test_accounting import invoice, link_named

BILL = "/verwaltung/kunden/501/buchungen/rechnungen/7001"


@pytest.fixture
def bill(alice):
    return invoice(alice.customer)


@pytest.mark.parametrize(("label", "begins"), [("PDF", b"%PDF-"), ("XML", b"<?xml")])
def test_staff_get_the_files_to_which_the_page_of_an_invoice_leads(clerk, bookkeeper, bill, label, begins):
    address = link_named(clerk.get(BILL), label)
    for person in (clerk, bookkeeper):
        answer = person.get(address)
        assert answer.status_code == 200 and answer.data.startswith(begins)
        assert f"Rechnung-7001.{label.lower()}" in answer.headers["Content-Disposition"]


def test_the_list_of_bookings_and_the_invoice_lead_to_the_same_pdf(bookkeeper, bill):
    listed = bookkeeper.get("/verwaltung/kunden/501/buchungen").text
    assert f'href="{link_named(bookkeeper.get(BILL), "PDF")}"' in listed


@pytest.mark.parametrize("number", ["7002", "0", "99999999999999999999", "x"])
def test_an_unknown_number_leads_nowhere(bookkeeper, number):
    assert bookkeeper.get(f"/verwaltung/rechnungen/{number}.pdf").status_code == 404


def test_customers_and_visitors_get_none_here(alice, bob, visitor, bill):
    for person in (alice, bob):
        assert person.get("/verwaltung/rechnungen/7001.pdf").status_code == 403
    assert visitor.get("/verwaltung/rechnungen/7001.pdf").status_code == 303
