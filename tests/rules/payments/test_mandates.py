"""SEPA mandates: given, replaced, revoked, and never passed on."""

from datetime import timedelta

import pytest

import clock
from models import AuditEntry, Collection, Customer, Mandate, Outbox
from rules import Refused
from rules.payments import collections, mandates
from rules.profile import customers
from tests.rules.payments.debiting import IBAN, collect_debits, give_mandate, owe

OTHER = "DE02120300000000202051"


@pytest.fixture(autouse=True)
def creditor(house, monkeypatch):
    collect_debits(monkeypatch)


def method_of(customer):
    return Customer.get_by_id(customer.id).payment_method


def test_a_mandate_keeps_what_proves_it(alice):
    mandate = mandates.give(alice.customer, IBAN, "Alice Ahrens", by=alice.account, address="192.0.2.7")
    assert (mandate.reference, mandate.bank, mandate.bic) == ("M501-1", "ING-DiBa", "INGDDEFFXXX")
    assert (mandate.given_by, mandate.address, mandate.given_on) == (alice.account, "192.0.2.7", clock.today())
    assert "DE98ZZZ09999999999" in mandate.text and not mandate.on_paper
    assert method_of(alice.customer) == "direct_debit"
    mail = Outbox.get(Outbox.customer == alice.customer)
    assert "M501-1" in mail.text and "DE02 … 5030" in mail.text and IBAN not in mail.text


def test_the_log_that_contacts_read_names_no_whole_account(alice):
    give_mandate(alice.customer)
    assert not AuditEntry.select().where(AuditEntry.after.contains(IBAN)).exists()


def test_a_new_mandate_ends_the_one_before(alice):
    first, second = give_mandate(alice.customer), give_mandate(alice.customer, iban=OTHER)
    assert Mandate.in_force(alice.customer) == second and second.reference == "M501-2"
    assert Mandate.get_by_id(first.id).revoked_at


def test_after_the_revocation_invoices_are_transferred_and_nothing_is_collected(alice):
    mandate = give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    mandates.revoke(mandate)
    assert method_of(alice.customer) == "transfer" and Mandate.in_force(alice.customer) is None
    assert Collection.get().state == "withdrawn"
    with pytest.raises(Refused):
        mandates.revoke(mandate)


def test_without_a_creditor_identifier_nobody_can_give_one(alice, house, monkeypatch):
    import gateways

    monkeypatch.setattr(gateways, "settings", house)
    with pytest.raises(Refused, match="zurzeit nicht"):
        give_mandate(alice.customer)


@pytest.mark.parametrize("iban", ["DE00500105170137075030", "AE070331234567890123456", "quatsch"])
def test_an_account_that_cannot_be_debited_is_refused(alice, iban):
    with pytest.raises(Refused):
        give_mandate(alice.customer, iban=iban)
    assert not Mandate.select().exists()


def test_a_signature_is_not_from_tomorrow(alice):
    with pytest.raises(Refused, match="Zukunft"):
        mandates.give(alice.customer, IBAN, "A", by=None, given_on=clock.today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("details", "ends"),
    [
        ({"company": "Bobs Backhaus GmbH"}, True),
        ({"company": ""}, True),
        ({"company": "ALICES Backstube GmbH"}, False),
        ({"last_name": "Becker", "first_name": "Berta"}, False),
        ({"street": "Weg 2"}, False),
    ],
)
def test_it_does_not_pass_to_another_company(alice, details, ends):
    give_mandate(alice.customer)
    customers.change_address(alice.customer, details)
    assert (Mandate.in_force(alice.customer) is None) is ends
    assert (Outbox.select().where(Outbox.subject.contains("beendet")).count() == 1) is ends
    assert method_of(alice.customer) == ("transfer" if ends else "direct_debit")


@pytest.mark.parametrize(
    ("details", "ends"),
    [
        ({"last_name": "Becker"}, False),
        ({"first_name": "Berta", "last_name": "Becker"}, True),
        ({"company": "Bob GmbH"}, True),
    ],
)
def test_a_person_who_marries_stays_the_same(bob, details, ends):
    give_mandate(bob.customer)
    customers.change_address(bob.customer, details)
    assert (Mandate.in_force(bob.customer) is None) is ends
