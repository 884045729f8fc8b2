"""Direct debits: planned once, announced, followed, put into a file once, paid once and given back once."""

from datetime import date, timedelta
from threading import Thread

import pytest
from lxml import etree

import clock
import database
import gateways
import work
from models import Booking, Collection, CollectionFile, Mandate, Outbox, ReminderStop
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments import business_days, collection_files, collections, mandates
from tests.rules.payments.debiting import collect_debits, give_mandate, owe


@pytest.fixture(autouse=True)
def creditor(house, monkeypatch):
    collect_debits(monkeypatch, return_fee=350)


@pytest.fixture
def monday(monkeypatch):
    """A week without bank holidays."""
    monkeypatch.setattr(clock, "_utc", lambda: clock.datetime(2026, 11, 16, 9))


def subjects():
    return [mail.subject for mail in Outbox.select().order_by(Outbox.id)]


def submitted(bookkeeper, day=None):
    file = collection_files.make(day or collections.due_by_day()[0].day, bookkeeper.account)
    collection_files.submit(file)
    return file


def test_an_invoice_that_announced_it_is_collected_on_its_day_without_another_mail(alice, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.daily("")
    collections.daily("")
    found = Collection.get()
    assert (found.cents, found.collect_on, found.state) == (5000, date(2026, 11, 30), "due")
    assert not [each for each in subjects() if "Abbuchung" in each]


def test_what_was_open_before_the_mandate_is_announced_by_mail(alice, monday):
    owe(alice.customer, 5000, 1000001)
    give_mandate(alice.customer)
    collections.plan()
    assert Collection.get().collect_on == date(2026, 11, 30)
    assert subjects()[-1] == "Abbuchung am 30.11.2026: Rechnung 1000001"


def test_nobody_is_debited_who_transfers_or_has_no_mandate_or_a_stop(alice, bob, monday):
    owe(alice.customer, 5000, 1000001, debit_in=14)
    give_mandate(bob.customer)
    owe(bob.customer, 5000, 1000002, debit_in=14)
    ReminderStop.create(customer=bob.customer, reason="disputed")
    collections.plan()
    assert not Collection.select().exists()


def test_a_payment_since_changes_the_amount_and_says_so(alice, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    ledger.book(alice.customer, "ZA", 2000, clock.today(), payment_method="U")
    collections.daily("")
    assert Collection.get().cents == 3000
    assert "30,00\u00a0€" in Outbox.select().order_by(Outbox.id.desc()).get().text
    ledger.book(alice.customer, "GS", 3000, clock.today())
    collections.daily("")
    assert Collection.get().state == "withdrawn" and subjects()[-1].startswith("Keine Abbuchung")


def test_more_than_announced_needs_the_whole_notice_again(alice, monday):
    give_mandate(alice.customer)
    ledger.book(alice.customer, "ZA", 2000, clock.today())
    paid = Booking.get(Booking.kind == "ZA")
    owe(alice.customer, 5000, 1000001, debit_in=2)
    collections.plan()
    assert (Collection.get().cents, Collection.get().collect_on) == (3000, date(2026, 11, 18))
    ledger.book(alice.customer, "ZA", -2000, clock.today(), reverses=paid)
    collections.follow()
    assert (Collection.get().cents, Collection.get().collect_on) == (5000, date(2026, 11, 30))


def test_who_changes_to_transfers_is_not_debited(alice, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    alice.customer.payment_method = "transfer"
    alice.customer.save()
    collections.follow()
    assert Collection.get().state == "withdrawn"


def test_with_a_new_account_what_was_planned_is_collected_from_there(alice, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    new = give_mandate(alice.customer, iban="DE02120300000000202051")
    collections.plan()
    assert [(each.mandate, each.state) for each in Collection.select().order_by(Collection.id)][1] == (new, "due")
    assert Collection.due().count() == 1


def test_what_staff_withdrew_stays_withdrawn(alice, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    collections.withdraw(Collection.get())
    collections.daily("")
    assert Collection.select().count() == 1
    with pytest.raises(Refused):
        collections.withdraw(Collection.get())


def test_a_file_holds_what_is_due_that_day_once(alice, bob, bookkeeper, monday):
    for person, number in ((alice, 1000001), (bob, 1000002)):
        give_mandate(person.customer)
        owe(person.customer, 5000, number, debit_in=14)
    collections.plan()
    (due,) = collections.due_by_day()
    assert due == (date(2026, 11, 30), 2, 10_000)
    file = collection_files.make(due.day, bookkeeper.account)
    with collection_files.opened(file) as content:
        text = content.read()
    assert [each.text for each in etree.fromstring(text).iter("{*}EndToEndId")] == [
        each.key for each in Collection.select().order_by(Collection.id)
    ]
    assert file.message_id in text.decode()
    with pytest.raises(Refused, match="nichts einzuziehen"):
        collection_files.make(due.day, bookkeeper.account)


def test_two_who_make_the_file_at_once_make_one(alice, bookkeeper, monday, monkeypatch):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    put = gateways.files.put

    def meanwhile(content):
        monkeypatch.setattr(gateways.files, "put", put)
        collection_files.make(date(2026, 11, 30), bookkeeper.account)
        return put(content)

    monkeypatch.setattr(gateways.files, "put", meanwhile)
    with pytest.raises(Refused, match="geändert"):
        collection_files.make(date(2026, 11, 30), bookkeeper.account)
    assert CollectionFile.select().count() == 1


def test_a_discarded_file_lets_its_debits_go_and_cannot_be_handed_in(alice, bookkeeper, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    file = collection_files.make(date(2026, 11, 30), bookkeeper.account)
    collection_files.discard(file)
    assert Collection.get().state == "due"
    fresh = CollectionFile.get()
    for refused in (collection_files.submit, collection_files.discard, collection_files.opened):
        with pytest.raises(Refused):
            refused(fresh)


def test_what_changed_in_a_file_that_nobody_handed_in_is_told(alice, bookkeeper, monday):
    mandate = give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    file = collection_files.make(date(2026, 11, 30), bookkeeper.account)
    assert collection_files.changed_since(file) == []
    mandates.revoke(mandate)
    assert collection_files.changed_since(file) == [Collection.get()]


def test_paid_once_and_given_back_once_with_the_fee_and_a_mail(alice, bookkeeper, monday):
    give_mandate(alice.customer)
    debit = owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    submitted(bookkeeper)
    for _ in range(2):
        collections.pay([Collection.get()], date(2026, 11, 30))
    assert ledger.balance(alice.customer) == 0 and Collection.get().state == "paid"
    assert collections.give_back(Collection.get(), date(2026, 12, 2), "AM04")
    assert not collections.give_back(Collection.get(), date(2026, 12, 2), "AM04")
    assert ledger.balance(alice.customer) == -5350 and ledger.open_cents(debit) == -5000
    kinds = [each.kind for each in Booking.select().order_by(Booking.id)]
    assert kinds == ["RE", "ZA", "RL", "MG"]
    mail = Outbox.select().order_by(Outbox.id.desc()).get()
    assert "nicht gedeckt" in mail.text and "3,50\u00a0€" in mail.text
    assert Mandate.in_force(alice.customer)
    collections.daily("")
    assert Collection.select().count() == 1


def test_a_closed_account_ends_the_mandate(alice, bookkeeper, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    submitted(bookkeeper)
    collections.give_back(Collection.get(), date(2026, 12, 2), "AC04")
    assert Mandate.in_force(alice.customer) is None
    assert ledger.balance(alice.customer) == -5350


def test_a_return_that_comes_before_its_credit_leaves_nothing_paid(alice, bookkeeper, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    submitted(bookkeeper)
    collections.give_back(Collection.get(), date(2026, 11, 30), "AM04")
    collections.pay([Collection.get()], date(2026, 12, 1))
    assert ledger.balance(alice.customer) == -5350


def test_planned_twice_at_once_is_planned_once(alice, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)

    def plan():
        with audit.acting("Tests"):
            collections.plan()
        database.drop_connection()

    threads = [Thread(target=plan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Collection.select().count() == 1


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (date(2026, 11, 19), date(2026, 11, 19)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2027, 3, 26), date(2027, 3, 30)),
        (date(2026, 5, 1), date(2026, 5, 4)),
    ],
)
def test_banks_settle_on_business_days(day, next_day):
    assert business_days.on_or_after(day) == next_day


def test_easter_is_where_the_calendar_has_it():
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25), 2049: (4, 18), 2076: (4, 19)}
    assert {year: business_days.easter_sunday(year).timetuple()[1:3] for year in known} == known


def test_a_day_that_has_passed_is_collected_on_the_next(alice, monday, later):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=2)
    collections.plan()
    later(days=10)
    assert collections.due_by_day()[0].day == business_days.on_or_after(clock.today() + timedelta(days=1))


def test_every_morning_it_is_planned_by_itself(alice, monday, later):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    later(days=1)
    work.all_due()
    assert Collection.get().cents == 5000


def test_what_a_file_takes_at_this_moment_keeps_the_amount_that_the_file_says(alice, bookkeeper, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    ledger.book(alice.customer, "ZA", 1000, clock.today())
    file = CollectionFile.create(message_id="1", file_key="", collect_on=clock.today(), cents=5000)

    def follow():
        with audit.acting("Tests"):
            collections.follow()
        database.drop_connection()

    thread = Thread(target=follow)
    with database.write():
        Collection.update(file=file).execute()
        thread.start()
        thread.join(1)  # as far as it comes before the file is there
    thread.join()
    assert Collection.get().cents == 5000


def test_what_lay_in_a_discarded_file_is_not_taken_by_a_mandate_that_has_ended(alice, bookkeeper, monday):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001, debit_in=14)
    collections.plan()
    file = collection_files.make(collections.due_by_day()[0].day, bookkeeper.account)
    now = give_mandate(alice.customer, iban="DE02120300000000202051")
    collection_files.discard(file)
    collections.daily("")
    assert [each.mandate for each in Collection.due()] == [now]
    assert [each.cents for each in Collection.due()] == [5000]
