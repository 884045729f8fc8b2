"""What `billing-run` says and how it ends."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

import clock
import commands
from models import BillingDetails, Customer, Invoice, InvoiceDocument
from rules.accounting import documents


@pytest.fixture
def run(house, monkeypatch):
    """Calls the command on the open database: `run("--dry-run")` gives the exit code and what was said."""
    monkeypatch.setattr(commands, "open_house", lambda settings: None)

    def call(*words):
        answer = CliRunner().invoke(commands.billing_run, words)
        return answer.exit_code, answer.output

    return call


def test_a_dry_run_says_what_would_be_issued_and_issues_nothing(run, alice, contract):
    contract(alice.customer, 1000, domain="muster.example")
    code, said = run("--dry-run")
    assert code == 0
    assert "501 Alices Backstube GmbH: 11,90 €" in said
    assert "Hosting muster.example" in said
    assert "1 Rechnung wäre auszustellen, 11,90 €." in said
    assert not Invoice.select().exists()


def test_a_run_issues_up_to_its_day_with_documents_and_may_be_repeated(run, alice, bob, contract):
    contract(alice.customer, 1000)
    contract(bob.customer, 1000, first=clock.today() + timedelta(days=20))
    assert run() == (0, "1 Rechnung ausgestellt, 11,90 €.\n")
    assert run("--date", str(clock.today() + timedelta(days=20))) == (0, "1 Rechnung ausgestellt, 11,90 €.\n")
    assert run() == (0, "0 Rechnungen ausgestellt, 0,00 €.\n")
    assert InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count() == 2


def test_a_document_that_fails_is_named_and_stops_no_other(run, alice, bob, contract, monkeypatch):
    contract(alice.customer)
    contract(bob.customer)
    make = documents.make

    def broken(invoice):
        if invoice.customer.number == 501:
            raise ValueError("ein krummes Zeichen")
        return make(invoice)

    with monkeypatch.context() as breaking:
        breaking.setattr(documents, "make", broken)
        code, said = run()
    assert code == 1
    assert "Rechnung 1000001: Dokumente fehlgeschlagen (ValueError: ein krummes Zeichen)" in said
    assert InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count() == 1
    assert run()[0] == 0
    assert InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count() == 2


def test_who_waits_is_named_and_does_not_fail_the_run(run, alice, contract, settings):
    settings(billing={"vies_url": "http://127.0.0.1:9"})
    Customer.update(country="AT").where(Customer.id == alice.customer).execute()
    BillingDetails.create(customer=alice.customer, vat_id="ATU13585627")
    contract(alice.customer)
    code, said = run()
    assert code == 0
    assert "Kunde 501 wartet: Die Umsatzsteuer-ID ATU13585627 ist noch nicht geprüft." in said


@pytest.mark.parametrize("day", ["2027-02-30", "gestern", str(date.today() + timedelta(days=5000))])  # noqa: DTZ011
def test_a_day_that_is_none_or_too_far_away_is_misuse(run, day):
    assert run("--date", day)[0] == 2
