"""Does what is due: Work rows, one after the other; the thread in `serve`, or the process `work`."""

import logging
from collections.abc import Callable
from threading import Event, Thread

import clock
from database import connection_errors, drop_connection
from models import PanelTask
from rules import log_server, mail, scans, secret_keys, work
from rules.access import links
from rules.access.recovery import cases, documents
from rules.accounting import archives, ledger, post, prices
from rules.accounting import documents as invoice_documents
from rules.accounting import runs as billing_runs
from rules.bookkeeping import exports
from rules.dns import saving
from rules.payments import checkouts, collections, payouts, statements
from rules.payments.reminders import letters as reminder_letters
from rules.payments.reminders import runs as reminder_runs
from rules.payments.reminders import suspensions
from rules.products import panel_tasks
from rules.products.domains import auth_codes
from rules.products.traffic import samples
from rules.staff import invitations, letters
from rules.staff.replacements import doing as replacing
from rules.staff.replacements import searching

PAUSE_SECONDS = 1.0
HANDLERS = {
    "mail": mail.deliver,
    "password_link": links.answer,
    "invitation": invitations.invite,
    "letters": letters.write_all,
    "letters deletion": letters.delete,
    archives.WORK: archives.make,
    billing_runs.LOOK: billing_runs.look,
    billing_runs.RUN: billing_runs.issue_released,
    "invoice documents": invoice_documents.make_and_send,
    "print bundle": post.make,
    "reminder": reminder_runs.remind,
    "reminder letter": reminder_letters.send,
    "recovery claim": cases.examine,
    "recovery file": documents.delete,
    "recovery lapse": cases.lapse,
    "checkout": checkouts.look,
    "bank statement": statements.examine,
    exports.WORK: exports.make,
    log_server.WORK: log_server.send,
    ledger.PAID: suspensions.lift_paid,
    scans.WORK: scans.examine,
    PanelTask.WORK: panel_tasks.carry_out,
    saving.WORK: saving.check,
    searching.SEARCH: searching.search,
    replacing.CHANGE: replacing.change,
    replacing.UNDO: replacing.take_zone_back,
}
# What is done once a day by itself, in this order: kind, hour in Europe/Berlin, what does it (with the day as its key).
DAILY: tuple[tuple[str, int, Callable[[str], None]], ...] = (
    ("contract prices", 0, prices.take_effect),
    (scans.DAILY, 2, scans.daily),
    ("traffic readings", 3, samples.forget_old),
    ("secrets", 3, secret_keys.seal_anew),
    ("auth codes", 3, auth_codes.forget_expired),
    ("billing proposal", 4, billing_runs.propose_daily),
    ("collections", 6, collections.daily),
    ("payouts", 5, payouts.fetch),
    ("panel deletions", 3, panel_tasks.propose_deletions),
    ("paid suspensions", 7, suspensions.lift_paid),
    ("reminders", 8, reminder_runs.daily),
)
HANDLERS |= {kind: handler for kind, _, handler in DAILY}
log = logging.getLogger("kundencenter.work")


def all_due() -> int:
    """Do everything that is due now; gives how many."""
    done = 0
    put_down_daily()
    log_server.wake()
    while work.do_next(HANDLERS):
        done += 1
    return done


def put_down_daily() -> None:
    """Put down what today asks for; where another day began or a process was away, only today's."""
    for kind, hour, _ in DAILY:
        work.later_on(kind, clock.today(), hour)


def forever(stop: Event) -> None:
    """Do what becomes due until `stop` is set; a database that is away for a while is waited for."""
    has_begun = False
    while not stop.wait(PAUSE_SECONDS):
        try:
            if not has_begun:
                scans.begin()
                has_begun = True
            all_due()
        except connection_errors as error:
            log.warning("the database does not answer: %s", error)
            drop_connection()


def until_stopped() -> None:
    """Do what becomes due until the process is told to end."""
    try:
        forever(Event())
    except KeyboardInterrupt:
        log.info("stopped")


def in_background(stop: Event) -> Thread:
    """Start the thread that does the work beside the portal."""
    thread = Thread(target=forever, args=(stop,), name="work", daemon=True)
    thread.start()
    return thread
