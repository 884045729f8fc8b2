"""One wish is one checkout, however often somebody clicks."""

import threading
from datetime import date

import pytest

import database
import gateways
import texts
from models import Booking, Checkout, Invoice, Work
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments import checkouts, events, pay_links, wishes

DAY = date(2026, 3, 1)
BASE = "/buchhaltung/zahlung"


def bill(customer, number, cents):
    invoice = Invoice.create(
        number=number, customer=customer, issued_on=DAY, due_on=DAY, recipient="x", net_cents=cents, tax_cents=0,
        gross_cents=cents,
    )  # fmt: skip
    return ledger.book(customer, "RE", -cents, DAY, invoice=invoice)


@pytest.fixture
def owing(alice, stripe):
    """Alice owes two invoices."""
    bill(alice.customer, 7001, 1190)
    bill(alice.customer, 7002, 500)
    return alice.customer


def begin(customer, wish=None, method="K", key="form", seen=None):
    wish = wish or wishes.to_pay(customer)
    return checkouts.begin(customer, wish, method, key, wish.cents if seen is None else seen, BASE)


def paid(stripe, checkout):
    stripe.pay(checkout.provider_id)
    events.check(checkout)
    return Checkout.get_by_id(checkout.id)


def test_a_checkout_leads_to_the_provider_s_page(owing, stripe):
    checkout = begin(owing)
    assert (checkout.cents, checkout.invoices, checkout.method) == (1690, "7001 7002", "K")
    session = stripe.sessions[checkout.provider_id]
    assert checkout.address == session["url"]
    assert session["amount_total"] == 1690
    assert session["success_url"] == f"{gateways.settings.public_url}{BASE}/vorgang/{checkout.id}?zurueck=1"
    assert session["metadata"] == {"customer": "501", "invoices": "7001 7002"}


def test_twenty_clicks_and_another_tab_make_one_checkout(owing, stripe):
    ids = {begin(owing).id for _ in range(20)} | {begin(owing, key="the other tab").id}
    assert len(ids) == 1 and len(stripe.sessions) == 1


def test_clicks_at_the_same_moment_get_the_same_page(owing, stripe):
    found, barrier = [], threading.Barrier(8)

    def click(number):
        with audit.acting("Tests"), texts.speak("de"):
            barrier.wait()
            found.append(begin(owing, key=f"tab {number % 2}").address)
        database.drop_connection()

    threads = [threading.Thread(target=click, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1 and len(stripe.sessions) == 1


@pytest.mark.parametrize("other", ["method", "amount", "invoices"])
def test_another_wish_is_another_checkout(owing, other):
    first = begin(owing)
    second = {
        "method": lambda: begin(owing, method="S", key="2"),
        "amount": lambda: begin(owing, wishes.Wish(100), key="2"),
        "invoices": lambda: begin(owing, wishes.of_invoices(owing, ["7002"]), key="2"),
    }[other]()
    assert second.id != first.id


def test_the_way_back_to_a_form_leads_by_the_other_method_to_its_page(owing, stripe):
    by_card, instant = begin(owing), begin(owing, method="S")
    assert (by_card.method, instant.method) == ("K", "S") and by_card.address != instant.address
    assert begin(owing).id == by_card.id and begin(owing, method="S").id == instant.id
    paid(stripe, instant)
    assert begin(owing, seen=1690).id == instant.id and len(stripe.sessions) == 2


def test_a_payment_names_no_more_invoices_than_fit(owing, stripe):
    for number in range(1_000_000, 1_000_000 + wishes.MOST_INVOICES):
        bill(owing, number, 100)
    with pytest.raises(Refused, match="20 Rechnungen"):
        begin(owing)
    with pytest.raises(Refused, match="20 Rechnungen"):
        pay_links.create(owing, wishes.to_pay(owing), None)
    some = wishes.of_invoices(owing, [str(number) for number in range(1_000_000, 1_000_020)])
    assert begin(owing, some).cents == 2000


def test_the_way_back_to_a_form_that_was_paid_pays_nothing_again(owing, stripe):
    checkout = paid(stripe, begin(owing))
    assert begin(owing, seen=1690).id == checkout.id
    free = paid(stripe, begin(owing, wishes.Wish(1000), key="free"))
    assert begin(owing, wishes.Wish(1000), key="free").id == free.id
    assert len(stripe.sessions) == 2


def test_an_amount_that_moved_is_refused(owing, stripe):
    with pytest.raises(Refused, match="inzwischen geändert"):
        begin(owing, seen=1600)
    assert not Checkout.select().exists() and not stripe.sessions


@pytest.mark.parametrize(("cents", "sentence"), [(49, "ab 0,50"), (1_000_001, "bis 10.000,00")])
def test_amounts_that_no_provider_takes_are_refused(owing, cents, sentence):
    with pytest.raises(Refused, match=sentence):
        begin(owing, wishes.Wish(cents))


def test_without_a_provider_nothing_is_begun(alice):
    bill(alice.customer, 7001, 1190)
    with pytest.raises(Refused, match="überweisen"):
        begin(alice.customer)


def test_while_the_provider_is_away_the_next_click_tries_again(owing, stripe):
    stripe.trouble = 500
    with pytest.raises(Refused, match="nicht erreichbar"):
        begin(owing)
    stripe.trouble = 0
    assert begin(owing).address
    assert Checkout.select().count() == 1


def test_a_page_that_expired_makes_room_for_another(owing, stripe):
    first = begin(owing)
    stripe.sessions[first.provider_id]["status"] = "expired"
    second = begin(owing)
    assert second.id != first.id and second.address != first.address
    assert Checkout.get_by_id(first.id).closed_at


def test_somebody_who_paid_in_the_other_tab_is_told_so_instead_of_paying_again(owing, stripe):
    first = begin(owing)
    stripe.pay(first.provider_id)  # the webhook has not come yet
    again = begin(owing, key="the other tab")
    assert again.id == first.id and again.paid_at
    assert ledger.balance(owing) == 0


def test_a_page_is_offered_again_while_the_provider_cannot_be_asked(owing, stripe):
    first = begin(owing)
    stripe.trouble = 500
    assert begin(owing, key="the other tab").address == first.address


def test_too_many_begun_in_an_hour_are_refused(owing):
    for number in range(checkouts.MOST_AN_HOUR):
        begin(owing, wishes.Wish(100 + number), key=str(number))
    with pytest.raises(Refused, match="viele Versuche"):
        begin(owing)


def test_a_payment_is_found_without_any_webhook(owing, stripe, later):
    import work

    checkout = begin(owing)
    later(minutes=3)
    work.all_due()
    assert Checkout.get_by_id(checkout.id).paid_at is None
    stripe.pay(checkout.provider_id)
    later(minutes=8)
    work.all_due()
    assert Checkout.get_by_id(checkout.id).paid_at
    assert ledger.balance(owing) == 0
    later(days=3)
    work.all_due()
    assert Booking.select().where(Booking.kind == "ZA").count() == 1
    assert not Work.select().where(Work.kind == "checkout", Work.done_at.is_null()).exists()


def test_nobody_is_asked_for_ever_about_a_page_that_was_left(owing, stripe, later):
    import work

    checkout = begin(owing)
    for _ in range(10):
        later(days=1)
        work.all_due()
    stripe.sessions[checkout.provider_id]["status"] = "expired"
    assert Work.select().where(Work.kind == "checkout").count() == len(checkouts.LOOKS)


def test_what_is_collected_by_direct_debit_is_not_asked_for(owing):
    Invoice.insert(
        number=7003, customer=owing, issued_on=DAY, due_on=DAY, recipient="x", net_cents=900, tax_cents=0,
        gross_cents=900, debit_on=date(2190, 1, 1),
    ).execute()  # fmt: skip
    ledger.book(owing, "RE", -900, DAY, invoice=Invoice.get(Invoice.number == 7003))
    assert wishes.to_pay(owing).invoices == ("7001", "7002")
    assert wishes.items(owing)[2].debit_on == date(2190, 1, 1)
