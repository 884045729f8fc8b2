"""Somebody pays with a link, without login."""

import pytest

from models import Checkout, PayLink
from rules.accounting import ledger
from rules.payments import events, pay_links, wishes
from tests.rules.payments.test_checkouts import bill
from tests.views.payments.test_own import offered, readable


@pytest.fixture
def link(alice):
    bill(alice.customer, 7001, 1190)
    return pay_links.create(alice.customer, wishes.to_pay(alice.customer), alice.account)


def test_the_page_shows_the_amount_and_nothing_of_the_customer(link, visitor, alice):
    answer = visitor.get(pay_links.path(link))
    said = readable(answer)
    for part in ("An Muster Hosting bezahlen", "11,90 €", "Rechnung 7001", "IBAN DE02"):
        assert part in said
    for secret in (alice.customer.name, "Ahrens", "Ringstraße", alice.customer.email, "Kundenkonto"):
        assert secret not in answer.text
    assert answer.headers["Referrer-Policy"] == "strict-origin" and answer.headers["Cache-Control"] == "no-store"
    assert visitor.get(f"{pay_links.path(link)}/qr.svg").mimetype == "image/svg+xml"


def test_a_visitor_pays_and_comes_back(link, visitor, stripe):
    path = pay_links.path(link)
    answer = visitor.post(f"{path}/vorgang", offered(visitor.get(path)))
    checkout = Checkout.get()
    assert answer.status_code == 303 and answer.location == f"{path}/vorgang/{checkout.id}"
    assert (checkout.link, checkout.cents, checkout.created_by) == (link, 1190, None)
    back = f"{path}/vorgang/{checkout.id}?zurueck=1"
    assert "Zahlung wird geprüft" in visitor.get(back).text
    stripe.pay(checkout.provider_id)
    events.check(checkout)
    assert "Ihre Zahlung ist angekommen." in visitor.get(back).text
    assert "nichts mehr zu bezahlen" in visitor.get(path).text
    assert ledger.balance(link.customer) == 0


def test_a_visitor_without_the_token_of_a_form_pays_nothing(link, visitor, stripe):
    path = pay_links.path(link)
    answer = visitor.post(f"{path}/vorgang", offered(visitor.get(path)), csrf=False)
    assert answer.status_code == 400 and not Checkout.select().exists()


@pytest.mark.parametrize("ended", ["expired", "revoked", "guessed", "nul"])
def test_one_that_ended_or_was_guessed_says_so_and_takes_nothing(link, visitor, stripe, later, ended):
    path = pay_links.path(link)
    fields = offered(visitor.get(path))
    if ended == "expired":
        later(days=31)
    elif ended == "revoked":
        pay_links.revoke(link)
    else:
        path = "/zahlen/" + ("A" * 43 if ended == "guessed" else "%00")
    for answer in (visitor.get(path), visitor.get(f"{path}/qr.svg"), visitor.post(f"{path}/vorgang", fields)):
        assert answer.status_code == 404 and "Dieser Link gilt nicht mehr" in answer.text
    assert not Checkout.select().exists()


def test_a_payment_of_another_link_is_not_found(link, visitor, stripe, bob):
    path = pay_links.path(link)
    visitor.post(f"{path}/vorgang", offered(visitor.get(path)))
    other = pay_links.create(bob.customer, wishes.Wish(1000), None)
    assert visitor.get(f"{pay_links.path(other)}/vorgang/{Checkout.get().id}").status_code == 404


def test_a_wrong_form_is_answered_with_the_page(link, visitor, stripe):
    path = pay_links.path(link)
    for fields in ({}, {"cents": "x", "key": "k", "method": "K"}, {"cents": "11,90", "key": "k", "method": "X"},
                   {"cents": "11,80", "key": "k", "method": "K"}):  # fmt: skip
        assert visitor.post(f"{path}/vorgang", fields).status_code == 422
    assert PayLink.get().revoked_at is None and not Checkout.select().exists()
