"""A case of recovery, from what is asked to when it is ripe, and what left us."""

import email
import re
from datetime import timedelta
from email import policy
from io import BytesIO
from threading import Barrier, Thread

import clock
import database
import work
from models import Account, Outbox, Recovery, Work
from rules import Refused, audit
from rules.access.recovery import bills, cases

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"


NEW = "alice@neu.example"


def ask(claimed="501", email=NEW, address="192.0.2.1", content=PDF, **more):
    bill_on = bills.limit(clock.today()) - timedelta(days=1)
    cases.ask(**{"claimed": claimed, "email": email, "bill_on": bill_on, "document": BytesIO(content), "name": "a.pdf",
                 "address": address} | more)  # fmt: skip


def opened(**more):
    """A case that the work has made of what somebody asked."""
    ask(**more)
    work.all_due()
    return Recovery.select().order_by(Recovery.id.desc()).first()


def ripened(**more):
    """A case whose waiting time is over."""
    case = opened(**more)
    Recovery.update(waits_until=clock.now()).where(Recovery.id == case).execute()
    return Recovery.get_by_id(case.id)


def staff(name):
    return Account.get(Account.email == f"{name}@hoster.example")


def mails(subject):
    return {each.recipient for each in Outbox.select() if subject in each.subject}


def mailed(house, subject):
    """What left us under this subject, decoded: link texts are gone from the outbox by then."""
    found = [email.message_from_bytes(path.read_bytes(), policy=policy.default)
             for path in (house.data_dir / "mails").glob("*.eml")]  # fmt: skip
    return [each.get_content() for each in found if subject in each["Subject"]]


def stop_token(house):
    return re.search("/stopp/(\\S+)", mailed(house, "Jemand möchte")[0])[1]


def files(house):
    return [path for path in (house.data_dir / "files").rglob("*") if path.is_file()]


def make_due(kind):
    assert Work.update(due=clock.now()).where(Work.kind == kind, Work.done_at.is_null()).execute()
    work.all_due()


def both(first, second):
    """Run two things at the same time as different people; gives what came of them."""
    barrier, outcomes = Barrier(2), []

    def run(name, action):
        with audit.acting(name):
            barrier.wait()
            try:
                outcomes.append(action())
            except Refused as refusal:
                outcomes.append(refusal.sentence)
        database.drop_connection()

    threads = [Thread(target=run, args=pair) for pair in (("one", first), ("two", second))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(outcomes) == 2
    return outcomes
