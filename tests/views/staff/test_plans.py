"""Verwaltung → Tarife: the bookkeeper's."""

import pytest

import clock
import texts
from models import AuditEntry, Contract, Customer, Plan, PlanPrice

NEW = {
    "kind": "other",
    "category": "backup",
    "name": "Backup 100",
    "period_months": "12",
    "position": "1",
    "is_offered": "y",
}
LATER = clock.later(days=40).date()


def test_a_plan_is_made_priced_and_changed(bookkeeper):
    at = bookkeeper.post("/verwaltung/tarife/neu", NEW).location
    assert "noch keiner" in bookkeeper.get("/verwaltung/tarife").text
    bookkeeper.post(f"{at}/preise", {"valid_from": "01.01.2020", "price_cents": "4,95"})
    bookkeeper.post(f"{at}/preise", {"valid_from": texts.date(LATER), "price_cents": "5,95"})
    assert "4,95 €" in bookkeeper.get("/verwaltung/tarife").text
    assert "5,95 €" in bookkeeper.get(at).text
    bookkeeper.post(at, NEW | {"name": "Backup 200", "is_offered": ""})
    plan = Plan.get()
    assert (plan.name, plan.category) == ("Backup 200", "backup")
    assert [each.what for each in AuditEntry.select().order_by(AuditEntry.id)] == [
        "plan made", "price added", "price added", "plan changed",
    ]  # fmt: skip


def test_only_a_price_that_does_not_hold_yet_goes_away(bookkeeper):
    plan = Plan.create(kind="domain", name="Domain")
    old = PlanPrice.create(plan=plan, valid_from=clock.today(), price_cents=100)
    new = PlanPrice.create(plan=plan, valid_from=LATER, price_cents=200)
    at = f"/verwaltung/tarife/{plan.id}/preise"
    assert "wirklich" in bookkeeper.post(f"{at}/{new.id}/loeschung").text
    bookkeeper.post(f"{at}/{new.id}/loeschung", {"confirmed": "1"})
    assert "gilt schon" in bookkeeper.post(f"{at}/{old.id}/loeschung", {"confirmed": "1"}, follow=True).text
    assert list(PlanPrice.select()) == [old]


def test_one_price_a_day(bookkeeper):
    plan = Plan.create(kind="domain", name="Domain")
    price = {"valid_from": "01.01.2020", "price_cents": "1"}
    bookkeeper.post(f"/verwaltung/tarife/{plan.id}/preise", price)
    answer = bookkeeper.post(f"/verwaltung/tarife/{plan.id}/preise", price)
    assert answer.status_code == 422 and "steht schon ein Preis" in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("kind", "x"), ("category", ""), ("kind", "server"), ("period_months", "5"), ("position", "-1")],
)
def test_a_bad_plan_is_refused(bookkeeper, field, value):
    answer = bookkeeper.post("/verwaltung/tarife/neu", NEW | {field: value})
    assert answer.status_code == 422 and '-error"' in answer.text
    assert not Plan.select().exists()


def test_two_plans_have_two_names(bookkeeper):
    bookkeeper.post("/verwaltung/tarife/neu", NEW)
    answer = bookkeeper.post("/verwaltung/tarife/neu", NEW)
    assert answer.status_code == 422 and "mit diesem Namen gibt es schon" in answer.text


def test_a_plan_with_contracts_keeps_its_kind(bookkeeper):
    plan = Plan.create(kind="domain", name="Domain")
    customer = Customer.get(Customer.number == 501)
    Contract.create(customer=customer, plan=plan, kind="domain", started_on=clock.today())
    answer = bookkeeper.post(f"/verwaltung/tarife/{plan.id}", NEW)
    assert answer.status_code == 422 and "Es gibt Verträge" in answer.text


def test_plans_are_the_bookkeeper_s_business(clerk, chief):
    assert clerk.get("/verwaltung/tarife").status_code == 403
    assert clerk.post("/verwaltung/tarife/neu", NEW).status_code == 403
    assert chief.get("/verwaltung/tarife").status_code == 200
    assert "/verwaltung/tarife" not in clerk.get("/verwaltung").text


def test_an_unknown_plan_is_not_found(bookkeeper):
    for path in ("4711", "4711/preise", "99999999999999999999"):
        assert bookkeeper.get(f"/verwaltung/tarife/{path}").status_code == 404
