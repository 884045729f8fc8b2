"""Billing in processes of its own, which may be killed: `python -m tests.killing CUSTOMERS_AT_ONCE`."""

import os
import random
import signal
import subprocess
import sys
import time

import clock
import commands
import config
from models import BilledPeriod, Booking, Contract, Customer, Invoice, InvoiceLine, OpenItem, Plan, Work
from rules import audit
from rules.accounting import issuing


def bill(at_once):
    """Bill what is due today; says when it begins."""
    commands.open_house(config.load())
    issuing.AT_ONCE = at_once
    with audit.acting("Kommandozeile"):
        print("ready", flush=True)
        issuing.run(clock.today(), lambda line: None)


def customers(count):
    """So many customers with one contract each that is due today."""
    plan = Plan.create(name="Hosting", kind="webhosting")
    people = [
        {"number": 30_000 + n, "kind": "business", "company": f"Firma {n}", "zip": "30159", "city": "Hannover"}
        for n in range(count)
    ]
    Customer.insert_many(people).execute()
    made = Customer.select(Customer.id).where(Customer.number >= 30_000).tuples()
    contracts = [
        {
            "customer": id, "plan": plan, "kind": plan.kind, "price_cents": 990, "period_months": 1,
            "started_on": clock.today(), "next_invoice_on": clock.today(),
        }
        for (id,) in made
    ]  # fmt: skip
    Contract.insert_many(contracts).execute()


def start(settings, at_once, folder=None, url=None):
    """Begin billing in another process; gives it once it has begun."""
    environ = os.environ | {
        "KUNDENCENTER_DATA_DIR": str(folder or settings.data_dir), "KUNDENCENTER_CONFIG": "",
        "KUNDENCENTER_DATABASE_URL": url or settings.database_url,
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.killing", str(at_once)], env=environ, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "ready\n"
    return child


def kill(child, most_seconds):
    """Kill it at a random moment; says whether it was still at work."""
    time.sleep(random.uniform(0, most_seconds))
    was_running = child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.communicate()
    return was_running


def finish(child):
    """Let it end, which must go well."""
    child.communicate(timeout=120)
    assert child.returncode == 0


def check(count):
    """There is exactly one whole invoice for each contract, and no hole in the numbers."""
    numbers = sorted(number for (number,) in Invoice.select(Invoice.number).tuples())
    assert numbers == list(range(1_000_001, 1_000_001 + count))
    assert Invoice.select(Invoice.customer).distinct().count() == count
    for table in (InvoiceLine, BilledPeriod, Booking, OpenItem):
        assert table.select().count() == count, table
    assert Work.select().where(Work.kind == "invoice documents").count() == count
    assert not Contract.select().where(Contract.next_invoice_on <= clock.today()).exists()


if __name__ == "__main__":
    bill(int(sys.argv[1]))
