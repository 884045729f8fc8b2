"""Meine Produkte → Webhosting & Domains."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

import clock
import config
import database
import gateways
from models import Cancellation, Contract, Domain, PanelAccess, Plan, Suspension
from texts import date as shown
from values import fold

ADDRESS = "/produkte/webhosting"


def contract(person, domain, plan="businesshosting", kind="webhosting", **more):
    bought, _ = Plan.get_or_create(name=plan, defaults={"kind": kind})
    owned, _ = Domain.get_or_create(name=domain, defaults={"customer": person.customer})
    return Contract.create(
        customer=person.customer, plan=bought, kind=kind, domain=owned, search_text=fold(f"{domain} {plan}"),
        **({"started_on": date(2019, 4, 7), "next_invoice_on": date(2027, 4, 7)} | more),
    )  # fmt: skip


def rows(answer):
    """The text of each row's cells."""
    body = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    found = [re.findall(r"<td.*?>(.*?)</td>", row, re.S) for row in body.split("</tr>")[:-1]]
    return [[" ".join(re.sub("<[^>]*>", "", cell).replace("&nbsp;", " ").split()) for cell in row] for row in found]


def names(answer):
    return [row[0] for row in rows(answer)]


def test_a_contract_stands_in_the_list_with_all_that_matters(alice):
    owned = contract(alice, "brot.example", price_cents=123450, period_months=12)
    PanelAccess.create(contract=owned, kind="login", url="https://panel.example/?p=1")
    PanelAccess.create(contract=owned, kind="admin", url="https://panel.example/admin")
    assert rows(alice.get(ADDRESS)) == [
        [
            "brot.example", "businesshosting", "Login: Webhosting verwalten: brot.example (neues Fenster)",
            "12 Monate", "1.234,50 €", "07.04.2027", "Aktiv",
        ]
    ]  # fmt: skip


def test_each_row_leads_to_the_domain_the_contract_and_the_panel(alice):
    owned = contract(alice, "brot.example")
    PanelAccess.create(contract=owned, kind="login", url="https://panel.example/?p=1&q=2")
    text = alice.get(ADDRESS).text
    assert 'href="/produkte/domains/brot.example"' in text and f'href="/produkte/vertraege/{owned.id}"' in text
    button = f'<button form="access" formaction="/produkte/vertraege/{owned.id}/login" name="kind" value="login"'
    assert button in text and '<form id="access" action="/produkte/webhosting" method="post" target="_blank"' in text
    assert "panel.example" not in text


@pytest.mark.parametrize("right", ["contracts", "support"])
def test_only_who_may_open_a_panel_has_the_button_and_only_for_what_runs(alice, agency, house, right):
    gateways.start(replace(house, panels=config.Panels(right=right)), database.in_write)
    runs, suspended, ended = (contract(alice, f"{name}.example") for name in ("a", "b", "c"))
    for each in (runs, suspended, ended):
        PanelAccess.create(contract=each, kind="login", url="https://panel.example/")
    Suspension.create(contract=suspended)
    Cancellation.create(contract=ended, effective_on=clock.today() - timedelta(days=1))
    assert [bool(row[2]) for row in rows(alice.get(ADDRESS))] == [True, False, False]
    agency.contact.rights = frozenset({"domains"})
    agency.contact.save()
    assert not any(row[2] for row in rows(agency.get(ADDRESS)))
    alice.grant(agency, right)
    assert [bool(row[2]) for row in rows(agency.get(ADDRESS))] == [True, False, False]


def test_what_is_free_and_has_no_period_and_no_invoice_stays_plain(alice):
    contract(alice, "brot.example", next_invoice_on=None)
    assert rows(alice.get(ADDRESS))[0][2:] == ["", "", "0,00 €", "", "Aktiv"]
    contract(alice, "a.example", period_months=1)
    assert rows(alice.get(ADDRESS))[0][3] == "monatlich"


@pytest.mark.parametrize(
    ("days", "is_suspended", "said"),
    [
        (None, False, "Aktiv"),
        (None, True, "gesperrt"),
        (30, False, "gekündigt zum {day}"),
        (0, False, "gekündigt zum {day}"),
        (30, True, "gesperrt"),
        (-1, False, "beendet"),
        (-1, True, "beendet"),
    ],
)
def test_the_state_of_a_contract_is_said_in_words(alice, days, is_suspended, said):
    owned = contract(alice, "brot.example")
    day = clock.today() + timedelta(days=days or 0)
    if days is not None:
        Cancellation.create(contract=owned, effective_on=day)
    if is_suspended:
        Suspension.create(contract=owned)
    assert rows(alice.get(ADDRESS))[0][6] == said.format(day=shown(day))
    assert said.format(day=shown(day)) in alice.get(f"/produkte/vertraege/{owned.id}").text


def test_only_one_s_own_hosting_and_domains_are_in_the_list(alice, bob):
    contract(alice, "brot.example")
    contract(alice, "torte.example", plan="Domain", kind="domain")
    contract(alice, "hidden.example", plan="Backup", kind="other")
    contract(bob, "bob.example")
    assert names(alice.get(ADDRESS)) == ["brot.example", "torte.example"]


def test_a_domain_without_a_contract_is_found_below_the_list(alice, bob, agency):
    Domain.create(customer=alice.customer, name="xn--mller-kva.example")
    Domain.create(customer=bob.customer, name="bob.example")
    text = alice.get("/produkte/webhosting").text
    assert "Weitere Domains" in text and 'href="/produkte/domains/xn--mller-kva.example"' in text
    assert "müller.example" in text and "bob.example" not in text
    assert "Weitere Domains" not in alice.get("/produkte/webhosting?q=nichts").text
    alice.grant(agency, "contracts")
    assert "Weitere Domains" not in agency.get("/produkte/webhosting").text


def test_a_domain_with_umlauts_is_shown_and_found_with_them(alice):
    contract(alice, "xn--brtchen-b1a.example").update(search_text=fold("brötchen.example")).execute()
    contract(alice, "torte.example")
    Contract.update(search_text=fold("torte.example")).where(
        Contract.domain == Domain.get(name="torte.example")
    ).execute()
    for q in ("Brötchen", "BROETCHEN", "brö"):
        assert names(alice.get(ADDRESS, query_string={"q": q})) == ["brötchen.example"]
    assert 'href="/produkte/domains/xn--brtchen-b1a.example"' in alice.get(ADDRESS).text


def test_a_search_that_finds_nothing_says_so_and_keeps_the_words(alice):
    contract(alice, "brot.example")
    text = alice.get(ADDRESS, query_string={"q": '100%_"<b>'}).text
    assert "haben wir nichts gefunden" in text and "100%_&#34;&lt;b&gt;" in text and "<tbody>" not in text


def test_an_empty_list_says_what_would_stand_here_and_where_to_order(alice):
    text = alice.get(ADDRESS).text
    assert "Hier stehen Ihre Pakete und Domains." in text and 'href="/produkte/bestellen"' in text


def test_a_long_list_is_read_page_by_page_forth_and_back(alice):
    for number in range(23):
        contract(alice, f"d{number:02}.example", next_invoice_on=None if number % 2 else date(2027, 1, 1))
    for sort in ("domain", "-next"):
        first = alice.get(ADDRESS, query_string={"sort": sort})
        second = alice.get(ADDRESS + link(first, "Nächste"))
        third = alice.get(ADDRESS + link(second, "Nächste"))
        seen = names(first) + names(second) + names(third)
        assert len(seen) == 23 and len(set(seen)) == 23
        assert "Nächste" not in third.text
        assert names(alice.get(ADDRESS + link(third, "Vorherige"))) == names(second)
    assert len(names(alice.get(ADDRESS + "?size=25"))) == 23


def link(answer, label):
    found = re.search(rf'href="/produkte/webhosting(\?[^"]*)"(?:(?!</a>).)*{label}', answer.text, re.S)
    return found[1].replace("&amp;", "&")


def test_the_list_is_sorted_as_asked(alice):
    contract(alice, "a.example", plan="Zwei", price_cents=300, next_invoice_on=None)
    contract(alice, "b.example", plan="Eins", price_cents=100, next_invoice_on=date(2027, 1, 1))
    for sort, order in (("plan", "ba"), ("-domain", "ba"), ("price", "ba"), ("next", "ba"), ("-next", "ab")):
        assert names(alice.get(f"{ADDRESS}?sort={sort}")) == [f"{letter}.example" for letter in order]


@pytest.mark.parametrize(
    "query", ["sort=password", "size=7", "size=-1", "after=x", "before=%00", "after=W251bGwsMV0", "q=%00"]
)
def test_what_makes_no_sense_in_the_address_is_taken_as_not_asked(alice, query):
    contract(alice, "brot.example")
    answer = alice.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200 and names(answer) == ["brot.example"]


def test_a_contact_needs_the_right_for_contracts_or_domains(alice, agency):
    contract(alice, "brot.example")
    assert agency.get(ADDRESS).status_code == 403
    alice.grant(agency, "domains")
    text = agency.get(ADDRESS).text
    assert 'href="/produkte/domains/brot.example"' in text and "Neues Paket bestellen" not in text
    alice.withdraw(agency, "domains")
    alice.grant(agency, "contracts")
    text = agency.get(ADDRESS).text
    assert "brot.example" in text and "Neues Paket bestellen" in text and "/produkte/domains/" not in text


def test_a_visitor_is_led_to_the_login(visitor):
    assert visitor.get(ADDRESS).location == "/anmelden?next=/produkte/webhosting"


def test_the_fragment_is_the_content_alone(alice):
    contract(alice, "brot.example")
    answer = alice.htmx(ADDRESS)
    assert names(answer) == ["brot.example"] and "<html" not in answer.text


def test_a_page_of_the_list_is_one_question_to_the_database_and_one_for_the_domains_below_it(alice, monkeypatch):
    for number in range(12):
        contract(alice, f"d{number:02}.example", next_invoice_on=date(2027, 1, 1))
    alice.get(ADDRESS)
    asked, ask = [], database.database.execute_sql
    monkeypatch.setattr(database.database.obj, "execute_sql", lambda sql, *more: asked.append(sql) or ask(sql, *more))
    alice.get(ADDRESS)
    assert len([sql for sql in asked if '"plan"' in sql or '"panelaccess"' in sql]) == 1
    assert len([sql for sql in asked if '"domain"' in sql]) == 2
