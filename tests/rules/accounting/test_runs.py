import json
from datetime import date, timedelta

import pytest

import clock
import work
from models import (
    BillingDetails,
    BillingRun,
    Cancellation,
    Charge,
    Contract,
    Customer,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    VatCheck,
)
from models import Work as WorkRow
from rules import Refused
from rules.accounting import issuing, runs

TODAY = date(2027, 5, 24)


@pytest.fixture
def today(monkeypatch, house):
    def be(day):
        monkeypatch.setattr(clock, "today", lambda: day)

    be(TODAY)
    return be


def drafts():
    """The drafts of the newest run by customer number."""
    newest = BillingRun.select().order_by(BillingRun.id.desc()).get()
    return {draft.customer.number: draft for draft in InvoiceDraft.select().where(InvoiceDraft.run == newest)}


def go(run):
    """What the work does with a released run."""
    runs.issue_released(str(run.id))


def test_a_run_proposes_and_issues_nothing_before_it_is_released(alice, contract, today):
    contract(alice.customer, 1000, domain="muster.example")
    run = runs.propose(TODAY)
    draft = drafts()[501]
    assert (draft.net_cents, draft.tax_cents, draft.gross_cents, draft.remarks) == (1000, 190, 1190, "first")
    (line,) = json.loads(draft.lines)
    assert (line["text"], line["period_to"], line["remark"]) == ("Hosting muster.example", "2027-06-23", "new")
    go(run)
    assert not Invoice.select().exists()
    runs.release(run)
    assert WorkRow.select().where(WorkRow.kind == "billing run", WorkRow.key == str(run.id)).exists()
    go(run)
    go(run)
    assert Invoice.get().gross_cents == 1190
    assert drafts()[501].invoice == Invoice.get()
    assert BillingRun.get_by_id(run.id).issued_at is not None


def test_what_differs_from_the_last_period_is_remarked(alice, contract, today):
    stays, dearer, gone = (contract(alice.customer, cents, plan=str(cents)) for cents in (100, 200, 300))
    issuing.issue_customer(alice.customer)
    Cancellation.create(contract=gone, effective_on=date(2027, 6, 23))
    Contract.update(price_cents=250).where(Contract.id == dearer).execute()
    today(date(2027, 6, 24))
    contract(alice.customer, 400, plan="400")
    runs.propose(clock.today())
    draft = drafts()[501]
    assert draft.remarks.split() == ["new", "gone", "price_changed"]
    lines = [(line["text"], line["remark"], line["was_cents"]) for line in json.loads(draft.lines)]
    assert lines == [("100", "", None), ("200", "price_changed", 200), ("400", "new", None), ("300", "gone", 300)]


def test_a_second_period_like_the_first_is_not_remarkable(alice, contract, today):
    contract(alice.customer)
    issuing.issue_customer(alice.customer)
    today(date(2027, 6, 24))
    runs.propose(clock.today())
    assert drafts()[501].remarks == ""


def test_amounts_over_the_limit_of_the_customer_or_the_house_are_remarked(alice, bob, contract, today, settings):
    settings(billing={"limit": 1000})
    BillingDetails.create(customer=bob.customer, limit_cents=5000)
    contract(alice.customer, 1000)
    contract(bob.customer, 1000)
    runs.propose(TODAY)
    assert {number: draft.remarks for number, draft in drafts().items()} == {501: "first over_limit", 502: "first"}


def test_whose_vat_id_is_not_checked_is_blocked_and_left_out(alice, bob, contract, today, settings):
    settings(billing={"vies_url": "http://127.0.0.1:9"})
    Customer.update(country="AT").where(Customer.id == alice.customer).execute()
    BillingDetails.create(customer=alice.customer, vat_id="ATU13585627")
    contract(alice.customer)
    contract(bob.customer)
    run = runs.propose(TODAY)
    assert drafts()[501].is_blocked
    assert "vat_unchecked" in drafts()[501].remarks
    runs.release(run)
    go(run)
    assert [invoice.customer.number for invoice in Invoice.select()] == [502]
    VatCheck.create(customer=alice.customer, vat_id="ATU13585627", answer="valid")
    runs.propose(TODAY)
    assert not drafts()[501].is_blocked


def test_what_is_held_stays_back_in_the_next_run_too_until_it_is_let_go(alice, bob, contract, today):
    contract(alice.customer)
    contract(bob.customer)
    run = runs.propose(TODAY)
    runs.hold(drafts()[501], "Widerspruch")
    runs.release(run)
    go(run)
    assert [invoice.customer.number for invoice in Invoice.select()] == [502]
    again = runs.propose(TODAY)
    assert (drafts()[501].hold_reason, drafts()[501].held_by) == ("Widerspruch", "Tests")
    runs.unhold(drafts()[501])
    runs.release(again)
    go(again)
    assert Invoice.select().count() == 2


def test_what_changed_since_the_proposal_is_not_issued_but_remarked(alice, bob, contract, today):
    changed = contract(alice.customer)
    contract(bob.customer)
    run = runs.propose(TODAY)
    Contract.update(price_cents=1).where(Contract.id == changed).execute()
    runs.release(run)
    go(run)
    assert [invoice.customer.number for invoice in Invoice.select()] == [502]
    assert drafts()[501].remarks.split() == ["first", "changed"]
    again = runs.propose(TODAY)
    runs.release(again)
    go(again)
    assert alice.customer.invoices.get().net_cents == 1


def test_a_run_that_ends_in_the_middle_is_taken_up_again(alice, bob, contract, today, monkeypatch):
    contract(alice.customer)
    contract(bob.customer)
    run = runs.propose(TODAY)
    runs.release(run)
    monkeypatch.setattr(issuing, "AT_ONCE", 1)
    issue, seen = issuing.issue, []

    def dying(*given):
        if seen:
            raise KeyboardInterrupt
        seen.append(issue(*given))

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(issuing, "issue", dying)
        go(run)
    assert Invoice.select().count() == 1
    go(run)
    assert sorted(invoice.number for invoice in Invoice.select()) == [1_000_001, 1_000_002]
    assert {draft.invoice is None for draft in drafts().values()} == {False}


def test_a_newer_proposal_replaces_one_that_was_not_released(alice, contract, today):
    contract(alice.customer)
    old = runs.propose(TODAY)
    new = runs.propose(TODAY)
    assert BillingRun.open() == new
    with pytest.raises(Refused):
        runs.release(old)
    with pytest.raises(Refused):
        runs.hold(InvoiceDraft.get(InvoiceDraft.run == old), "zu spät")


def test_a_run_is_released_or_discarded_once(alice, contract, today):
    contract(alice.customer)
    run = runs.propose(TODAY)
    runs.discard(run)
    for verb in (runs.release, runs.discard):
        with pytest.raises(Refused):
            verb(run)
    assert BillingRun.open() is None


def test_a_run_without_anything_due_is_over_at_once(house, today):
    assert runs.propose(TODAY).discarded_at is not None
    assert BillingRun.open() is None


def test_contracts_that_cost_nothing_go_on_with_the_run(alice, contract, today):
    contract(alice.customer, 1000)
    free = contract(Customer.get(Customer.number == 502), 0)
    run = runs.propose(TODAY)
    assert list(drafts()) == [501]
    runs.release(run)
    go(run)
    assert Contract.get_by_id(free.id).next_invoice_on == date(2027, 6, 24)


def test_every_day_a_proposal_is_made_by_itself(alice, contract, monkeypatch):
    contract(alice.customer)
    assert ("billing proposal", 4, runs.propose_daily) in work.DAILY
    assert work.HANDLERS["billing run"] is runs.issue_released
    runs.propose_daily(clock.today().isoformat())
    assert BillingRun.open().until == clock.today()
    assert not Invoice.select().exists()


def test_by_setting_a_run_without_anything_remarkable_is_released_by_itself(alice, contract, today, settings):
    settings(billing={"auto_release": True})
    contract(alice.customer)
    runs.propose_daily(TODAY.isoformat())
    assert BillingRun.open() is not None, "a first invoice is remarkable"
    runs.release(BillingRun.open())
    go(BillingRun.get())
    today(date(2027, 6, 24))
    runs.propose_daily("2027-06-24")
    run = BillingRun.select().order_by(BillingRun.id.desc()).get()
    assert run.released_at is not None
    go(run)
    assert Invoice.select().count() == 2


def test_single_charges_and_what_is_given_back_are_in_the_proposal(alice, contract, today):
    Charge.create(customer=alice.customer, text="Gutschrift", quantity=-1, price_cents=500, due_on=TODAY)
    run = runs.propose(TODAY)
    assert (drafts()[501].gross_cents, drafts()[501].remarks) == (-595, "first gives_back")
    runs.release(run)
    go(run)
    assert Invoice.get().is_correction
    assert Charge.get().line == InvoiceLine.get()


def test_a_charge_for_later_waits(alice, contract, today):
    Charge.create(customer=alice.customer, text="später", price_cents=500, due_on=TODAY + timedelta(days=1))
    assert runs.propose(TODAY).discarded_at is not None


def test_a_look_that_died_goes_on_where_it_ended(alice, bob, contract, today, monkeypatch):
    for person in (alice, bob):
        contract(person.customer, 1000)
    run = runs.ask(TODAY)
    monkeypatch.setattr(issuing, "AT_ONCE", 1)
    with monkeypatch.context() as dying:
        dying.setattr(runs, "_advance", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            runs.look(str(run.id))
    assert list(drafts()) == [501] and BillingRun.get().proposed_at is None
    runs.look(str(run.id))
    runs.look(str(run.id))
    assert sorted(drafts()) == [501, 502] and BillingRun.get().proposed_at
    assert InvoiceDraft.select().count() == 2


def test_nothing_is_held_back_or_released_while_it_is_worked_out(alice, contract, today, monkeypatch):
    contract(alice.customer, 1000)
    run = runs.ask(TODAY)
    runs._draft(run, [alice.customer.id], {})
    with pytest.raises(Refused, match="noch zusammengestellt"):
        runs.hold(InvoiceDraft.get(), "strittig")
    with pytest.raises(Refused):
        runs.release(run)


def test_who_was_held_back_stays_so_when_a_look_is_replaced_before_it_ended(alice, contract, today):
    contract(alice.customer, 1000)
    runs.hold(runs.propose(TODAY).drafts.get(), "strittig")
    unfinished = runs.ask(TODAY)
    assert runs.held() == {alice.customer.id: "strittig"}
    newest = runs.ask(TODAY)
    work.all_due()
    assert BillingRun.get_by_id(unfinished.id).discarded_at
    assert newest.drafts.get().hold_reason == "strittig"


def test_the_day_s_own_proposal_leaves_one_alone_that_somebody_has_just_asked_for(alice, contract, today):
    contract(alice.customer, 1000)
    asked = runs.ask(date(2027, 8, 1))
    runs.propose_daily(TODAY.isoformat())
    assert BillingRun.select().count() == 1
    work.all_due()
    assert BillingRun.get_by_id(asked.id).is_open
    runs.propose_daily(TODAY.isoformat())
    assert BillingRun.open().until == TODAY
