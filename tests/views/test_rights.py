"""Every page of a customer shows only what the contact may open: no link and no form leads to a refusal."""

import re

import pytest

from models import Booking, Contact, Contract, Document, Domain, Invoice, Notice, Plan, Ticket

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
FORM = re.compile(r'(?:hx-post|formaction)="(/[^"#]*)"')
ELSEWHERE = ("/static/", "/assets/", "/abmelden", "/sprache")


def walk(person):
    """Go from link to link; gives where somebody is kept out, and all that was seen."""
    ways, seen, closed = ["/"], {"/"}, set()
    while ways:
        address = ways.pop()
        answer = person.get(address)
        if answer.status_code == 403:
            closed.add(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in set(FORM.findall(answer.text)) - seen:
            seen.add(form)
            if person.post(form, csrf=False).status_code == 403:  # who may come in lacks the token then, and gets 400
                closed.add(form)
        found = {each.partition("?")[0] for each in LINK.findall(answer.text)}
        new = {each for each in found if not each.startswith(ELSEWHERE)} - seen
        seen |= new
        ways += sorted(new)
    return closed, seen


@pytest.fixture
def house_full(alice):
    """Something of everything, so that every link there can be is there."""
    customer = alice.customer
    domain = Domain.create(customer=customer, name="alice.example")
    plan = Plan.create(kind="webhosting", name="Starter")
    Contract.create(
        customer=customer, plan=plan, domain=domain, kind="webhosting", price_cents=990, period_months=12,
        started_on="2026-01-01", next_invoice_on="2099-01-01", search_text="alice.example",
    )  # fmt: skip
    invoice = Invoice.create(
        number=1, customer=customer, issued_on="2026-01-01", due_on="2026-01-14", recipient="Alice", net_cents=100,
        tax_cents=19, gross_cents=119,
    )  # fmt: skip
    Booking.create(
        customer=customer, invoice=invoice, number="1", booked_on="2026-01-01", kind="RE", text="Rechnung",
        amount_cents=-119, payment_method="U", search_text="1",
    )  # fmt: skip
    Ticket.create(number=1, customer=customer, account=alice.account, subject="Frage", category="other")
    Document.create(customer=customer, name="Vertrag", url="https://alice.example/")
    Notice.create(customer=customer, title="Hinweis", shown_from="2026-01-01")


@pytest.mark.parametrize("right", ["", *Contact.RIGHTS])
def test_nothing_leads_where_somebody_with_one_right_may_not_go(agency, house_full, right):
    agency.contact.rights = frozenset({right} - {""})
    agency.contact.save()
    closed, seen = walk(agency)
    assert closed == set() and len(seen) >= 4


def test_the_holder_is_led_everywhere(alice, house_full):
    closed, seen = walk(alice)
    assert closed == set()
    for address in ("/buchhaltung/kundenkonto", "/daten/ansprechpartner", "/daten/protokoll", "/support", "/dokumente"):
        assert address in seen


@pytest.mark.parametrize(
    ("right", "panel"),
    [("billing", "Rechnungen und Zahlungen"), ("support", "Supportanfragen"), ("domains", "Nächste Verlängerungen")],
)
def test_the_start_page_has_a_panel_only_for_who_may_see_it(agency, house_full, right, panel):
    agency.contact.rights = frozenset()
    agency.contact.save()
    start = agency.get("/").text
    assert f"<h2>{panel}</h2>" not in start and "alice.example" not in start and "1,19" not in start
    agency.contact.rights = frozenset({right})
    agency.contact.save()
    assert f"<h2>{panel}</h2>" in agency.get("/").text


def test_only_who_can_be_given_a_right_is_told_who_gives_it(alice, agency):
    advice = "Der Vertragsinhaber kann sie Ihnen"
    assert advice in agency.get("/buchhaltung/kundenkonto").text
    refused = alice.get("/verwaltung")
    assert refused.status_code == 403 and advice not in refused.text
