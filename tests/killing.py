"""Billing in processes of its own, which may be killed: `python -m tests.killing CUSTOMERS_AT_ONCE [send]`."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

import clock
import commands
import config
import work as due_work
from models import (
    BilledPeriod,
    Booking,
    Contract,
    Customer,
    Delivery,
    Invoice,
    InvoiceDocument,
    InvoiceLine,
    OpenItem,
    Outbox,
    Plan,
    Work,
)
from rules import audit, doctor, work
from rules.accounting import issuing, report


def bill(at_once):
    """Bill what is due today; says when it begins."""
    begin(at_once)
    with audit.acting("Kommandozeile"):
        issuing.run(clock.today(), lambda line: None)


def bill_and_send(at_once):
    """What `billing-run` and after it `work --once` do: invoices, documents, mails.

    What a killed process had leased is free at once, for there is no other beside this one.
    """
    work.LEASE = timedelta(seconds=-1)
    begin(at_once)
    with audit.acting("Kommandozeile"):
        assert report.print_run(clock.today(), lambda line: None)
    due_work.all_due()


def begin(at_once):
    commands.open_house(config.load())
    issuing.AT_ONCE = at_once
    print("ready", flush=True)


class Sink:
    """A mail server that keeps all it gets; it can kill the sender at the worst moment: taken, but not yet answered."""

    def __init__(self):
        self.messages, self.victim = [], None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.victim:
            self.victim.send_signal(signal.SIGKILL)
            self.victim = None
        return "250 taken"

    def by_id(self):
        """How often each mail arrived: (Message-ID, name of the attached PDF, recipient)."""
        return Counter(
            (message["Message-ID"], next(message.iter_attachments()).get_filename(), message["To"])
            for message in self.messages
        )


@contextmanager
def serving():
    """A sink behind a real mail server on a free port."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def customers(count):
    """So many customers with one contract each that is due today."""
    plan = Plan.create(name="Hosting", kind="webhosting")
    people = [
        {
            "number": 30_000 + n, "kind": "business", "company": f"Firma {n}", "zip": "30159", "city": "Hannover",
            "email": f"firma{n}@kunde.example",
        }
        for n in range(count)
    ]  # fmt: skip
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


def start(settings, at_once, url=None, mails=None):
    """Begin billing in another process, with a mail server the sending too; gives it once it has begun."""
    environ = os.environ | {
        "KUNDENCENTER_DATA_DIR": str(settings.data_dir), "KUNDENCENTER_CONFIG": "",
        "KUNDENCENTER_DATABASE_URL": url or settings.database_url,
        "KUNDENCENTER_MAIL_URL": f"smtp://127.0.0.1:{mails.port}" if mails else "",
    }  # fmt: skip
    parts = [sys.executable, "-m", "tests.killing", str(at_once), *(["send"] if mails else [])]
    child = subprocess.Popen(parts, env=environ, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    return child


def kill(child, most_seconds):
    """Kill it at a random moment; says whether it was still at work."""
    time.sleep(random.uniform(0, most_seconds))
    was_running = child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.communicate()
    return was_running


def kill_on_the_way(child, counted, most):
    """Kill it at a random instruction once it has brought what is counted up by a random number below `most`."""
    enough = counted() + random.randrange(most)
    while counted() < enough:
        assert child.poll() is None, "it was over before it was killed"
        time.sleep(0.003)
    assert kill(child, 0.03), "it was over before it was killed"


def finish(child):
    """Let it end, which must go well."""
    child.communicate(timeout=300)
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


def check_sent(count, sink):
    """Each invoice has its documents and one mail, which arrived at least once.

    A mail that arrived again, because its sender was killed before it could note the answer, has the same Message-ID,
    recipient and file: the recipient's mail server recognises it. So there are as many different Message-IDs as
    invoices, and no invoice has two.
    """
    check(count)
    assert InvoiceDocument.select().count() == 2 * count
    assert Delivery.select().count() == Outbox.select().count() == count
    left = Work.select().where(Work.done_at.is_null(), Work.kind.in_(["mail", "invoice documents"]))
    assert not left.exists(), [(job.kind, job.key, job.tries, job.due, job.leased_until, job.error) for job in left]
    arrived = sink.by_id()
    assert {id for id, _, _ in arrived} == {id for (id,) in Outbox.select(Outbox.message_id).tuples()}
    names = sorted(name for _, name, _ in arrived)
    assert names == [f"Rechnung-{1_000_001 + n}.pdf" for n in range(count)]
    assert len({recipient for _, _, recipient in arrived}) == count
    assert not [line for line in doctor.lines() if not line.startswith(doctor.WARNING)]


if __name__ == "__main__":
    (bill_and_send if "send" in sys.argv else bill)(int(sys.argv[1]))
