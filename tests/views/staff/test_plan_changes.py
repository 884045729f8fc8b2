"""A customer's desk → Verträge → Tarifwechsel."""

from datetime import timedelta

import pytest

import clock
import texts
from models import Charge, Contract, Customer, Plan, PlanPrice
from rules.accounting import issuing

TODAY = clock.today()
HALF = TODAY + timedelta(days=10)


@pytest.fixture
def plans(house):
    made = [Plan.create(kind="webhosting", name=name, period_months=12) for name in ("businesshosting", "shophosting")]
    for plan, cents in zip(made, (36500, 73000), strict=True):
        PlanPrice.create(plan=plan, valid_from=TODAY - timedelta(days=900), price_cents=cents)
    return made


@pytest.fixture
def contract(plans):
    """A contract of Bob, billed for a year from today."""
    made = Contract.create(
        customer=Customer.get(Customer.number == 502), plan=plans[0], kind="webhosting", price_cents=36500,
        period_months=12, started_on=TODAY, next_invoice_on=TODAY,
    )  # fmt: skip
    issuing.run(TODAY, print)
    return Contract.get_by_id(made.id)


@pytest.fixture
def address(contract):
    return f"/verwaltung/kunden/502/vertraege/{contract.id}/tarifwechsel"


def wanted(plan, **more):
    return {"plan": plan.id, "day": texts.date(HALF), "price_cents": ""} | more


def test_the_remainders_are_shown_before_anything_happens_and_wait_for_the_next_invoice(
    bookkeeper, contract, plans, address
):
    assert "shophosting" in bookkeeper.get(address).text
    preview = bookkeeper.post(f"{address}/vorschau", wanted(plans[1]))
    assert "730,00 €" in preview.text and "Tarifwechsel: shophosting" in preview.text
    assert Contract.get().plan == plans[0] and not Charge.select().exists()
    bookkeeper.post(address, wanted(plans[1]))
    back, instead = Charge.select().order_by(Charge.quantity)
    assert (back.quantity, instead.quantity) == (-1, 1) and instead.price_cents == 2 * back.price_cents
    for each in (back, instead):
        assert texts.plain(texts.money(each.quantity * each.price_cents)) in preview.text
    desk = bookkeeper.get("/verwaltung/kunden/502/abrechnung").text
    assert "Tarifwechsel: businesshosting" in desk and "Tarifwechsel: shophosting" in desk


def test_the_customer_has_the_new_plan_and_finds_it(bookkeeper, bob, plans, address):
    bookkeeper.post(address, wanted(plans[1], price_cents="600,00"))
    assert Contract.get().plan == plans[1]
    assert "shophosting" in bob.get("/produkte/webhosting?q=shophosting").text


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"plan": ""}, "plan", "Bitte ausfüllen"),
        ({"plan": "4711"}, "plan", "aus der Liste"),
        ({"day": "x"}, "day", "Datum wie"),
        ({"day": texts.date(TODAY - timedelta(days=1))}, "day", "vor dem Beginn"),
        ({"day": "31.12.2190"}, "day", "noch nicht alles berechnet"),
        ({"price_cents": "-1"}, "price_cents", "nicht kleiner als null"),
    ],
)
@pytest.mark.parametrize("path", ["", "/vorschau"])
def test_what_cannot_be_is_refused_at_its_field(bookkeeper, plans, address, path, change, field, sentence):
    answer = bookkeeper.post(address + path, wanted(plans[1]) | change)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and sentence in answer.text
    assert Contract.get().plan == plans[0] and not Charge.select().exists()


def test_a_plan_that_is_paid_in_other_periods_or_has_no_price_needs_one(bookkeeper, plans, address):
    Plan.update(period_months=1).where(Plan.id == plans[1].id).execute()
    answer = bookkeeper.post(f"{address}/vorschau", wanted(plans[1]))
    assert answer.status_code == 422 and "andere Zahlungsperiode" in answer.text
    assert bookkeeper.post(f"{address}/vorschau", wanted(plans[1], price_cents="99")).status_code == 200
    fresh = Plan.create(kind="webhosting", name="neu", period_months=12)
    assert "noch keinen Preis" in bookkeeper.post(f"{address}/vorschau", wanted(fresh)).text


def test_only_the_bookkeeper_changes_plans_and_only_of_this_customer(bookkeeper, clerk, plans, address):
    assert clerk.get(address).status_code == clerk.post(address, wanted(plans[1])).status_code == 403
    foreign = address.replace("502", "501")
    assert bookkeeper.get(foreign).status_code == bookkeeper.post(foreign, wanted(plans[1])).status_code == 404
    assert Contract.get().plan == plans[0]
