"""Never two reminders of one level, whatever happens in between and whoever writes at the same time."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import clock
import database
from database import write
from models import Booking, Customer, OpenItem, Reminder, ReminderDraft, ReminderLetter, ReminderStop, Work
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments.reminders import runs, stops
from tests.rules.payments.owing import bank_statement, do_work, open_debit, owe, pay

EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.integers(1, 20)),
        st.tuples(st.sampled_from(["owe", "pay"]), st.integers(100, 900)),
        st.tuples(st.sampled_from(["stop", "go on"]), st.just(0)),
        st.tuples(st.sampled_from(["release", "release and work"]), st.just(0)),
        st.tuples(st.sampled_from(["statement", "propose", "work", "work again"]), st.just(0)),
    ),
    min_size=5,
    max_size=40,
)


class Rolled(Exception):
    """Ends an example, and with it all that it wrote."""


def play(customer, event, n, number):
    """One thing that happens; what is refused does not happen."""
    if event == "owe":
        owe(customer, number, n, overdue=1)
    elif event == "pay":
        pay(customer, n)
    elif event == "statement":
        bank_statement()
    elif event == "propose":
        runs.propose()
    elif event == "stop":
        stops.make(customer, "disputed")
    elif event == "go on" and (stop := ReminderStop.in_force().first()):
        stops.end(stop)
    elif event == "work":
        do_work("reminder")
    elif event == "work again":
        for draft in ReminderDraft.select().where(ReminderDraft.done_at.is_null(False)):
            ReminderDraft.update(done_at=None).where(ReminderDraft.id == draft).execute()
            runs.remind(str(draft.id))
    elif event.startswith("release"):
        bank_statement()
        try:
            runs.release(runs.propose())
        except Refused:
            return
        if event == "release and work":
            do_work("reminder")


def check(customer):
    found = Counter((each.debit_id, each.level) for each in Reminder.select())
    assert set(found.values()) <= {1}
    for debit in {each.debit_id for each in Reminder.select()}:
        mine = list(Reminder.select().where(Reminder.debit == debit).order_by(Reminder.id))
        assert [each.level for each in mine] == list(range(1, len(mine) + 1)), "no level is skipped"
        for before, after in zip(mine, mine[1:], strict=False):
            assert after.reminded_on - before.reminded_on >= timedelta(days=14)
    assert not Work.select().where(Work.error != "").exists()
    fees = Booking.select().where(Booking.kind == "MG").count()
    assert fees == ReminderLetter.select().where(ReminderLetter.fee.is_null(False)).count()
    assert fees == ReminderLetter.select().where(ReminderLetter.level > 1).count(), "by post every later one costs"
    assert sum(item.cents for item in OpenItem.of(customer)) == ledger.balance(customer)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
@example(events=[("days", 20), ("release and work", 0)] * 5)
@example(events=[("days", 20), ("release", 0), ("stop", 0), ("work", 0), ("go on", 0), ("work again", 0)] * 2)
def test_never_two_of_one_level_after_any_order_of_events(events, alice, monkeypatch):
    customer = alice.customer
    Customer.update(invoice_by_post=True).where(Customer.id == customer).execute()
    moment = clock.now()
    try:
        with write(), monkeypatch.context() as patched:
            bank_statement()
            owe(customer, 7000, 1428)
            for number, (event, n) in enumerate(events, 7001):
                if event == "days":
                    moment += timedelta(days=n)
                    patched.setattr(clock, "_utc", lambda moment=moment: moment)
                else:
                    letters = ReminderLetter.select().count()
                    stopped = ReminderStop.in_force().exists()
                    play(customer, event, n, number)
                    assert not stopped or event == "go on" or ReminderLetter.select().count() == letters
                check(customer)
            raise Rolled
    except Rolled:
        return


def test_two_at_once_write_one_letter(alice, house):
    bank_statement()
    owe(alice.customer, 7001, 1428)
    for _ in range(2):  # two runs, released by two people
        runs.release(runs.propose())
    drafts = [str(draft.id) for draft in ReminderDraft.select()]
    assert len(drafts) == 2
    start, errors = Barrier(4), []

    def write_letters(key):
        try:
            start.wait()
            with audit.acting("Tests"):
                runs.remind(key)
        except Exception as error:
            errors.append(error)
        finally:
            database.drop_connection()

    threads = [Thread(target=write_letters, args=(key,)) for key in drafts * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ReminderLetter.select().count() == 1
    assert sorted(draft.obstacle for draft in ReminderDraft.select()) == ["", "waiting"]
    assert open_debit(alice.customer).reminders.count() == 1
