"""What providers tell comes to the same, however often and in whatever order it is told."""

import threading
from datetime import date

import pytest

import clock
import database
import gateways
from models import AuditEntry, Booking, Checkout, MonthLock, OpenItem, ProviderEvent, Settlement
from rules import audit
from rules.accounting import ledger
from rules.payments import checkouts, events, parked, wishes
from tests.rules.payments.test_checkouts import BASE, begin, bill

SESSION = {"amount_total": 1190, "currency": "eur", "payment_method_types": ["card"]}


@pytest.fixture
def checkout(alice, stripe):
    """Alice is on the way to pay an invoice."""
    bill(alice.customer, 7001, 1190)
    return begin(alice.customer)


def tell(stripe, kind, about):
    body, headers = stripe.signed(kind, about)
    events.receive(headers["Stripe-Signature"], body.encode())


def money_back(name, cents=1190, status="succeeded", payment="pi_1"):
    return {"id": name, "amount": cents, "currency": "eur", "status": status, "payment_intent": payment}


def complete(stripe, checkout, **changes):
    tell(stripe, "checkout.session.completed", stripe.pay(checkout.provider_id, **changes))


def parks():
    return {row.event_id: row.parked_for for row in ProviderEvent.select().where(ProviderEvent.parked_for != "")}


def test_a_payment_settles_its_invoice_and_says_how_it_was_paid(checkout, stripe):
    complete(stripe, checkout)
    booking = Booking.get(Booking.kind == "ZA")
    assert (booking.amount_cents, booking.payment_method, booking.source) == (1190, "K", "stripe paid pi_1")
    assert ledger.unpaid(checkout.customer) == [] and ledger.balance(checkout.customer) == 0
    assert Checkout.get_by_id(checkout.id).paid_at
    assert ProviderEvent.get().booking == booking
    assert AuditEntry.select().where(AuditEntry.what == "payment received").count() == 1


def test_it_settles_the_invoice_that_it_is_for_and_not_the_oldest(alice, stripe):
    bill(alice.customer, 7001, 1190)
    bill(alice.customer, 7002, 500)
    complete(stripe, begin(alice.customer, wishes.of_invoices(alice.customer, ["7002"])))
    assert ledger.unpaid(alice.customer) == ["7001"]


def six(stripe, checkout):
    """Six things that are told about one payment: three say the same in other words."""
    session = dict(stripe.sessions[checkout.provider_id])
    session |= {"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}
    return [
        ("checkout.session.completed", session),
        ("checkout.session.async_payment_succeeded", session),
        ("refund.created", money_back("re_1", 300)),
        ("refund.updated", money_back("re_2", 200)),
        ("charge.dispute.funds_withdrawn", money_back("dp_1")),
        ("charge.dispute.funds_reinstated", money_back("dp_1")),
    ]


def state(checkout):
    """What everybody sees in the end."""
    return (
        {(each.source, each.kind, each.amount_cents, each.reverses_id is None) for each in Booking.select()},
        ledger.balance(checkout.customer),
        {row.event_id: (row.parked_for, row.booking_id is None, row.checkout_id) for row in ProviderEvent.select()},
        Checkout.get_by_id(checkout.id).closed_at,
        sum(item.cents for item in OpenItem.select()),
    )


def test_all_orders_of_six_events_come_to_the_same(checkout, stripe):
    signed = [stripe.signed(kind, about) for kind, about in six(stripe, checkout)]
    told = [gateways.payment.stripe.read_event(each["Stripe-Signature"], body.encode()) for body, each in signed]
    found = []

    def tell_in_every_order(left):
        for event in left:
            with database.database.atomic() as undone:
                events.record("stripe", event)
                tell_in_every_order([each for each in left if each is not event])
                undone.rollback()
        if not left:
            found.append(state(checkout))

    tell_in_every_order(told)
    assert len(found) == 720
    assert all(each == found[0] for each in found)
    bookings, balance, rows, _, open_cents = found[0]
    assert balance == open_cents == -500  # two refunds of 3 € and 2 €; the dispute was won
    assert len(bookings) == 6 and len(rows) == 5 and {row[0] for row in rows.values()} == {""}


def test_the_same_told_ten_times_is_booked_once(checkout, stripe):
    for kind, about in six(stripe, checkout) * 10:
        tell(stripe, kind, about)
    assert Booking.select().where(Booking.kind == "ZA").count() == 2
    assert ledger.balance(checkout.customer) == -500


def test_ten_deliveries_at_the_same_moment_are_booked_once(checkout, stripe):
    body, headers = stripe.signed("checkout.session.completed", stripe.pay(checkout.provider_id))
    refund, refund_headers = stripe.signed("refund.created", money_back("re_1", 300))
    barrier, errors = threading.Barrier(12), []

    def deliver(body, headers):
        try:
            with audit.acting("Schnittstelle"):
                barrier.wait()
                events.receive(headers["Stripe-Signature"], body.encode())
        except Exception as error:
            errors.append(error)
        database.drop_connection()

    jobs = [(body, headers)] * 10 + [(refund, refund_headers)] * 2
    threads = [threading.Thread(target=deliver, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ProviderEvent.select().count() == 2 and parks() == {}
    assert ledger.balance(checkout.customer) == -300


@pytest.mark.parametrize("first", ["re_1", "re_2"])
def test_two_refunds_leave_the_rest_of_the_invoice_open_in_any_order(checkout, stripe, first):
    complete(stripe, checkout)
    refunds = [money_back("re_1", 300), money_back("re_2", 200)]
    for refund in refunds if first == "re_1" else refunds[::-1]:
        tell(stripe, "refund.created", refund)
    assert {(item.booking.kind, item.cents) for item in OpenItem.select()} == {("RE", -500)}
    assert sum(each.cents for each in Settlement.select()) == 1190


def test_a_refund_that_fails_gives_the_money_back(checkout, stripe):
    complete(stripe, checkout)
    tell(stripe, "refund.updated", money_back("re_1"))
    assert ledger.unpaid(checkout.customer) == ["7001"]
    tell(stripe, "refund.failed", money_back("re_1", status="failed"))
    assert ledger.unpaid(checkout.customer) == []


def test_a_refund_that_never_left_books_nothing(checkout, stripe):
    complete(stripe, checkout)
    tell(stripe, "refund.failed", money_back("re_1", status="failed"))
    assert Booking.select().where(Booking.kind != "RE").count() == 1 and parks() == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount_total": 1000}, "amount"),
        ({"amount_total": 1191}, "amount"),
        ({"currency": "usd"}, "currency"),
        ({"metadata": {"customer": "502", "invoices": "7001"}}, "customer"),
        ({"metadata": {"customer": "501", "invoices": "7009"}}, "customer"),
        ({"metadata": {}}, "customer"),
        ({"id": "cs_of_a_shop"}, "unknown"),
    ],
)
def test_what_does_not_fit_is_parked_and_books_nothing(checkout, stripe, changes, reason):
    tell(stripe, "checkout.session.completed", stripe.pay(checkout.provider_id) | changes)
    assert parks() == {"paid pi_1": reason}
    assert ledger.balance(checkout.customer) == -1190
    assert Checkout.get_by_id(checkout.id).paid_at is None


def test_a_refund_of_a_payment_that_nobody_knows_is_parked_until_the_payment_is_told(checkout, stripe):
    tell(stripe, "refund.created", money_back("re_1"))
    assert parks() == {"refunded re_1": "unpaid"}
    complete(stripe, checkout)
    assert parks() == {}
    assert ledger.balance(checkout.customer) == -1190


def test_a_second_payment_on_a_page_is_parked(checkout, stripe):
    complete(stripe, checkout)
    complete(stripe, checkout, payment_intent="pi_2")
    assert parks() == {"paid pi_2": "twice"}


def test_a_month_that_was_handed_over_parks_the_payment(checkout, stripe):
    MonthLock.create(month=clock.today().replace(day=1))
    complete(stripe, checkout)
    assert parks() == {"paid pi_1": "locked"}
    assert Checkout.get_by_id(checkout.id).paid_at is None


def test_an_invoice_that_was_paid_otherwise_meanwhile_leaves_a_credit(checkout, stripe):
    ledger.book(checkout.customer, "ZA", 1190, date(2026, 3, 2), payment_method="U")
    complete(stripe, checkout)
    assert ledger.balance(checkout.customer) == 1190


@pytest.mark.parametrize("is_first", [True, False])
def test_a_page_that_ended_is_closed_unless_it_was_paid(checkout, stripe, is_first):
    ended = ("checkout.session.expired", dict(stripe.sessions[checkout.provider_id]))
    if is_first:
        tell(stripe, *ended)
        assert Checkout.get_by_id(checkout.id).closed_at
    complete(stripe, checkout)
    if not is_first:
        tell(stripe, *ended)
    found = Checkout.get_by_id(checkout.id)
    assert found.paid_at and found.closed_at is None


def test_a_payment_that_takes_days_is_booked_when_it_arrives(checkout, stripe):
    tell(stripe, "checkout.session.completed", stripe.sessions[checkout.provider_id] | {"status": "complete"})
    assert not ProviderEvent.select().exists()
    tell(stripe, "checkout.session.async_payment_succeeded", stripe.pay(checkout.provider_id))
    assert ledger.balance(checkout.customer) == 0


def test_mollie_is_asked_and_books_the_same(alice, mollie):
    bill(alice.customer, 7001, 1190)
    checkout = checkouts.begin(alice.customer, wishes.to_pay(alice.customer), "S", "form", 1190, BASE)
    payment = mollie.payments[checkout.provider_id]
    assert events.told_by_mollie(checkout.provider_id) and ledger.balance(alice.customer) == -1190
    payment |= {"status": "paid", "method": "wero"}
    for _ in range(3):
        assert events.told_by_mollie(checkout.provider_id)
    assert ledger.balance(alice.customer) == 0
    assert Booking.get(Booking.kind == "ZA").payment_method == "S"
    payment["_embedded"] = {"chargebacks": [{"id": "chb_1", "amount": {"currency": "EUR", "value": "11.90"}}]}
    events.told_by_mollie(checkout.provider_id)
    assert Booking.get(Booking.kind == "RL").amount_cents == -1190
    assert ledger.unpaid(alice.customer) == ["7001"]


def test_mollie_is_asked_only_about_payments_of_ours_and_again_when_it_was_away(alice, mollie):
    bill(alice.customer, 7001, 1190)
    checkout = begin(alice.customer)
    asked = len(mollie.asked)
    for name in ("tr_unknown", "", "\x00", "../x"):
        assert events.told_by_mollie(name)
    assert len(mollie.asked) == asked
    mollie.trouble = 500
    assert not events.told_by_mollie(checkout.provider_id)
    mollie.trouble = 404
    assert events.told_by_mollie(checkout.provider_id)


def test_staff_book_what_was_parked_and_its_refund_follows(checkout, stripe, bob, bookkeeper):
    complete(stripe, checkout, amount_total=1000)
    tell(stripe, "refund.created", money_back("re_1", 400))
    row = ProviderEvent.get(ProviderEvent.event_id == "paid pi_1")
    parked.book(row, bookkeeper.account, 502, 1000, "hat für Alice bezahlt")
    assert ledger.balance(bob.customer) == 600 and ledger.balance(checkout.customer) == -1190
    settled = ProviderEvent.get_by_id(row.id)
    assert settled.settled_by == bookkeeper.account and settled.note and settled.settled_at
    tell(stripe, "checkout.session.completed", stripe.sessions[checkout.provider_id])
    assert ledger.balance(bob.customer) == 600


def test_what_staff_left_unbooked_stays_so(checkout, stripe, bookkeeper):
    from rules import Refused

    complete(stripe, checkout, amount_total=1000)
    row = ProviderEvent.get()
    parked.ignore(row, bookkeeper.account, "Test des Shops")
    complete(stripe, checkout, amount_total=1000)
    assert ledger.balance(checkout.customer) == -1190
    with pytest.raises(Refused, match="inzwischen"):
        parked.book(row, bookkeeper.account, 501, 1000, "")
