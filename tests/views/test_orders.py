"""Meine Produkte → Bestellen."""

from datetime import date, timedelta

import clock
from models import Plan, PlanPrice

ADDRESS = "/produkte/bestellen"


def plan(name, cents=None, kind="webhosting", since=date(2020, 1, 1), **more):
    created = Plan.create(kind=kind, name=name, **more)
    if cents is not None:
        PlanPrice.create(plan=created, valid_from=since, price_cents=cents)
    return created


def test_a_business_sees_net_prices_with_their_periods(alice):
    plan("shophosting", 1990, description="100 GB Speicher", period_months=1)
    plan("privathosting", 3588, period_months=12)
    text = alice.get(ADDRESS).text
    for said in ("<h2>Webhosting</h2>", "shophosting", "100 GB Speicher", "19,90 €", "monatlich, zzgl. MwSt.",
                 "35,88 €", "für 12 Monate, zzgl. MwSt."):  # fmt: skip
        assert said in text


def test_a_consumer_sees_what_has_to_be_paid(bob):
    plan("shophosting", 1990, period_months=1)
    text = bob.get(ADDRESS).text
    assert "23,68 €" in text and "monatlich, inkl. MwSt." in text and "19,90 €" not in text


def test_what_the_set_up_costs_is_told_before_the_order(alice, bob):
    created = plan("Root FlexServer", 4900, kind="server")
    PlanPrice.update(setup_cents=9900).where(PlanPrice.plan == created).execute()
    assert "einmalig 99,00 € für die Einrichtung" in alice.get(ADDRESS).text
    assert "einmalig 117,81 € für die Einrichtung" in bob.get(ADDRESS).text


def test_the_price_of_today_counts(alice):
    owned = plan("shophosting", 1990)
    PlanPrice.create(plan=owned, valid_from=clock.today(), price_cents=2190)
    PlanPrice.create(plan=owned, valid_from=clock.today() + timedelta(days=1), price_cents=2390)
    text = alice.get(ADDRESS).text
    assert "21,90 €" in text and "19,90 €" not in text and "23,90 €" not in text


def test_a_plan_without_a_price_yet_is_on_request(alice):
    plan("shophosting", 1990, since=clock.today() + timedelta(days=1))
    text = alice.get(ADDRESS).text
    assert "auf Anfrage" in text and "19,90 €" not in text


def test_what_is_free_says_so(alice):
    plan("Domainaufschaltung", 0, kind="domain")
    assert "0,00 €" in alice.get(ADDRESS).text


def test_what_is_no_longer_offered_is_not_in_the_catalogue(alice):
    plan("altes Paket", 990, is_offered=False)
    text = alice.get(ADDRESS).text
    assert "altes Paket" not in text and "Hier steht, was Sie bestellen können." in text


def test_ordering_is_a_filled_in_request(alice):
    plan("Größe & Mehr", 1990)
    text = alice.get(ADDRESS).text
    assert "Bestellen geht über eine Supportanfrage" in text
    assert 'href="/support?betreff=Bestellung%3A%20Gr%C3%B6%C3%9Fe%20%26%20Mehr&amp;text=Ich%20m%C3%B6chte' in text


def test_a_contact_who_may_not_write_requests_is_told_to_call(alice, agency):
    plan("shophosting", 1990)
    alice.grant(agency, "contracts")
    alice.withdraw(agency, "support")
    text = agency.get(ADDRESS).text
    assert "Zum Bestellen rufen Sie uns bitte an" in text and "/support?" not in text


def test_only_contacts_with_the_right_for_contracts_open_the_catalogue(alice, agency, visitor):
    alice.grant(agency, "domains")
    assert agency.get(ADDRESS).status_code == 403
    alice.grant(agency, "contracts")
    assert agency.get(ADDRESS).status_code == 200
    assert visitor.get(ADDRESS).location.startswith("/anmelden")
