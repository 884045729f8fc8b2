import pytest

from database import write
from models import BillingDetails, Customer, Invoice, VatCheck
from rules import Refused
from rules.accounting import issuing, vat_checks
from tests.vies import Register


@pytest.fixture
def register(settings):
    with Register() as register:
        settings(billing={"vies_url": register.url})
        yield register


@pytest.fixture
def austrian(alice):
    """A business in Austria with a VAT id that nobody has checked."""
    alice.customer.country = "AT"
    alice.customer.save()
    BillingDetails.create(customer=alice.customer, vat_id="ATU13585627")
    return alice.customer


def test_the_answer_and_its_time_are_kept(austrian, register):
    kept = vat_checks.check(austrian)
    assert (kept.answer, kept.name, kept.reference) == ("valid", "Alpen Web e.U.", "WAPIAAAA1")
    assert VatCheck.get().checked_at is not None


def test_an_invoice_waits_while_vies_is_away_and_comes_with_the_answer(austrian, register, contract):
    contract(austrian)
    register.answers = 503, b""
    with pytest.raises(Refused, match="ATU13585627"):
        issuing.issue_customer(austrian)
    assert [check.answer for check in VatCheck.select()] == ["unreachable"]
    assert not Invoice.select().exists()
    register.answers = 200, {"valid": True}
    invoice = issuing.issue_customer(austrian)
    assert (invoice.tax_case, invoice.tax_cents, invoice.gross_cents) == ("reverse_charge", 0, 990)
    assert {line.tax_category for line in invoice.lines} == {"AE"}


def test_an_invalid_id_is_taxed_as_a_consumer_s(austrian, register, contract):
    contract(austrian, cents=1000)
    register.answers = 200, {"valid": False}
    invoice = issuing.issue_customer(austrian)
    assert (invoice.tax_case, invoice.tax_cents) == ("domestic", 190)


def test_an_id_whose_form_is_wrong_is_invalid_without_asking(austrian, register, contract):
    BillingDetails.update(vat_id="ATU1").execute()
    contract(austrian)
    assert issuing.issue_customer(austrian).tax_case == "domestic"
    assert register.asked == []


def test_nobody_is_asked_again_while_an_answer_is_fresh(austrian, register, contract):
    contract(austrian)
    issuing.issue_customer(austrian)
    vat_checks.refresh([austrian.id])
    assert len(register.asked) == 1


def test_the_others_are_not_asked_about_once_vies_is_away(house, register, settings):
    register.answers = 500, b""
    ids = []
    for number in range(600, 610):
        customer = Customer.create(number=number, kind="business", company="Alpen", country="AT")
        BillingDetails.create(customer=customer, vat_id="ATU13585627")
        ids.append(customer.id)
    vat_checks.refresh(ids)
    assert len(register.asked) == vat_checks.ENOUGH


def test_vies_is_never_asked_inside_a_transaction(austrian, register):
    with pytest.raises(RuntimeError), write():
        vat_checks.check(austrian)


def test_a_customer_without_an_id_cannot_be_checked(alice, register):
    with pytest.raises(Refused):
        vat_checks.check(alice.customer)
