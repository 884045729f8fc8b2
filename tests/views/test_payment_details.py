"""Meine Daten → Zahlungsdetails."""

import json
from datetime import date

import pytest

from models import AuditEntry, Customer, Fee
from tests.rules.payments.debiting import collect_debits, give_mandate

ADDRESS = "/daten/zahlungsdetails"
TYPED = {
    "invoice_by_post": "yes",
    "invoice_email": "rechnung@alice.example",
    "invoice_with_contact": "yes",
    "payment_method": "transfer",
}


def stored(person):
    return Customer.get_by_id(person.customer.id)


def test_what_is_chosen_is_stored_and_shown_again(alice):
    assert "Zahlungsdetails gespeichert." in alice.post(ADDRESS, TYPED, follow=True).text
    customer = stored(alice)
    assert (customer.invoice_by_post, customer.invoice_with_contact) == (True, True)
    assert (customer.invoice_email, customer.payment_method) == ("rechnung@alice.example", "transfer")
    page = alice.get(ADDRESS).text
    assert page.count(" checked") == 3 and 'value="transfer" checked' in page


def test_the_fee_comes_from_the_table_of_fees(alice, bob):
    Fee.create(kind="post_invoice", customer_kind="business", valid_from=date(2020, 1, 1), cents=200)
    Fee.create(kind="post_invoice", customer_kind="private", valid_from=date(2020, 1, 1), cents=0)
    assert "Ja (2,00 € pro Rechnung)" in alice.get(ADDRESS).text
    assert "Ja (kostenlos)" in bob.get(ADDRESS).text


def test_direct_debit_needs_a_mandate_first(alice, monkeypatch):
    collect_debits(monkeypatch)
    assert "SEPA-Mandat erteilen" in alice.get(ADDRESS).text
    answer = alice.post(ADDRESS, TYPED | {"payment_method": "direct_debit"})
    assert answer.status_code == 422 and "zuerst das SEPA-Mandat" in answer.text
    give_mandate(alice.customer)
    assert alice.post(ADDRESS, TYPED | {"payment_method": "direct_debit"}).status_code == 303
    assert 'value="direct_debit" checked' in alice.get(ADDRESS).text


def test_without_a_creditor_identifier_no_debit_is_offered(alice):
    page = alice.get(ADDRESS).text
    assert "direct_debit" not in page and "Mandat" not in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("invoice_by_post", "vielleicht", "Bitte wählen Sie etwas aus der Liste."),
        ("invoice_by_post", "", "Bitte"),
        ("invoice_email", "rechnung", "Diese E-Mail-Adresse stimmt nicht."),
        ("invoice_with_contact", "2", "Bitte wählen Sie etwas aus der Liste."),
        ("payment_method", "bitcoin", "Bitte wählen Sie etwas aus der Liste."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(alice, field, typed, sentence):
    answer = alice.post(ADDRESS, TYPED | {field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert stored(alice).payment_method == "transfer"


def test_an_invoice_must_arrive_somewhere(alice):
    Customer.update(email="").where(Customer.id == alice.customer.id).execute()
    answer = alice.post(ADDRESS, TYPED | {"invoice_by_post": "no", "invoice_email": ""})
    assert answer.status_code == 422 and "wohin wir die Rechnung schicken sollen" in answer.text
    assert alice.post(ADDRESS, TYPED | {"invoice_email": ""}).status_code == 303


def test_only_contacts_with_the_right_get_in(alice, agency):
    assert agency.get(ADDRESS).status_code == 403
    assert agency.post(ADDRESS, TYPED).status_code == 403
    alice.grant(agency, "billing")
    assert agency.post(ADDRESS, TYPED).status_code == 303
    assert json.loads(AuditEntry.get(AuditEntry.what == "payment details changed").after)["invoice_by_post"] is True
