"""SIGKILL at random moments in runs over 1,000 contracts: exactly 1,000 invoices, no hole, and each one's mail."""

import shutil
from pathlib import Path

import pytest

import database
from models import Invoice, InvoiceDocument
from tests import killing

COUNT, AT_ONCE = 1000, 50
FRESH = 30  # runs that begin anew, each killed once
ISSUING, SETTING, SENDING = 15, 20, 15  # how often one run is killed at its invoices, documents and mails: 50 times
AT_THE_WORST = 5  # and so often more when the mail server has a mail and its sender does not know yet


@pytest.fixture
def thousand(house):
    """1,000 contracts in the database; gives the settings."""
    killing.customers(COUNT)
    database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.drop_connection()
    return house


def test_a_run_killed_at_any_moment_is_made_whole_by_the_next(thousand):
    source = Path(thousand.database_url.removeprefix("sqlite:///"))
    at_work = 0
    for n in range(FRESH):
        target = source.with_name(f"copy{n}.db")
        url = f"sqlite:///{target}"
        shutil.copy(source, target)
        at_work += killing.kill(killing.start(thousand, AT_ONCE, url=url), 0.4)
        killing.finish(killing.start(thousand, AT_ONCE, url=url))
        database.start(url)
        killing.check(COUNT)
        database.drop_connection()
        target.unlink()
    assert at_work > FRESH // 4, "most runs were over before they were killed"


def test_a_run_killed_at_50_moments_until_the_last_mail_sends_each_invoice_under_one_message_id(thousand):
    with killing.serving() as mails:
        sink = mails.handler
        for kills, most, counted in (
            (ISSUING, 60, Invoice.select().count),
            (SETTING, 45, InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count),
            (SENDING, 60, lambda: len(sink.messages)),
        ):
            for _ in range(kills):
                killing.kill_on_the_way(killing.start(thousand, 5, mails=mails), counted, most)
        for _ in range(AT_THE_WORST):
            child = sink.victim = killing.start(thousand, 5, mails=mails)
            child.communicate(timeout=300)
            assert child.returncode < 0
        killing.finish(killing.start(thousand, AT_ONCE, mails=mails))
    killing.check_sent(COUNT, sink)
    assert len(sink.messages) >= COUNT + AT_THE_WORST
