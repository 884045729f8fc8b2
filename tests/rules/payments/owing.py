"""Customers who owe something, and the days that pass: what the tests of reminders have in common."""

from datetime import timedelta
from hashlib import sha256

import clock
import work
from database import write
from models import Contract, Invoice, InvoiceLine, OpenItem, Plan, ReminderLetter, Statement, Work
from rules.accounting import ledger
from rules.payments.reminders import runs


def ago(days):
    return clock.today() - timedelta(days=days)


def owe(customer, number, cents, overdue=8, contract=None, **more):
    """An invoice that has been due for so many days."""
    due_on = ago(overdue)
    issued_on = due_on - timedelta(days=14)
    with write():
        invoice = Invoice.create(
            number=number, customer=customer, issued_on=issued_on, due_on=due_on, recipient="x", net_cents=cents,
            tax_cents=0, gross_cents=cents, **more,
        )  # fmt: skip
        InvoiceLine.create(
            invoice=invoice, position=1, text="Webhosting", price_cents=cents, net_cents=cents, tax_rate=0,
            contract=contract,
        )  # fmt: skip
    ledger.book(customer, "RE", -cents, issued_on, text="Webhosting", invoice=invoice, due_on=due_on)
    return invoice


def pay(customer, cents):
    return ledger.book(customer, "ZA", cents, clock.today(), text="Zahlung", payment_method="U")


def rent(customer):
    """A running contract."""
    plan, _ = Plan.get_or_create(kind="webhosting", name="Webhosting S")
    return Contract.create(customer=customer, plan=plan, kind="webhosting", started_on=ago(400))


def bank_statement(until=0):
    """What the bank says up to so many days ago."""
    name = f"{ago(until)} {Statement.select().count()}"
    Statement.create(
        digest=sha256(name.encode()).hexdigest(),
        format="camt.053",
        name=name,
        begins_on=ago(until),
        ends_on=ago(until),
    )


def do_work(*kinds):
    """All that is put down of these kinds, however late it is due; mails stay in the outbox."""
    handlers = {kind: work.HANDLERS[kind] for kind in kinds or ("reminder", "reminder letter")}
    waiting = Work.done_at.is_null() & Work.failed_at.is_null() & Work.kind.in_(list(handlers))
    while Work.select().where(waiting).exists():
        Work.update(due=clock.now()).where(waiting).execute()
        while work.work.do_next(handlers):
            pass


def remind():
    """What staff do when they release what is proposed; gives the letters of today."""
    run = runs.propose()
    runs.release(run)
    do_work()
    return list(ReminderLetter.select().where(ReminderLetter.reminded_on == clock.today()))


def open_debit(customer):
    return OpenItem.get(OpenItem.customer == customer, OpenItem.cents < 0).booking
