"""Invoices are noted many at once, past `audit.note`: the log server gets those entries all the same."""

import clock
from models import AuditEntry, Invoice, UnsentEntry
from rules import log_server
from rules.accounting import issuing


def run():
    issuing.run(clock.today(), lambda line: None)


def test_invoices_of_a_billing_run_reach_the_log_server_once(alice, bob, contract, forwarding):
    for customer in (alice.customer, bob.customer):
        contract(customer)
    first = AuditEntry.select().count()
    run()
    contract(alice.customer)
    run()
    assert UnsentEntry.select().count() == AuditEntry.select().count() - first
    log_server.send()
    received = [said for _, said in forwarding.received(3)]
    invoices = [said for said in received if said["what"] == "invoice issued"]
    assert [said["row"] for said in invoices] == [each.id for each in Invoice.select().order_by(Invoice.id)]
    assert [said["customer"] for said in invoices] == [501, 502, 501]
    numbers = [said["number"] for said in received]
    assert len(numbers) == len(set(numbers)) and not UnsentEntry.select().exists()


def test_without_a_log_server_a_billing_run_keeps_nothing_for_it(alice, contract):
    contract(alice.customer)
    run()
    assert AuditEntry.select().where(AuditEntry.what == "invoice issued").exists()
    assert not UnsentEntry.select().exists()
