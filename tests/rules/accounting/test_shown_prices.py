"""How prices are shown: gross to consumers, net to businesses."""

from dataclasses import replace

import pytest

import clock
import gateways
from models import TaxRate
from rules.accounting.shown_prices import shown_to


@pytest.fixture
def hoster(house, monkeypatch):
    """Sets something about the hoster or the billing for one test."""

    def set_up(oss=False, **more):
        settings = replace(
            gateways.settings,
            hoster=replace(gateways.settings.hoster, **more),
            billing=replace(gateways.settings.billing, oss=oss),
        )
        monkeypatch.setattr(gateways, "settings", settings)

    return set_up


def said(customer):
    shown = shown_to(customer)
    return shown.cents(1000), str(shown.word)


def test_a_business_sees_net_prices(alice):
    assert said(alice.customer) == (1000, "zzgl. MwSt.")


def test_a_consumer_sees_gross_prices_rounded_half_up(bob):
    assert said(bob.customer) == (1190, "inkl. MwSt.")
    assert shown_to(bob.customer).cents(50) == 60  # 59.5


def test_the_rate_of_today_counts(bob):
    TaxRate.create(country="DE", valid_from=clock.today(), rate=2000)
    TaxRate.create(country="DE", valid_from=clock.later(days=2).date(), rate=2100)
    assert said(bob.customer) == (1200, "inkl. MwSt.")


def test_a_consumer_abroad_pays_the_hoster_s_rate_below_the_threshold_and_their_own_above(bob, hoster):
    bob.customer.country = "AT"
    assert said(bob.customer) == (1190, "inkl. MwSt.")
    hoster(oss=True)
    assert said(bob.customer) == (1200, "inkl. MwSt.")


def test_nothing_comes_on_top_for_a_consumer_in_a_third_country(bob):
    bob.customer.country = "CH"
    assert said(bob.customer) == (1000, "ohne MwSt.")


def test_a_small_business_has_no_tax_to_show(alice, bob, hoster):
    hoster(small_business=True)
    assert said(alice.customer) == said(bob.customer) == (1000, "ohne MwSt.")


def test_without_a_rate_in_the_table_the_net_price_says_that_it_is_one(bob):
    TaxRate.delete().execute()
    assert said(bob.customer) == (1000, "zzgl. MwSt.")
