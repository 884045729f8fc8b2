"""What the bank did to direct debits, taken back by bookings: never executed, credited or returned by mistake."""

from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
import database
import work
from models import Booking, Collection, Mandate, MonthLock, Outbox, StatementEntry
from rules import Refused, doctor
from rules.accounting import ledger
from rules.payments import collection_files, collections, decisions, statements, undoing
from tests.gateways.bank.samples import Move, camt
from tests.rules.payments.debiting import collect_debits, give_mandate, owe

DAY = date(2026, 11, 30)
FEE = 350


@pytest.fixture(autouse=True)
def monday(house, monkeypatch):
    collect_debits(monkeypatch, return_fee=FEE)
    monkeypatch.setattr(clock, "now", lambda: clock.datetime(2026, 11, 16, 9))


@pytest.fixture
def file(alice, bob, bookkeeper, monkeypatch):
    """A file that is with the bank: 50,00 € of Alice and 7,00 € of Bob."""
    for person, cents, number in ((alice, 5000, 1000001), (bob, 700, 1000002)):
        give_mandate(person.customer)
        owe(person.customer, cents, number, debit_in=14)
    collections.plan()
    made = collection_files.make(DAY, bookkeeper.account)
    collection_files.submit(made)
    monkeypatch.setattr(clock, "now", lambda: clock.datetime(2026, 12, 3, 9))
    return made


@pytest.fixture
def told(bookkeeper):
    """What the bank tells: gives the entry, decided by the portal where it could."""

    def told(*moves):
        statements.upload(BytesIO(camt(*moves)), "auszug.xml", bookkeeper.account)
        work.all_due()
        return StatementEntry.select().order_by(StatementEntry.id.desc()).get()

    return told


def credited(file):
    return Move(5700, message_id=file.message_id, day=DAY)


def returned(of=0):
    key = Collection.select().order_by(Collection.id)[of].key
    return Move(-5000, end_to_end=key, reason="AM04", name="Alice", day=date(2026, 12, 1))


def of_alice(alice):
    return Collection.get(Collection.customer == alice.customer)


def is_sound():
    return [fault for question in doctor.ledger.QUESTIONS for fault in question.faults()] == []


def test_a_credit_taken_back_lets_all_its_debits_wait_for_the_bank_again(alice, bob, file, told):
    entry = told(credited(file))
    undoing.undo(entry)
    assert {each.state for each in Collection.select()} == {"submitted"}
    assert StatementEntry.get_by_id(entry.id).decision == ""
    assert (ledger.unpaid(alice.customer), ledger.unpaid(bob.customer)) == (["1000001"], ["1000002"])
    assert [each.amount_cents for each in Booking.of(alice.customer).order_by(Booking.id)] == [-5000, 5000, -5000]
    assert is_sound()
    decisions.collect_file(StatementEntry.get_by_id(entry.id), file)
    assert ledger.balance(alice.customer) == ledger.balance(bob.customer) == 0
    assert is_sound()


def test_a_debit_that_was_booked_but_never_executed_leaves_its_invoice_open_and_the_others_paid(
    alice, bob, file, told
):  # fmt: skip
    told(credited(file))
    undoing.not_executed(of_alice(alice))
    assert ledger.unpaid(alice.customer) == ["1000001"] and ledger.balance(bob.customer) == 0
    assert of_alice(alice).state == "withdrawn"
    assert Booking.select().order_by(Booking.id.desc()).get().text == "Lastschrift nicht ausgeführt"
    assert "entfällt" in Outbox.select().order_by(Outbox.id.desc()).get().text
    collections.daily("")
    assert Collection.select().count() == 2, "it is not tried again"
    with pytest.raises(Refused, match="nicht als bezahlt gebucht"):
        undoing.not_executed(of_alice(alice))
    assert is_sound()


def test_a_return_taken_back_pays_the_invoice_again_and_gives_the_fee_back(alice, file, told):
    told(credited(file))
    entry = told(returned())
    assert ledger.balance(alice.customer) == -5000 - FEE
    undoing.undo(entry)
    assert ledger.balance(alice.customer) == 0 and ledger.unpaid(alice.customer) == []
    assert of_alice(alice).state == "paid" and of_alice(alice).return_reason == ""
    assert StatementEntry.get_by_id(entry.id).decision == ""
    assert "Irrtum" in Outbox.select().order_by(Outbox.id.desc()).get().subject
    assert is_sound()


def test_a_return_taken_back_from_its_debit_opens_the_entry_that_told_it(alice, file, told):
    told(credited(file))
    entry = told(returned())
    undoing.return_undone(of_alice(alice))
    assert StatementEntry.get_by_id(entry.id).decision == ""
    assert ledger.balance(alice.customer) == 0
    with pytest.raises(Refused, match="nicht zurückgegeben"):
        undoing.return_undone(of_alice(alice))
    with pytest.raises(Refused):
        undoing.undo(StatementEntry.get_by_id(entry.id))


def test_a_return_before_its_credit_is_taken_back_without_a_payment(alice, file, told):
    entry = told(returned())
    undoing.undo(entry)
    assert of_alice(alice).state == "submitted"
    assert ledger.unpaid(alice.customer) == ["1000001"] and ledger.balance(alice.customer) == -5000
    assert is_sound()


def test_a_return_before_its_credit_is_taken_back_to_that(alice, file, told):
    entry = told(returned())
    told(credited(file))
    undoing.undo(entry)
    assert of_alice(alice).state == "paid" and ledger.balance(alice.customer) == 0


def test_a_credit_whose_debit_came_back_is_taken_back_after_the_return(alice, file, told):
    credit = told(credited(file))
    back = told(returned())
    with pytest.raises(Refused, match="zuerst die Rücklastschriften zurück: Rechnung 1000001"):
        undoing.undo(credit)
    undoing.undo(back)
    undoing.undo(credit)
    assert ledger.balance(alice.customer) == -5000 and ledger.unpaid(alice.customer) == ["1000001"]
    assert is_sound()


def test_a_debit_that_comes_back_again_after_its_return_was_taken_back_is_booked_back_again(alice, file, told):
    told(credited(file))
    for _ in range(2):
        assert collections.give_back(of_alice(alice), DAY, "AM04")
        assert ledger.balance(alice.customer) == -5000 - FEE and ledger.unpaid(alice.customer)[0] == "1000001"
        undoing.return_undone(of_alice(alice))
        assert ledger.balance(alice.customer) == 0 and ledger.unpaid(alice.customer) == []
    assert is_sound()


def test_a_mandate_that_ended_by_a_return_stays_ended(alice, file, told):
    collections.give_back(of_alice(alice), DAY, "AC04")
    undoing.return_undone(of_alice(alice))
    assert Mandate.in_force(alice.customer) is None


def test_what_was_paid_meanwhile_is_credit(alice, file, told):
    told(credited(file))
    entry = told(returned())
    ledger.book(alice.customer, "ZA", 5000 + FEE, clock.today())
    undoing.undo(entry)
    assert ledger.balance(alice.customer) == 5000 + FEE and ledger.unpaid(alice.customer) == []
    assert is_sound()


def test_what_was_decided_before_it_was_kept_for_which_debits_stays(file, told):
    entry = told(credited(file))
    Collection.update(paid_by=None).execute()
    with pytest.raises(Refused, match="damals nicht vermerkt"):
        undoing.undo(entry)
    assert StatementEntry.get_by_id(entry.id).decision == "collected"


def test_in_a_month_that_was_handed_over_it_is_booked_back_today(alice, file, told):
    entry = told(credited(file))
    MonthLock.create(month=date(2026, 11, 1), locked_by=alice.account)
    undoing.undo(entry)
    assert Booking.select().order_by(Booking.id.desc()).get().booked_on == clock.today()


ACTS = st.lists(st.sampled_from(["pay", "return", "not executed", "undo return", "pay otherwise"]), max_size=8)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_after_any_order_of_acts_the_ledger_agrees_with_what_became_of_the_debit(alice, file, acts):
    with database.database.atomic() as transaction:
        otherwise = 0
        for act in acts:
            now = of_alice(alice)
            with suppress(Refused):
                if act == "pay" and now.state == "submitted":
                    collections.pay([now], DAY)
                elif act == "return" and now.state in ("submitted", "paid"):
                    collections.give_back(now, DAY, "AM04")
                elif act == "not executed":
                    undoing.not_executed(now)
                elif act == "undo return":
                    undoing.return_undone(now)
                elif act == "pay otherwise":
                    ledger.book(alice.customer, "ZA", 100, DAY)
                    otherwise += 100
        expected = {"paid": 0, "returned": -5000 - FEE}.get(of_alice(alice).state, -5000) + otherwise
        assert ledger.balance(alice.customer) == expected
        assert is_sound()
        transaction.rollback()
