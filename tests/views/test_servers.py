"""Meine Produkte → Server."""

from datetime import date, timedelta

import pytest

import clock
from models import (
    Contract,
    Invoice,
    InvoiceLine,
    PanelAccess,
    Plan,
    Server,
    ServerAddress,
    Specification,
    TrafficSample,
)
from texts import month
from values import fold

ADDRESS = "/produkte/server"
TRAFFIC = "/produkte/server/traffic"


def server(person, name="flex01.example", level="managed", included=20000, **more):
    plan, _ = Plan.get_or_create(name="FlexServer", defaults={"kind": "server"})
    contract = Contract.create(
        customer=person.customer, plan=plan, kind="server", started_on=date(2020, 1, 1), search_text=fold(name), **more
    )
    return Server.create(contract=contract, name=name, service_level=level, included_traffic_gb=included)


def charge(server, number):
    customer = server.contract.customer
    invoice = Invoice.create(
        number=number, customer=customer, issued_on=date(2026, 4, 7), due_on=date(2026, 4, 21), recipient="",
        net_cents=8900, tax_cents=1691, gross_cents=10591,
    )  # fmt: skip
    InvoiceLine.create(
        invoice=invoice, position=1, text="FlexServer", price_cents=8900, net_cents=8900, tax_rate=1900,
        contract=server.contract,
    )  # fmt: skip


def test_a_server_stands_in_the_list_with_all_that_matters(alice):
    owned = server(alice, description="4 Kerne", price_cents=8900, period_months=1, next_invoice_on=date(2027, 2, 20))
    ServerAddress.create(server=owned, address="192.0.2.7")
    ServerAddress.create(server=owned, address="2001:db8::7")
    for kind in ("admin", "reseller", "cloud"):
        PanelAccess.create(contract=owned.contract, kind=kind, url=f"https://panel.example/{kind}")
    text = alice.get(ADDRESS).text
    for said in ("flex01.example", "4 Kerne", "Managed", "20.000 GB", "192.0.2.7", "2001:db8::7", "monatlich",
                 "89,00 €", "20.02.2027", "Aktiv", "Cloud-Plattform", "Traffic anzeigen"):  # fmt: skip
        assert said in text
    at = f"/produkte/vertraege/{owned.contract_id}/login"
    assert all(f'formaction="{at}" name="kind" value="{kind}"' in text for kind in ("admin", "reseller", "cloud"))
    assert "panel.example" not in text
    assert f'href="/produkte/vertraege/{owned.contract.id}"' in text


def test_below_each_server_stand_its_own_specifications_and_invoices(alice):
    first, second = server(alice, "a.example"), server(alice, "b.example", "root")
    Specification.create(server=first, label="CPU", value="4 Kerne", position=1)
    Specification.create(server=first, label="Arbeitsspeicher", value="8 GB", position=0)
    charge(second, 7002)
    above, below = alice.get(ADDRESS).text.split("Einzelheiten zu b.example", 1)
    assert above.index("Arbeitsspeicher") < above.index("4 Kerne") and "7002" not in above
    assert 'href="/buchhaltung/rechnungen/7002"' in below and "105,91 €" in below and "Arbeitsspeicher" not in below


def test_invoices_are_shown_to_those_who_may_see_bills(alice, agency):
    charge(server(alice), 7001)
    alice.grant(agency, "contracts")
    assert "7001" not in agency.get(ADDRESS).text
    alice.grant(agency, "billing")
    assert "7001" in agency.get(ADDRESS).text


def test_a_server_that_nobody_has_described_yet_is_in_the_list_by_its_plan(alice):
    plan = Plan.create(kind="server", name="Root FlexServer")
    Contract.create(customer=alice.customer, plan=plan, kind="server", started_on=date(2020, 1, 1))
    assert "Root FlexServer" in alice.get(ADDRESS).text and alice.get(TRAFFIC).status_code == 200


def test_servers_are_found_by_name_and_sorted(alice):
    server(alice, "größe.example", "root", 300)
    server(alice, "alt.example", "managed", 500)
    assert "alt.example" not in alice.get(ADDRESS + "?q=GROESSE").text
    by_traffic = alice.get(ADDRESS + "?sort=-traffic").text
    assert by_traffic.index("alt.example") < by_traffic.index("größe.example")
    assert "haben wir nichts gefunden" in alice.get(ADDRESS + "?q=nirgends").text


def test_only_one_s_own_servers_are_shown(alice, bob):
    server(bob, "bob.example")
    for address in (ADDRESS, TRAFFIC):
        text = alice.get(address).text
        assert "bob.example" not in text and "Hier steh" in text


def test_the_traffic_of_this_month_is_compared_with_what_is_included(alice):
    owned = server(alice, included=300)
    TrafficSample.create(server=owned, day=clock.today(), bytes_in=30_000_000_000, bytes_out=64_300_000_000)
    text = alice.get(TRAFFIC).text
    assert f"{month(clock.today())}: 94,3 GB von 300 GB verbraucht (31,4 %)" in text
    assert 'low="240000000000" high="300000000000" optimum="0" max="300000000000" value="94300000000"' in text
    assert "mehr als inklusive" not in text


def test_more_traffic_than_included_is_said_in_words(alice):
    TrafficSample.create(server=server(alice, included=1), day=clock.today(), bytes_in=2_000_000_000)
    assert "mehr als inklusive" in alice.get(TRAFFIC).text


def test_traffic_without_a_limit_is_shown_without_a_share(alice):
    TrafficSample.create(server=server(alice, included=0), day=clock.today(), bytes_in=2_000_000_000)
    text = alice.get(TRAFFIC).text
    assert f"{month(clock.today())}: 2,0 GB" in text and "verbraucht" not in text


def test_a_server_without_samples_says_so(alice):
    TrafficSample.create(server=server(alice), day=clock.today() - timedelta(days=400), bytes_in=5)
    assert "noch keine Messwerte" in alice.get(TRAFFIC).text


@pytest.mark.parametrize("address", [ADDRESS, TRAFFIC])
def test_only_contacts_with_the_right_see_servers(alice, agency, visitor, address):
    assert agency.get(address).status_code == 403
    alice.grant(agency, "contracts")
    assert agency.get(address).status_code == 200
    assert visitor.get(address).location.startswith("/anmelden")


@pytest.mark.parametrize("address", [ADDRESS, TRAFFIC])
@pytest.mark.parametrize("query", ["sort=x", "size=0", "after=%F0", "before=W10", "q=%25%00"])
def test_what_makes_no_sense_in_the_address_is_taken_as_not_asked(alice, address, query):
    server(alice)
    assert alice.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["name", "-name", "level", "traffic", "period", "price", "-next"])
def test_many_servers_are_read_page_by_page(alice, sort):
    for number in range(11):
        server(alice, f"s{number:02}.example")
    first = alice.get(f"{ADDRESS}?sort={sort}").text
    following = first.partition('chevron-right" href="')[2].partition('"')[0].replace("&amp;", "&")
    both = first + alice.get(following).text
    assert all(both.count(f">s{number:02}.example</a>") == 1 for number in range(11))
