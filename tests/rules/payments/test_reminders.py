"""Reminders: who gets one at which level, who gets none and why, and what each costs."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

import clock
import gateways
from models import (
    Booking,
    Checkout,
    Delivery,
    Outbox,
    Reminder,
    ReminderDraft,
    ReminderLetter,
    ReminderRun,
    Statement,
    StatementEntry,
    Work,
)
from rules import Refused
from rules.accounting import ledger
from rules.payments.reminders import letters, runs, stops
from rules.payments.reminders.cases import case_of, hold
from tests.rules.payments.owing import ago, bank_statement, do_work, open_debit, owe, pay, remind


@pytest.fixture
def customer(alice):
    bank_statement()
    return alice.customer


def by_post(customer):
    customer.invoice_by_post = True
    customer.save()


def left_out(run):
    return {(draft.customer.number, draft.obstacle) for draft in run.drafts.where(ReminderDraft.obstacle != "")}


def test_the_first_reminder_comes_a_week_after_the_due_day_and_costs_nothing(customer):
    by_post(customer)
    owe(customer, 7001, 1428, overdue=6)
    assert left_out(runs.propose()) == {(501, "waiting")}
    owe(customer, 7002, 1000, overdue=7)
    (letter,) = remind()
    assert (letter.level, letter.title, letter.fee) == (1, "Zahlungserinnerung", None)
    assert letter.open_cents == 2428, "one letter asks for all that is overdue"
    assert [reminder.debit.number for reminder in letter.reminders] == ["7002"]
    assert not Booking.select().where(Booking.kind == "MG").exists()


def test_every_level_comes_in_its_time_and_none_twice(customer, later):
    owe(customer, 7001, 1428, overdue=7)
    seen = []
    for _ in range(50):
        run = runs.propose()
        if ReminderDraft.to_write(run).exists():
            runs.release(run)
            do_work()
        seen = [(each.level, each.reminded_on) for each in Reminder.select().order_by(Reminder.level)]
        later(days=1)
        bank_statement()
    days = [day for _, day in seen]
    assert [level for level, _ in seen] == [1, 2, 3]
    assert [(after - before).days for before, after in zip(days, days[1:], strict=False)] == [14, 14]
    assert left_out(runs.propose()) == {(501, "last")}


def test_a_letter_by_post_costs_its_fee_once_and_a_mail_costs_nothing(customer, bob, later):
    by_post(customer)
    owe(customer, 7001, 1428)
    owe(bob.customer, 7002, 1428)
    remind()
    later(days=14)
    bank_statement()
    of_alice, of_bob = sorted(remind(), key=lambda letter: letter.customer.number)
    assert (of_alice.level, of_alice.fee.amount_cents, of_alice.open_cents) == (2, -120, 1548)
    assert (of_bob.level, of_bob.fee, of_bob.open_cents) == (2, None, 1428)
    assert ledger.balance(customer) == -1548
    letters.send(str(of_alice.id))
    assert Booking.select().where(Booking.kind == "MG").count() == 1


def test_a_fee_alone_is_no_reason_for_a_reminder(customer, later):
    by_post(customer)
    owe(customer, 7001, 1428)
    remind()
    later(days=14)
    bank_statement()
    remind()
    pay(customer, 1428)
    later(days=60)
    bank_statement()
    assert left_out(runs.propose()) == {(501, "fee")}


@pytest.mark.parametrize(("days", "code"), [(3, ""), (4, "old_statement"), (None, "no_statement")])
def test_nobody_is_reminded_while_the_bank_has_not_said_who_paid(alice, days, code):
    owe(alice.customer, 7001, 1428)
    if days is not None:
        bank_statement(days)
    assert hold() == code
    run = runs.propose()
    assert run.obstacle == code
    if code:
        with pytest.raises(Refused, match="Kontoauszug"):
            runs.release(run)
        assert not Work.select().where(Work.kind == "reminder").exists()


def test_nobody_is_reminded_before_the_statement_is_matched(customer):
    entry = {"statement": Statement.get(), "key": "a", "booked_on": clock.today(), "cents": 1428}
    StatementEntry.create(**entry)
    assert hold() == "unmatched"


def test_a_statement_that_grew_old_before_the_letters_were_written_stops_them(customer, later):
    owe(customer, 7001, 1428)
    runs.release(runs.propose())
    later(days=4)
    do_work()
    assert ReminderDraft.get().obstacle == "statement"
    assert not ReminderLetter.select().exists()


def test_who_pays_after_the_release_gets_no_reminder(customer):
    owe(customer, 7001, 1428)
    run = runs.propose()
    runs.release(run)
    pay(customer, 1428)
    do_work()
    assert left_out(run) == {(501, "paid")}
    assert not ReminderLetter.select().exists()
    assert runs.progress(run).step == "done"


def test_staff_release_no_more_than_they_saw(customer):
    owe(customer, 7001, 1428)
    run = runs.propose()
    owe(customer, 7002, 5000, overdue=30)
    runs.release(run)
    do_work()
    assert [reminder.debit.number for reminder in Reminder.select()] == ["7001"]


def test_what_is_to_be_collected_is_not_reminded_of(customer):
    owe(customer, 7001, 1428, debit_on=clock.today())
    assert left_out(runs.propose()) == {(501, "debit")}
    owe(customer, 7002, 1000, debit_on=ago(1))
    (letter,) = remind()
    assert letter.open_cents == 1000, "the letter does not ask for what the bank collects"


def test_who_is_paying_at_a_provider_is_left_alone_for_three_days(customer, later):
    owe(customer, 7001, 1428)
    Checkout.create(customer=customer, provider="stripe", key="k", cents=1428)
    assert left_out(runs.propose()) == {(501, "checkout")}
    later(days=3)
    bank_statement()
    assert len(remind()) == 1


def test_money_that_seems_to_be_the_customers_holds_the_reminder_up(customer):
    owe(customer, 7001, 1428)
    StatementEntry.create(
        statement=Statement.get(), key="a", booked_on=clock.today(), cents=1400, customer=customer,
        examined_at=clock.now(),
    )  # fmt: skip
    assert left_out(runs.propose()) == {(501, "entry")}


def test_a_few_cents_are_no_reason_for_a_letter(customer):
    owe(customer, 7001, 5)
    assert left_out(runs.propose()) == {(501, "small")}


def test_who_cannot_be_reached_is_named(customer):
    customer.email = customer.street = ""
    customer.save()
    owe(customer, 7001, 1428)
    assert left_out(runs.propose()) == {(501, "unreachable")}


@pytest.mark.parametrize("reason", ["disputed", "insolvency", "death"])
def test_a_stop_holds_until_it_is_ended(customer, reason):
    owe(customer, 7001, 1428)
    stops.make(customer, reason)
    assert left_out(runs.propose()) == {(501, reason)}
    stops.end(customer.reminder_stops.get())
    assert len(remind()) == 1
    with pytest.raises(Refused, match="schon beendet"):
        stops.end(customer.reminder_stops.get())


def test_a_payment_plan_holds_until_its_day_has_passed(customer, later):
    owe(customer, 7001, 1428)
    stops.make(customer, "plan", "zwei Raten am Ersten", clock.today() + timedelta(days=2))
    later(days=2)
    bank_statement()
    assert left_out(runs.propose()) == {(501, "plan")}
    later(days=1)
    assert len(remind()) == 1


def test_a_disputed_invoice_stays_out_of_the_letter_about_the_others(customer):
    owe(customer, 7001, 1428)
    stops.make(customer, "disputed", debit=open_debit(customer).id)
    owe(customer, 7002, 1000)
    (letter,) = remind()
    assert letter.open_cents == 1000
    assert "7001" not in letter.content


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"reason": "plan", "until": None, "note": "Raten"}, "until"),
        ({"reason": "other", "until": ago(-5), "note": ""}, "note"),
        ({"reason": "disputed", "until": ago(1)}, "until"),
        ({"reason": "disputed", "debit": 99_999}, "debit"),
    ],
)
def test_a_stop_that_makes_no_sense_is_refused(customer, details, field):
    with pytest.raises(Refused) as refusal:
        stops.make(customer, **details)
    assert refusal.value.field == field


def test_nobody_stops_reminders_about_another_customers_invoice(customer, bob):
    owe(bob.customer, 7001, 1428)
    with pytest.raises(Refused):
        stops.make(customer, "disputed", debit=open_debit(bob.customer).id)


def test_a_reminder_goes_out_by_mail_with_the_letter(customer):
    owe(customer, 7001, 1428)
    (letter,) = remind()
    mail = Outbox.select().order_by(Outbox.id.desc()).get()
    assert mail.recipient == "alice@alice.example"
    assert "14,28\u00a0€" in mail.subject and "Zahlungserinnerung" in mail.subject
    assert mail.files.get().name == f"Mahnung-501-{clock.today()}.pdf"
    with letters.opened(ReminderLetter.get_by_id(letter.id)) as file:
        assert file.read().startswith(b"%PDF")
    assert Delivery.select().where(Delivery.paper == f"reminder {letter.id}").count() == 1


def test_the_letter_names_the_money_the_day_and_the_invoices(customer):
    owe(customer, 7001, 142800)
    (letter,) = remind()
    content = json.loads(letter.content)
    assert (letter.pay_until - letter.reminded_on).days == 11
    assert content["total"] == "1.428,00\u00a0€"
    assert content["reference"] == "Kundennummer 501, Rechnung 7001"
    assert any("1.428,00\u00a0€" in paragraph for paragraph in content["paragraphs"])
    assert content["items"][0]["text"] == "Rechnung 7001"
    assert "{" not in "".join(content["paragraphs"])


def test_a_newer_proposal_takes_the_place_of_the_older_one(customer):
    owe(customer, 7001, 1428)
    older, newer = runs.propose(), runs.propose()
    assert ReminderRun.proposal() == newer
    with pytest.raises(Refused, match="neueren"):
        runs.release(older)
    runs.release(newer)
    with pytest.raises(Refused, match="schon freigegeben"):
        runs.release(newer)


def test_an_empty_proposal_is_not_released(customer):
    run = runs.propose()
    with pytest.raises(Refused, match="niemand"):
        runs.release(run)
    assert ReminderRun.get_by_id(run.id).released_at is None


def test_whom_staff_leave_out_gets_no_letter(customer, bob):
    owe(customer, 7001, 1428)
    owe(bob.customer, 7002, 1000)
    run = runs.propose()
    draft = run.drafts.where(ReminderDraft.customer == customer).get()
    runs.skip(draft)
    assert runs.totals(run) == runs.Totals(letters=1, cents=1000, fee_cents=0)
    runs.release(run)
    do_work()
    assert [letter.customer for letter in ReminderLetter.select()] == [bob.customer]
    assert runs.progress(run).count == 1
    with pytest.raises(Refused):
        runs.take_back(draft)


def test_the_daily_look_only_proposes(customer):
    owe(customer, 7001, 1428)
    runs.daily(clock.today().isoformat())
    assert ReminderRun.proposal() is not None
    assert not Work.select().where(Work.kind == "reminder").exists()


def test_by_setting_the_daily_look_reminds_by_itself(customer, monkeypatch):
    settings = gateways.settings
    monkeypatch.setattr(gateways, "settings", replace(settings, billing=replace(settings.billing, auto_remind=True)))
    runs.daily(clock.today().isoformat())
    assert ReminderRun.select().where(ReminderRun.released_at.is_null(False)).count() == 0, "nothing to release"
    owe(customer, 7001, 1428)
    runs.daily(clock.today().isoformat())
    runs.daily(clock.today().isoformat())
    do_work()
    assert ReminderLetter.select().count() == 1, "a second look before the letters are written doubles none"


def test_a_job_that_is_done_again_writes_no_second_letter(customer):
    owe(customer, 7001, 1428)
    (letter,) = remind()
    draft = ReminderDraft.get()
    runs.remind(str(draft.id))
    assert ReminderLetter.select().count() == 1
    ReminderDraft.update(done_at=None).where(ReminderDraft.id == draft).execute()
    runs.remind(str(draft.id))
    assert ReminderLetter.select().count() == 1
    assert case_of(customer).claims[0].obstacle == "waiting"
