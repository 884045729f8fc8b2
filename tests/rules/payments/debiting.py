"""A hoster who collects, and customers who owe: what the tests of debits and statements begin with."""

from dataclasses import replace
from datetime import date, timedelta

import clock
import gateways
from database import write
from models import Invoice
from rules.accounting import ledger
from rules.payments import mandates

IBAN = "DE02500105170137075030"


def collect_debits(monkeypatch, **billing):
    """Let the hoster have a creditor identifier, and settings for billing."""
    now = gateways.settings
    hoster = replace(now.hoster, creditor_id="DE98ZZZ09999999999")
    changed = replace(now, hoster=hoster, billing=replace(now.billing, **billing))
    monkeypatch.setattr(gateways, "settings", changed)


def owe(customer, cents, number, debit_in=None, issued_on=None):
    """An invoice that is open; `debit_in` days from now it says to collect."""
    day = issued_on or clock.today()
    debit_on = clock.today() + timedelta(days=debit_in) if debit_in is not None else None
    with write():
        invoice = Invoice.create(
            number=number, customer=customer, issued_on=day, due_on=day + timedelta(days=14), recipient=customer.name,
            net_cents=cents, tax_cents=0, gross_cents=cents, debit_on=debit_on,
        )  # fmt: skip
        return ledger.book(customer, "RE", -cents, day, invoice=invoice)


def give_mandate(customer, account=None, iban=IBAN):
    return mandates.give(customer, iban, customer.name, by=account, given_on=date(2026, 1, 2))
