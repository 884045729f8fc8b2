"""The start page: what somebody wants to know who comes twice a year."""

import re
from datetime import date, timedelta
from html import unescape

import clock
from models import Cancellation, Contract, Domain, Invoice, Notice, Plan, Ticket
from rules.accounting import ledger

DAY = date(2026, 3, 1)


def readable(response):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def invoice(customer, number, day=DAY, cents=1428):
    created = Invoice.create(
        number=number, customer=customer, issued_on=day, due_on=day, recipient="x", net_cents=cents, tax_cents=0,
        gross_cents=cents,
    )  # fmt: skip
    ledger.book(customer, "RE", -cents, day, invoice=created)


def contract(customer, name, day, kind="other"):
    plan = Plan.create(kind=kind, name=name)
    return Contract.create(customer=customer, plan=plan, kind=kind, started_on=DAY, next_invoice_on=day)


def test_somebody_new_is_greeted_by_name_and_told_that_all_is_well(alice):
    said = readable(alice.get("/"))
    assert "Guten Tag, Alice Ahrens" in said
    assert "Alles bezahlt." in said
    assert "Keine offene Anfrage." in said
    assert "Es steht keine Verlängerung an." in said
    assert "+49 511 0000000" in said
    assert "Mo–Fr 9–18 Uhr" in said
    assert 'href="mailto:hallo@muster-hosting.example"' in alice.get("/").text


def test_what_is_to_pay_and_the_newest_invoice_lead_to_their_pages(alice, bob):
    invoice(alice.customer, 7001)
    invoice(alice.customer, 7002, DAY + timedelta(days=1))
    invoice(bob.customer, 7003, DAY + timedelta(days=2))
    response = alice.get("/")
    said = readable(response)
    assert "Sie müssen noch 28,56 € bezahlen." in said
    assert "Letzte Rechnung herunterladen (PDF) Rechnung 7002 vom 02.03.2026, 14,28 €" in said
    for address in (
        *("/buchhaltung/rechnungen/7002.pdf", "/buchhaltung/rechnungen/7002"),
        *("/buchhaltung/kundenkonto", "/buchhaltung/zahlung"),
    ):
        assert f'href="{address}"' in response.text
    assert "7003" not in response.text


def test_open_requests_are_counted_and_the_newest_is_named(alice, bob):
    for number, subject, closed in ((1, "Älter", None), (2, "Neuer", None), (3, "Fertig", clock.now())):
        Ticket.create(
            number=number, customer=alice.customer, subject=subject, closed_at=closed,
            changed_at=clock.now() + timedelta(minutes=number),
        )  # fmt: skip
    Ticket.create(number=4, customer=bob.customer, subject="Fremd")
    response = alice.get("/")
    assert "2 offene Anfragen Neuer" in readable(response)
    assert 'href="/support/2"' in response.text
    for absent in ("Älter", "Fertig", "Fremd"):
        assert absent not in response.text


def test_the_next_three_renewals_are_named_without_what_has_ended_by_then(alice, bob):
    ended = contract(alice.customer, "Beendet", date(2027, 1, 1))
    Cancellation.create(contract=ended, effective_on=date(2026, 12, 31))
    going_on = contract(alice.customer, "Noch einmal", date(2027, 1, 2))
    Cancellation.create(contract=going_on, effective_on=date(2027, 12, 31))
    with_domain = contract(alice.customer, "Domain", date(2027, 1, 3), "domain")
    with_domain.domain = Domain.create(customer=alice.customer, name="xn--brtchen-b1a.example")
    with_domain.save()
    server = contract(alice.customer, "Server", date(2027, 1, 4), "server")
    contract(alice.customer, "Der vierte", date(2027, 1, 5))
    contract(bob.customer, "Fremd", date(2026, 12, 1))
    response = alice.get("/")
    assert "02.01.2027: Noch einmal 03.01.2027: brötchen.example Domain 04.01.2027: Server" in readable(response)
    for each in (going_on, with_domain, server):
        assert f'href="/produkte/vertraege/{each.id}"' in response.text
    for absent in ("Beendet", "Der vierte", "Fremd"):
        assert absent not in response.text


def test_notices_are_for_everybody_or_for_one_customer_and_only_in_their_time(alice, agency, bob):
    Notice.create(title="Wartung am Sonntag", text="Kurz nicht zu erreichen.")
    Notice.create(customer=bob.customer, title="Nur für Bob")
    Notice.create(title="Vorbei", shown_until=clock.today() - timedelta(days=1))
    Notice.create(title="Später", shown_from=clock.today() + timedelta(days=1))
    for person in (alice, agency):
        said = readable(person.get("/"))
        assert "Wartung am Sonntag Kurz nicht zu erreichen." in said
        assert not {"Nur", "Vorbei", "Später"} & set(said.split())
    assert "Nur für Bob" in readable(bob.get("/"))


def test_a_contact_sees_only_the_panels_of_its_rights(alice, agency):
    panels = {
        "billing": "Alles bezahlt.",
        "support": "Keine offene Anfrage.",
        "domains": "Es steht keine Verlängerung an.",
    }
    alice.withdraw(agency, "support")
    said = readable(agency.get("/"))
    assert not [sentence for sentence in panels.values() if sentence in said]
    assert "So erreichen Sie uns" in said
    for right, sentence in panels.items():
        alice.grant(agency, right)
        assert sentence in readable(agency.get("/"))


def test_staff_are_sent_to_their_own_desk_and_visitors_to_the_login(clerk, visitor):
    assert clerk.get("/").location == "/verwaltung"
    assert visitor.get("/").location.startswith("/anmelden")
