"""Bank statements: read once, matched where there is one answer, and the rest left to the staff with proposals."""

from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
import database
import work
from models import (
    Account,
    Booking,
    Collection,
    CollectionFile,
    Customer,
    MonthLock,
    Outbox,
    Payout,
    Statement,
    StatementEntry,
    Work,
)
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments import collection_files, collections, decisions, matching, statements, undoing
from tests.gateways.bank.samples import DAY, Move, camt, mt940
from tests.rules.payments.debiting import IBAN, collect_debits, give_mandate, owe


@pytest.fixture(autouse=True)
def creditor(house, monkeypatch):
    collect_debits(monkeypatch, return_fee=350, small_difference=5)


@pytest.fixture
def upload(bookkeeper):
    """Upload a file and let the work match it; gives the entries that nobody decided about."""

    def upload(content, name="auszug.xml"):
        found = statements.upload(BytesIO(content), name, bookkeeper.account)
        work.all_due()
        assert not Work.select().where(Work.error != "").exists()
        assert all(statements.progress(each).is_over for each in found)
        return list(StatementEntry.open())

    return upload


def bookings(person, *kinds):
    query = Booking.of(person.customer).where(Booking.kind.in_(kinds)).order_by(Booking.id)
    return [each.amount_cents for each in query]


@pytest.mark.parametrize("make", [camt, lambda *moves: camt(*moves, version="02"), mt940])
def test_a_payment_is_found_by_the_invoice_s_number(alice, upload, make):
    debit = owe(alice.customer, 5000, 1000001)
    assert upload(make(Move(5000, text="Rechnung 1000001 vielen Dank"))) == []
    assert ledger.open_cents(debit) == 0
    booking = Booking.get(Booking.kind == "ZA")
    assert (booking.booked_on, booking.payment_method, booking.customer) == (DAY, "U", alice.customer)


def test_several_invoices_of_one_customer_are_paid_together(alice, upload):
    owe(alice.customer, 9900, 1000000)
    debits = [owe(alice.customer, 5000, 1000001), owe(alice.customer, 250, 1000002)]
    assert upload(camt(Move(5250, text="RE 1000001/1000002"))) == []
    assert [ledger.open_cents(each) for each in debits] == [0, 0]
    assert ledger.unpaid(alice.customer) == ["1000000"]


def test_by_the_customer_s_number_when_the_amount_fits_one_invoice_or_all(alice, bob, upload):
    owe(alice.customer, 5000, 1000001), owe(alice.customer, 700, 1000002)
    owe(bob.customer, 5000, 1000003)
    assert upload(camt(Move(700, text="Kunde 501"), Move(5000, text="Kundennummer 502, PLZ 30159"))) == []
    assert ledger.unpaid(alice.customer) == ["1000001"] and ledger.unpaid(bob.customer) == []


def test_a_few_cents_are_written_off_either_way(alice, bob, upload):
    owe(alice.customer, 5000, 1000001), owe(bob.customer, 5000, 1000002)
    assert upload(camt(Move(4997, text="1000001"), Move(5005, text="1000002"))) == []
    assert bookings(alice, "ZA", "DI") == [4997, 3] and bookings(bob, "ZA", "DI") == [5005, -5]
    assert ledger.balance(alice.customer) == ledger.balance(bob.customer) == 0


def test_more_than_a_few_cents_wait_for_staff_with_a_proposal(alice, upload):
    owe(alice.customer, 5000, 1000001)
    (entry,) = upload(camt(Move(4994, text="Rechnung 1000001")))
    assert bookings(alice, "ZA") == []
    first = matching.proposals(entry)[0]
    assert (first.kind, first.customer, first.numbers) == ("booking", alice.customer, ("1000001",))
    assert "50,00\u00a0€" in first.reason


def test_an_amount_alone_proves_nothing(alice, bob, upload):
    owe(alice.customer, 5000, 1000001), owe(bob.customer, 5000, 1000002)
    (entry,) = upload(camt(Move(5000, text="Hosting", name="Bob Brandt")))
    (proposal,) = matching.proposals(entry)
    assert proposal.customer == bob.customer and "denselben Betrag" in proposal.reason


def test_two_customers_who_fit_are_a_question(alice, bob, upload):
    owe(alice.customer, 5000, 1000001), owe(bob.customer, 5000, 1000002)
    (entry,) = upload(camt(Move(5000, text="1000001 1000002")))
    assert {each.customer for each in matching.proposals(entry)} == {alice.customer, bob.customer}


def test_a_slip_in_the_invoice_s_number_pays_nobody_else_s(alice, bob, upload):
    debits = owe(alice.customer, 5000, 1000001), owe(bob.customer, 5000, 1000002)
    (entry,) = upload(camt(Move(5000, text="Kundennummer 501, Rechnung 1000002")))
    assert [ledger.open_cents(each) for each in debits] == [-5000, -5000]
    assert {each.customer for each in matching.proposals(entry)} == {alice.customer, bob.customer}


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1), date(2199, 1, 1)])
def test_a_day_that_cannot_be_is_refused_and_lets_no_reminder_out(upload, day):
    with pytest.raises(Refused, match="Das kann nicht sein"):
        upload(camt(Move(5000, day=day)))
    assert not Statement.select().exists() and not StatementEntry.select().exists()


def test_the_account_of_a_mandate_is_a_hint_and_no_proof(alice, upload):
    give_mandate(alice.customer)
    owe(alice.customer, 5000, 1000001)
    (entry,) = upload(camt(Move(5100, iban=IBAN, text="Danke")))
    assert [(each.customer, each.reason) for each in matching.proposals(entry)] == [
        (alice.customer, "Das Konto steht in einem Mandat")
    ]


def test_the_same_file_twice_books_nothing_twice(alice, upload, bookkeeper):
    owe(alice.customer, 5000, 1000001)
    content = camt(Move(5000, text="1000001"))
    upload(content)
    with pytest.raises(Refused, match="schon eingelesen"):
        upload(content, "anders.xml")
    assert bookings(alice, "ZA") == [5000] and Statement.select().count() == 1


def test_overlapping_statements_book_nothing_twice(alice, upload):
    first, second = Move(5000, text="1000001"), Move(700, text="501", day=DAY + timedelta(days=1))
    upload(camt(first))
    upload(camt(first, second))
    upload(camt(first, second, version="02", opening=5))
    assert StatementEntry.select().count() == 2
    assert [statements.progress(each).new for each in Statement.select().order_by(Statement.id)] == [1, 1, 0]


def test_the_other_format_of_the_same_days_is_refused(upload):
    upload(camt(Move(5000, text="1000001")))
    with pytest.raises(Refused, match="camt.053"):
        upload(mt940(Move(5000, text="1000001")))
    upload(mt940(Move(1, day=DAY + timedelta(days=1))))


@pytest.mark.parametrize("content", [b"", b"Hallo", b"<a/>", camt(Move(1))[:-5], camt(Move(1), closing=9)])
def test_what_is_no_statement_leaves_nothing_behind(bookkeeper, content):
    with pytest.raises(Refused):
        statements.upload(BytesIO(content), "x.xml", bookkeeper.account)
    assert not Statement.select().exists() and not Work.select().exists()


def test_two_uploads_at_once_are_one(alice, bookkeeper):
    owe(alice.customer, 5000, 1000001)
    content, refused = camt(Move(5000, text="1000001")), []

    def upload():
        try:
            with audit.acting("Tests"):
                statements.upload(BytesIO(content), "x.xml", bookkeeper.account)
                work.all_due()
        except Refused as refusal:
            refused.append(refusal)
        database.drop_connection()

    threads = [Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work.all_due()
    assert len(refused) == 3 and Statement.select().count() == 1
    assert bookings(alice, "ZA") == [5000]


def test_matching_that_was_cut_short_goes_on_where_it_was(alice, bookkeeper, monkeypatch):
    monkeypatch.setattr(statements, "AT_A_TIME", 2)
    for number in range(1000001, 1000006):
        owe(alice.customer, number - 999_000, number)
    moves = [Move(number - 999_000, text=str(number)) for number in range(1000001, 1000006)]
    (statement,) = statements.upload(BytesIO(camt(*moves)), "x.xml", bookkeeper.account)
    statements.examine(f"{statement.id}:0")
    assert statements.progress(statement).examined == 2 and not statements.progress(statement).is_over
    statements.examine(f"{statement.id}:0")
    work.all_due()
    assert statements.progress(statement).is_over and ledger.balance(alice.customer) == 0


@pytest.fixture
def collected(alice, bob, bookkeeper, monkeypatch):
    """A file of two debits that was handed in."""
    monkeypatch.setattr(clock, "_utc", lambda: clock.datetime(2026, 11, 16, 9))
    for person, number, cents in ((alice, 1000001, 5000), (bob, 1000002, 700)):
        give_mandate(person.customer)
        owe(person.customer, cents, number, debit_in=2)
    collections.plan()
    file = collection_files.make(collections.due_by_day()[0].day, bookkeeper.account)
    collection_files.submit(file)
    return CollectionFile.get_by_id(file.id)


def keys():
    return [each.key for each in Collection.select().order_by(Collection.id)]


def test_the_bank_s_one_credit_for_a_file_pays_all_in_it(alice, bob, collected, upload):
    assert upload(camt(Move(5700, message_id=collected.message_id, day=date(2026, 11, 18)))) == []
    assert ledger.balance(alice.customer) == ledger.balance(bob.customer) == 0
    assert {each.state for each in Collection.select()} == {"paid"}


def test_a_credit_that_tells_its_payments_pays_each(alice, bob, collected, upload):
    parts = tuple(Move(cents, end_to_end=key) for cents, key in zip((5000, 700), keys(), strict=True))
    assert upload(camt(Move(5700, batch=parts))) == []
    assert {each.state for each in Collection.select()} == {"paid"}


def test_somebody_s_transfer_of_just_that_sum_is_no_credit_for_a_file(collected, upload):
    assert len(upload(camt(Move(5700, name="Carla Conrad", text="Hosting", iban=IBAN)))) == 1
    assert {each.state for each in Collection.select()} == {"submitted"}


def test_a_file_is_credited_once(collected, upload):
    (entry,) = upload(camt(Move(5700, message_id=collected.message_id), Move(5700, name="Carla Conrad")))
    with pytest.raises(Refused, match="schon gutgeschrieben"):
        decisions.collect_file(entry, collected)
    assert StatementEntry.get_by_id(entry.id).decision == ""


def test_a_return_is_booked_with_its_fee_even_when_the_bank_keeps_something(alice, collected, upload):
    returned = Move(-5300, end_to_end=keys()[0], reason="AM04", name="Alice", day=date(2026, 11, 19))
    assert upload(camt(Move(5700, message_id=collected.message_id, day=date(2026, 11, 18)), returned)) == []
    assert bookings(alice, "RE", "ZA", "RL", "MG") == [-5000, 5000, -5000, -350]
    assert ledger.unpaid(alice.customer) == ["1000001"]
    assert "nicht gedeckt" in Outbox.select().order_by(Outbox.id.desc()).get().text


def test_a_return_in_mt940_is_known_too(alice, collected, upload):
    returned = Move(-5000, end_to_end=keys()[0], mandate="M501-1", reason="AM04")
    assert upload(mt940(Move(5700, text=collected.message_id), returned)) == []
    assert ledger.balance(alice.customer) == -5350


def test_a_return_that_fits_no_debit_waits(alice, collected, upload):
    (entry,) = upload(camt(Move(-4999, reason="MD06", name="Niemand")))
    assert matching.proposals(entry) == [] and bookings(alice, "RL") == []
    decisions.book(entry, alice.customer)
    assert bookings(alice, "RL") == [-4999]


def test_a_return_without_a_reference_is_proposed(alice, collected, upload):
    (entry,) = upload(camt(Move(-5000, reason="MD06")))
    (proposal,) = matching.proposals(entry)
    assert (proposal.kind, proposal.customer) == ("return", alice.customer)
    decisions.give_back(entry, Collection.get_by_id(proposal.id))
    assert ledger.balance(alice.customer) == -5350
    with pytest.raises(Refused):
        decisions.give_back(entry, Collection.get_by_id(proposal.id))


def test_a_provider_s_payout_is_no_customer_s_payment(upload):
    Payout.create(provider="stripe", provider_id="po_1", cents=9725, fee_cents=275, arrives_on=DAY)
    assert upload(camt(Move(9725, name="STRIPE TECHNOLOGY EUROPE LTD", text="STRIPE A1B2"))) == []
    entry = StatementEntry.get()
    assert entry.decision == "payout" and "2,75\u00a0€" in entry.note and not Booking.select().exists()


def test_a_decision_is_made_once(alice, bob, upload):
    (entry,) = upload(camt(Move(5000, text="Hosting")))
    decisions.book(StatementEntry.get_by_id(entry.id), alice.customer)
    for again in (lambda: decisions.book(entry, bob.customer), lambda: decisions.ignore(entry, "doch nicht")):
        with pytest.raises(Refused, match="schon entschieden"):
            again()
    assert bookings(alice, "ZA") == [5000] and bookings(bob, "ZA") == []


def test_taken_back_it_is_booked_back_and_can_be_booked_again(alice, bob, upload):
    first, second = owe(alice.customer, 5000, 1000001), owe(bob.customer, 5000, 1000002)
    upload(camt(Move(4998, text="1000001")))
    for customer, number in ((bob.customer, "1000002"), (alice.customer, "1000001")):
        undoing.undo(StatementEntry.get())
        assert ledger.balance(alice.customer) == ledger.balance(bob.customer) == -5000
        assert (ledger.open_cents(first), ledger.open_cents(second)) == (-5000, -5000)
        decisions.book(StatementEntry.get(), customer, [number], 2)
    assert ledger.balance(alice.customer) == 0 and ledger.balance(bob.customer) == -5000


def test_what_was_ignored_comes_back_and_what_is_open_cannot_be_taken_back(upload):
    (entry,) = upload(camt(Move(-1990, name="Stromwerk", text="Abschlag")))
    decisions.ignore(entry, "Strom")
    undoing.undo(entry)
    assert StatementEntry.get().decision == ""
    with pytest.raises(Refused):
        undoing.undo(entry)


def test_in_a_month_that_was_handed_over_it_is_booked_today(alice, upload):
    owe(alice.customer, 5000, 1000001)
    MonthLock.create(month=date(2026, 9, 1), locked_by=alice.account)
    upload(camt(Move(5000, text="1000001", day=date(2026, 9, 30))))
    assert Booking.get(Booking.kind == "ZA").booked_on == clock.today()


MOVES = st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 4), st.sampled_from(["", "1000001", "501", "502"])),
                 max_size=8)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, cuts=st.sets(st.integers(0, 4)))
def test_any_statements_in_any_pieces_are_booked_once(alice, bookkeeper, moves, cuts):
    """Whole, split at some days, or the pieces after the whole: the same entries and sums, nothing booked again."""
    made = [Move(cents, day=DAY + timedelta(days=day), text=text) for cents, day, text in moves]
    pieces = [[m for m in made if (m.day - DAY).days in cuts], [m for m in made if (m.day - DAY).days not in cuts]]
    whole, split, again = outcome(made), outcome(*pieces), outcome(made, *pieces)
    assert whole[:2] == split[:2] == (sum(move.cents for move in made), len(made))
    assert again == whole


def outcome(*files):
    """What a fresh house makes of the files: the sum and number of entries, and what is booked."""
    with database.database.atomic() as transaction:
        owner = Customer.get(Customer.number == 501)
        owe(owner, 7000, 1000001)
        account = Account.get(Account.email == "bookkeeper@hoster.example")
        for moves in files:
            with suppress(Refused):  # a piece that is the whole
                for each in statements.upload(BytesIO(camt(*moves)), "x.xml", account):
                    statements.examine(f"{each.id}:0")
        entries = list(StatementEntry.select())
        booked = sorted(each.amount_cents for each in Booking.select())
        found = sum(each.cents for each in entries), len(entries), booked
        transaction.rollback()
    return found
