"""Two providers are set up: both are offered by name."""

import re

import pytest

from models import Checkout
from rules.payments import pay_links, wishes
from tests.views.payments.test_own import BEGIN, PAGE, bill, offered, readable


@pytest.fixture
def owing(alice, both):
    bill(alice.customer, 7001, 400)
    return alice


@pytest.mark.parametrize("provider", ["stripe", "mollie"])
def test_the_customer_chooses_by_name_and_gets_to_its_page(provider, owing, both):
    page = owing.get(PAGE)
    assert "Über Stripe Mit Kreditkarte" in readable(page) and "Über Mollie Mit Kreditkarte" in readable(page)
    assert re.findall(r'name="provider" value="(\w+)"', page.text) == ["stripe", "mollie"]
    owing.post(BEGIN, offered(page, provider=provider))
    checkout = Checkout.get()
    assert checkout.provider == provider and checkout.address.startswith(both[provider].address)


def test_with_a_link_too(owing, visitor, both):
    path = pay_links.path(pay_links.create(owing.customer, wishes.to_pay(owing.customer), owing.account))
    page = visitor.get(path)
    assert "Über Mollie" in readable(page)
    visitor.post(f"{path}/vorgang", offered(page, provider="mollie"))
    assert Checkout.get().provider == "mollie"


def test_the_way_back_leads_to_the_other_provider_and_each_has_one_page(owing, both):
    page = owing.get(PAGE)
    for provider in ("stripe", "mollie", "stripe", "mollie"):
        owing.post(BEGIN, offered(page, provider=provider))
    assert [each.provider for each in Checkout.select().order_by(Checkout.id)] == ["stripe", "mollie"]


@pytest.mark.parametrize("provider", ["paypal", "x" * 30, "Mollie"])
def test_one_that_is_not_set_up_begins_nothing(provider, owing):
    assert owing.post(BEGIN, offered(owing.get(PAGE), provider=provider)).status_code == 422
    assert not Checkout.select().exists()


def test_a_page_from_before_there_were_two_pays_by_the_first(owing):
    fields = offered(owing.get(PAGE))
    del fields["provider"]
    owing.post(BEGIN, fields)
    assert Checkout.get().provider == "stripe"


def test_a_single_one_needs_no_name(alice, stripe):
    bill(alice.customer, 7001, 400)
    assert "Stripe" not in readable(alice.get(PAGE))
