"""Meine Produkte → one contract."""

import re
from datetime import date, datetime

import pytest

from models import (
    Contract,
    Domain,
    Invoice,
    InvoiceLine,
    PanelAccess,
    Plan,
    Server,
    ServerAddress,
    Specification,
    Suspension,
)


@pytest.fixture
def hosting(alice):
    plan = Plan.create(kind="webhosting", name="shophosting")
    domain = Domain.create(customer=alice.customer, name="xn--brtchen-b1a.example")
    return Contract.create(
        customer=alice.customer, plan=plan, kind="webhosting", domain=domain, price_cents=1990, period_months=1,
        started_on=date(2019, 4, 7), next_invoice_on=date(2027, 4, 7),
    )  # fmt: skip


def address(contract):
    return f"/produkte/vertraege/{contract.id}"


def charge(customer, contract, number, lines=1):
    invoice = Invoice.create(
        number=number, customer=customer, issued_on=date(2026, 4, 7), due_on=date(2026, 4, 21), recipient="",
        net_cents=1990, tax_cents=378, gross_cents=2368,
    )  # fmt: skip
    for position in range(1, lines + 1):
        InvoiceLine.create(
            invoice=invoice, position=position, text="shophosting", price_cents=1990, net_cents=1990, tax_rate=1900,
            contract=contract,
        )  # fmt: skip


def test_a_contract_says_what_it_costs_since_when_and_when_the_next_invoice_comes(alice, hosting):
    text = alice.get(address(hosting)).text
    for said in (
        "shophosting",
        "brötchen.example",
        "19,90 € zzgl. MwSt.",
        "monatlich",
        "07.04.2019",
        "07.04.2027",
        "Aktiv",
    ):
        assert said in text
    assert "ruht seit" not in text


def test_a_contract_on_hold_says_since_when_nothing_is_billed(alice, hosting):
    Contract.update(billing_held_at=datetime.fromisoformat("2026-01-31T23:30:00")).execute()
    assert "ruht seit 01.02.2026" in alice.get(address(hosting)).text


def test_a_contract_leads_to_its_panel_its_domain_and_its_invoices(alice, hosting):
    PanelAccess.create(contract=hosting, kind="login", url="https://panel.example/")
    charge(alice.customer, hosting, 7001, lines=2)
    text = alice.get(address(hosting)).text
    assert f'formaction="{address(hosting)}/login" name="kind" value="login"' in text and "panel.example" not in text
    assert 'href="/produkte/domains/xn--brtchen-b1a.example"' in text
    assert text.count('href="/buchhaltung/rechnungen/7001"') == 1 and "23,68 €" in text and "07.04.2026" in text


def test_the_newest_twelve_invoices_are_shown(alice, hosting):
    for number in range(7001, 7015):
        charge(alice.customer, hosting, number)
    text = alice.get(address(hosting)).text
    shown = [number for number in range(7001, 7015) if f"/buchhaltung/rechnungen/{number}" in text]
    assert shown == list(range(7003, 7015))


def test_invoices_of_a_former_owner_stay_with_them(alice, bob, hosting):
    charge(bob.customer, hosting, 7001)
    text = alice.get(address(hosting)).text
    assert "7001" not in text and "noch keine Rechnung" in text


def test_a_question_about_the_contract_is_a_filled_in_request(alice, hosting):
    wanted = f"/support?betreff=Frage%20zu%20Vertrag%20{hosting.id}%3A%20shophosting%20br%C3%B6tchen.example"
    assert f'href="{wanted}"' in alice.get(address(hosting)).text


def test_a_contact_sees_of_a_contract_what_the_rights_allow(alice, agency, hosting):
    charge(alice.customer, hosting, 7001)
    assert agency.get(address(hosting)).status_code == 403
    alice.grant(agency, "contracts")
    text = agency.get(address(hosting)).text
    assert "shophosting" in text and "7001" not in text and "/produkte/domains/" not in text
    alice.grant(agency, "billing", "domains")
    alice.withdraw(agency, "support")
    text = agency.get(address(hosting)).text
    assert "7001" in text and "/produkte/domains/" in text and "/support?" not in text


@pytest.mark.parametrize("kind", ["server", "other"])
def test_the_way_back_leads_to_the_list_the_contract_stands_in(alice, kind):
    plan = Plan.create(kind=kind, name="Plan")
    contract = Contract.create(customer=alice.customer, plan=plan, kind=kind, started_on=date(2020, 1, 1))
    if kind == "server":
        Server.create(contract=contract, name="flex01.example", service_level="root")
    text = alice.get(address(contract)).text
    assert f'<a href="/produkte/{ {"server": "server", "other": "andere"}[kind] }" hx-get' in text.partition("<h1>")[0]
    assert kind != "server" or "flex01.example" in text


def test_another_customer_s_contract_does_not_exist(bob, hosting):
    assert bob.get(address(hosting)).status_code == 404


@pytest.mark.parametrize("id", ["0", "99", "2147483647", "99999999999999999999", "-1", "x"])
def test_a_contract_that_nobody_has_is_not_found(alice, id):
    assert alice.get(f"/produkte/vertraege/{id}").status_code == 404


def test_a_visitor_is_led_to_the_login(visitor, hosting):
    assert visitor.get(address(hosting)).location.startswith("/anmelden")


@pytest.fixture
def flexserver(alice):
    plan = Plan.create(kind="server", name="FlexServer")
    contract = Contract.create(customer=alice.customer, plan=plan, kind="server", started_on=date(2019, 4, 7))
    server = Server.create(
        contract=contract, name="flex01.bakery.example", service_level="managed", included_traffic_gb=20000
    )
    ServerAddress.create(server=server, address="192.0.2.7")
    Specification.create(server=server, label="Arbeitsspeicher", value="2 GB")
    return contract


def test_a_server_s_contract_says_what_the_server_is_and_leads_to_its_traffic_and_addresses(alice, flexserver):
    text = alice.get(address(flexserver)).text
    for said in ("Managed", "20.000 GB", "192.0.2.7", "Arbeitsspeicher", "2 GB"):
        assert said in text
    assert f'href="/produkte/server/traffic/{flexserver.id}"' in text
    assert f'href="/produkte/server/{flexserver.id}/adressen"' in text


def test_who_may_not_see_domains_is_not_led_to_the_names_of_addresses(alice, agency, flexserver):
    alice.grant(agency, "contracts")
    text = agency.get(address(flexserver)).text
    assert "192.0.2.7" in text and "/adressen" not in text


def test_the_menu_shows_a_contract_where_its_list_is(alice, hosting, flexserver):
    for contract, place in ((flexserver, "/produkte/server"), (hosting, "/produkte/webhosting")):
        text = alice.get(address(contract)).text
        assert re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', text) == [place]


def test_a_long_name_breaks_after_its_dots(alice, flexserver):
    text = alice.get(f"/produkte/server/traffic/{flexserver.id}").text
    assert '<h1>Traffic von <span class="one-line">flex01.<wbr>bakery.<wbr>example</span></h1>' in text


def test_who_is_blocked_reads_whom_to_call(alice, hosting):
    assert "Dieser Vertrag ist gesperrt" not in alice.get(address(hosting)).text
    Suspension.create(contract=hosting)
    assert "Dieser Vertrag ist gesperrt. Bitte rufen Sie uns an:" in alice.get(address(hosting)).text
