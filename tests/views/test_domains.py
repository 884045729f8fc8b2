"""Meine Produkte → one domain: overview."""

from datetime import date
from urllib.parse import quote

import pytest

from models import Contract, Domain, Plan

ADDRESS = "/produkte/domains/xn--brtchen-b1a.example"


@pytest.fixture
def domain(alice):
    return Domain.create(customer=alice.customer, name="xn--brtchen-b1a.example")


def contract(domain, kind, name, **more):
    plan = Plan.create(kind=kind, name=name)
    return Contract.create(customer=domain.customer, plan=plan, kind=kind, domain=domain, **more)


def test_a_domain_says_since_when_it_is_registered_and_who_answers_for_it(alice, domain):
    contract(domain, "webhosting", "shophosting", started_on=date(2015, 11, 30))
    contract(domain, "domain", "Domain", started_on=date(2018, 5, 24))
    text = alice.get(ADDRESS).text
    assert "<h1>brötchen.example</h1>" in text and "24.05.2018" in text
    assert "ns1.muster-hosting.example, ns2.muster-hosting.example" in text


def test_a_domain_shows_its_contracts_with_price_and_next_invoice(alice, domain):
    hosting = contract(
        domain, "webhosting", "shophosting", started_on=date(2015, 11, 30), price_cents=1990, period_months=12,
        next_invoice_on=date(2027, 11, 30),
    )  # fmt: skip
    text = alice.get(ADDRESS).text
    assert f'href="/produkte/vertraege/{hosting.id}"' in text
    assert all(said in text for said in ("shophosting", "19,90 €", "12 Monate", "30.11.2027", "Aktiv"))


def test_contracts_of_other_domains_are_not_shown(alice, domain):
    other = Domain.create(customer=alice.customer, name="torte.example")
    contract(other, "webhosting", "shophosting", started_on=date(2020, 1, 1))
    text = alice.get(ADDRESS).text
    assert "shophosting" not in text and "keinen Vertrag" in text


def test_the_tabs_are_those_that_work(alice, domain):
    tabs = alice.get(ADDRESS).text.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    assert f'href="{ADDRESS}"' in tabs and f'href="{ADDRESS}/dns"' in tabs and "DNS (für Fachleute)" in tabs
    assert f'href="{ADDRESS}/umzug"' in tabs and tabs.count("<a ") == 3 and tabs.count('aria-current="page"') == 1


def test_a_domain_of_a_name_server_that_is_gone_still_opens(alice, domain):
    Domain.update(name_server="gone").execute()
    assert alice.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("below", ["", "/dns"])
@pytest.mark.parametrize(
    "name", ["brötchen.example", "XN--BRTCHEN-B1A.Example", "Brötchen.EXAMPLE", "xn--brtchen-b1a.example."]
)
def test_a_name_written_otherwise_leads_to_the_domain_s_own_address(alice, domain, name, below):
    answer = alice.get(f"/produkte/domains/{quote(name)}{below}")
    assert (answer.status_code, answer.location) == (302, ADDRESS + below)
    assert alice.get(answer.location).status_code == 200


@pytest.mark.parametrize("below", ["", "/dns"])
@pytest.mark.parametrize(
    "name", ["nobody.example", "%00", "..", "a" * 300 + ".example", "%ff.example", "192.0.2.1", "a b"]
)
def test_what_is_no_domain_of_one_s_own_is_not_found(alice, domain, name, below):
    assert alice.get(f"/produkte/domains/{name}{below}").status_code == 404


@pytest.mark.parametrize("below", ["", "/dns"])
def test_another_customer_s_domain_does_not_exist(bob, domain, below):
    assert bob.get(ADDRESS + below).status_code == 404


@pytest.mark.parametrize("below", ["", "/dns"])
def test_only_contacts_with_the_right_for_domains_open_one(alice, agency, visitor, domain, below):
    alice.grant(agency, "contracts")
    assert agency.get(ADDRESS + below).status_code == 403
    alice.grant(agency, "domains")
    assert agency.get(ADDRESS + below).status_code == 200
    assert visitor.get(ADDRESS + below).location.startswith("/anmelden")
