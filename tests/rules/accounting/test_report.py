"""What `billing-run` says and how it ends."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

import clock
import commands
from models import BillingDetails, BillingRun, Customer, Invoice, InvoiceDocument
from rules import audit
from rules.accounting import documents, runs


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


def test_a_run_without_asking_leaves_no_proposal_behind_that_is_out_of_date(run, alice, contract):
    contract(alice.customer, 1000)
    with audit.acting("Tests"):
        runs.propose(clock.today())
    assert BillingRun.open()
    assert run()[0] == 0
    assert BillingRun.open() is None and Invoice.select().count() == 1


def test_whom_staff_keep_back_waits_for_them_on_the_command_line_too(run, alice, contract):
    contract(alice.customer, 1000)
    with audit.acting("Tests"):
        proposed = runs.propose(clock.today())
        runs.hold(proposed.drafts.get(), "strittig")
    assert "Kunde 501 wartet: Zurückgehalten: strittig" in run()[1]
    assert "Kunde 501 wartet: Zurückgehalten: strittig" in run()[1] and not Invoice.select().exists()
    with audit.acting("Tests"):
        runs.unhold(runs.propose(clock.today()).drafts.get())
    assert run()[0] == 0 and Invoice.select().count() == 1


def test_a_sum_that_no_invoice_can_hold_waits_and_stops_nobody_else(run, alice, bob, contract):
    for name in ("a.example", "b.example"):
        contract(alice.customer, 1_000_000_000, domain=name)
    contract(bob.customer, 1000)
    code, said = run()
    assert code == 0 and "Kunde 501 wartet: Die Summe ist zu groß für eine Rechnung." in said
    assert [invoice.customer.number for invoice in Invoice.select()] == [502]


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
