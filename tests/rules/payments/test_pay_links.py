"""Links to pay with."""

import pytest

from models import PayLink
from rules import NotFound, Refused
from rules.accounting import ledger
from rules.payments import checkouts, events, pay_links, wishes
from tests.rules.payments.test_checkouts import bill


@pytest.fixture
def link(alice):
    bill(alice.customer, 7001, 1190)
    return pay_links.create(alice.customer, wishes.to_pay(alice.customer), alice.account)


def token(link):
    return pay_links.path(link).rpartition("/")[2]


def test_a_link_is_found_by_its_secret_which_no_table_holds(link):
    assert pay_links.find(token(link)) == link
    row = PayLink.select().where(PayLink.id == link.id).dicts().get()
    assert token(link) not in map(str, row.values()) and len(token(link)) >= 43


def test_two_clicks_make_one_link(link):
    again = pay_links.create(link.customer, wishes.to_pay(link.customer), None)
    assert again == link
    free = pay_links.create(link.customer, wishes.Wish(1000), None)
    assert pay_links.create(link.customer, wishes.Wish(1000), None) == free != link


def test_it_asks_for_what_is_open_of_its_invoices_at_the_moment(link):
    assert pay_links.wish(link) == wishes.Wish(1190, ("7001",))
    bill(link.customer, 7002, 500)
    assert pay_links.wish(link).cents == 1190
    ledger.book(link.customer, "ZA", 1000, link.created_at.date(), settles=["7001"])
    assert pay_links.wish(link).cents == 190


@pytest.mark.parametrize("ended", ["expired", "revoked", "guessed", "cut"])
def test_one_that_ended_or_never_was_is_not_found(link, later, ended):
    secret = token(link)
    if ended == "expired":
        later(days=31)
    elif ended == "revoked":
        pay_links.revoke(link)
    else:
        secret = "A" * 43 if ended == "guessed" else secret[:-1]
    with pytest.raises(NotFound):
        pay_links.find(secret)


def test_an_amount_is_paid_once(alice, stripe):
    link = pay_links.create(alice.customer, wishes.Wish(1000), None)
    checkout = checkouts.begin(alice.customer, pay_links.wish(link), "K", "f", 1000, pay_links.path(link), link=link)
    stripe.pay(checkout.provider_id)
    events.check(checkout)
    assert pay_links.wish(link).cents == 0
    assert ledger.balance(alice.customer) == 1000


def test_a_checkout_is_found_by_its_own_link_only(alice, stripe, link):
    other = pay_links.create(alice.customer, wishes.Wish(1000), None)
    checkout = checkouts.begin(alice.customer, pay_links.wish(link), "K", "f", 1190, pay_links.path(link), link=link)
    assert pay_links.find_checkout(token(link), checkout.id) == checkout
    with pytest.raises(NotFound):
        pay_links.find_checkout(token(other), checkout.id)


def test_no_link_for_nothing_and_not_too_many(alice):
    with pytest.raises(Refused):
        pay_links.create(alice.customer, wishes.to_pay(alice.customer), None)
    for number in range(pay_links.MOST_WORKING):
        pay_links.create(alice.customer, wishes.Wish(1000 + number), None)
    with pytest.raises(Refused, match="Mehr als 20"):
        pay_links.create(alice.customer, wishes.Wish(5000), None)
