"""A customer's desk → Verträge → Preise und Rabatte."""

from datetime import date

import pytest

import clock
import texts
from models import AuditEntry, BilledPeriod, Contract, ContractPrice, Customer, Discount, Invoice, InvoiceLine, Plan

LATER = clock.later(days=40).date()
PRICE = {"valid_from": texts.date(LATER), "price_cents": "5,95", "reason": "Strom wird teurer"}
DISCOUNT = {"text": "Treuerabatt", "share": "7,5", "valid_from": "01.01.2026", "valid_to": ""}


@pytest.fixture
def contract(house):
    plan = Plan.create(kind="webhosting", name="businesshosting")
    return Contract.create(
        customer=Customer.get(Customer.number == 502), plan=plan, kind="webhosting", price_cents=495,
        period_months=12, started_on=date(2020, 1, 31),
    )  # fmt: skip


@pytest.fixture
def address(contract):
    return f"/verwaltung/kunden/502/vertraege/{contract.id}/preise"


def bill(contract, first, last):
    invoice = Invoice.create(
        number=1, customer=contract.customer, issued_on=first, due_on=first, recipient="", net_cents=1, tax_cents=0,
        gross_cents=1,
    )  # fmt: skip
    line = InvoiceLine.create(invoice=invoice, position=1, text="x", price_cents=1, net_cents=1, tax_rate=0)
    BilledPeriod.create(contract=contract, period_from=first, period_to=last, line=line)


def test_a_price_change_is_put_down_with_its_day_and_reason(bookkeeper, chief, address):
    assert bookkeeper.post(f"{address}/neu", PRICE).location == address
    page = bookkeeper.get(address).text
    for said in ("4,95 €", "31.01.2020", "5,95 €", texts.date(LATER), "Strom wird teurer", "später"):
        assert said in page
    assert AuditEntry.get(AuditEntry.what == "contract price added")
    assert "Strom wird teurer" in chief.get("/verwaltung/kunden/502/protokoll").text


def test_only_a_price_that_does_not_hold_yet_goes_away(bookkeeper, contract, address):
    old = ContractPrice.create(contract=contract, valid_from=clock.today(), price_cents=1)
    new = ContractPrice.create(contract=contract, valid_from=LATER, price_cents=2)
    assert "wirklich" in bookkeeper.post(f"{address}/{new.id}/loeschung").text
    bookkeeper.post(f"{address}/{new.id}/loeschung", {"confirmed": "1"})
    assert "gilt schon" in bookkeeper.post(f"{address}/{old.id}/loeschung", {"confirmed": "1"}, follow=True).text
    assert list(ContractPrice.select()) == [old]


def test_a_price_that_is_billed_ahead_stays_and_none_is_put_before_what_is_billed(bookkeeper, contract, address):
    price = ContractPrice.create(contract=contract, valid_from=LATER, price_cents=2)
    bill(contract, LATER, clock.later(days=400).date())
    answer = bookkeeper.post(f"{address}/{price.id}/loeschung", {"confirmed": "1"}, follow=True)
    assert "steht schon auf einer Rechnung" in answer.text and ContractPrice.select().exists()
    answer = bookkeeper.post(f"{address}/neu", PRICE | {"valid_from": texts.date(clock.today())})
    assert answer.status_code == 422 and "schon eine Zahlungsperiode berechnet" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("valid_from", "30.01.2020", "vor dem Beginn"),
        ("valid_from", "", "Bitte ausfüllen"),
        ("price_cents", "-1", "nicht kleiner als null"),
        ("price_cents", "x", "mit Komma"),
        ("reason", " ", "Bitte ausfüllen"),
    ],
)
def test_a_bad_price_is_refused_at_its_field(bookkeeper, address, field, value, sentence):
    answer = bookkeeper.post(f"{address}/neu", PRICE | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and sentence in answer.text
    assert not ContractPrice.select().exists()


def test_the_price_until_then_is_kept_as_long_as_there_is_another(bookkeeper, contract, address):
    bookkeeper.post(f"{address}/neu", PRICE)
    assert [(each.valid_from, each.price_cents) for each in contract.prices.order_by(ContractPrice.valid_from)] == [
        (contract.started_on, 495), (LATER, 595),
    ]  # fmt: skip
    bookkeeper.post(f"{address}/{ContractPrice.get(price_cents=595).id}/loeschung", {"confirmed": "1"})
    assert not ContractPrice.select().exists() and "4,95 €" in bookkeeper.get(address).text


def test_one_price_a_day(bookkeeper, address):
    bookkeeper.post(f"{address}/neu", PRICE)
    answer = bookkeeper.post(f"{address}/neu", PRICE)
    assert answer.status_code == 422 and "steht schon ein Preis" in answer.text


def test_a_discount_is_agreed_and_ends(bookkeeper, address):
    bookkeeper.post(f"{address}/rabatt", DISCOUNT)
    page = bookkeeper.get(address).text
    assert "Treuerabatt" in page and "7,5 %" in page and "ab 01.01.2026" in page
    at = f"{address}/rabatt/{Discount.get().id}/ende"
    assert "„Treuerabatt“ wirklich beenden" in bookkeeper.post(at).text
    bookkeeper.post(at, {"confirmed": "1"})
    assert Discount.get().valid_to == clock.today() and "zu Ende" in bookkeeper.get(address).text
    assert "schon zu Ende" in bookkeeper.post(at, {"confirmed": "1"}, follow=True).text


def test_a_discount_that_has_not_begun_goes_away(bookkeeper, address):
    bookkeeper.post(f"{address}/rabatt", DISCOUNT | {"share": "", "cents": "1,00", "valid_from": texts.date(LATER)})
    assert "1,00 €" in bookkeeper.get(address).text
    bookkeeper.post(f"{address}/rabatt/{Discount.get().id}/ende", {"confirmed": "1"})
    assert not Discount.select().exists()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"text": ""}, "text", "Bitte ausfüllen"),
        ({"share": "101"}, "share", "von 0 bis 100"),
        ({"share": "0"}, "share", "mehr als 0"),
        ({"share": ""}, "share", "entweder Prozent oder einen Betrag"),
        ({"cents": "1,00"}, "share", "entweder Prozent oder einen Betrag"),
        ({"share": "", "cents": "-1"}, "cents", "nicht kleiner als null"),
        ({"share": "", "cents": "0"}, "cents", "mehr als 0"),
        ({"valid_from": "x"}, "valid_from", "Datum wie"),
        ({"valid_to": "31.12.2025"}, "valid_to", "vor dem Anfang"),
    ],
)
def test_a_bad_discount_is_refused_at_its_field(bookkeeper, address, change, field, sentence):
    answer = bookkeeper.post(f"{address}/rabatt", DISCOUNT | change)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and sentence in answer.text
    assert not Discount.select().exists()


def test_what_belongs_to_another_contract_or_customer_is_not_found(bookkeeper, contract, address):
    other = Contract.create(
        customer=contract.customer, plan=contract.plan, kind="webhosting", started_on=contract.started_on
    )
    price = ContractPrice.create(contract=other, valid_from=LATER, price_cents=2)
    discount = Discount.create(contract=other, text="x", share=1, valid_from=LATER)
    assert bookkeeper.post(f"{address}/{price.id}/loeschung", {"confirmed": "1"}).status_code == 404
    assert bookkeeper.post(f"{address}/rabatt/{discount.id}/ende", {"confirmed": "1"}).status_code == 404
    assert bookkeeper.get(address.replace("502", "501")).status_code == 404


def test_prices_are_the_bookkeeper_s_business(clerk, address):
    assert clerk.get(address).status_code == 403
    assert (
        clerk.post(f"{address}/neu", PRICE).status_code == clerk.post(f"{address}/rabatt", DISCOUNT).status_code == 403
    )
    assert not ContractPrice.select().exists() and not Discount.select().exists()


def test_the_contract_s_own_form_leaves_dated_prices_alone(bookkeeper, clerk, contract, address):
    bookkeeper.post(f"{address}/neu", PRICE)
    at = address.removesuffix("/preise")
    page = clerk.get(at).text
    assert "4,95 €" in page and 'name="price_cents"' not in page
    details = {"plan": contract.plan.id, "period_months": "12", "started_on": "31.01.2020", "price_cents": "1,00"}
    assert clerk.post(at, details).status_code == 303
    assert Contract.get().price_cents == 495


def test_everybody_finds_the_prices_they_may_see(bookkeeper, clerk, chief, contract, address):
    of_customer, at = "/verwaltung/kunden/502/vertraege", address.removesuffix("/preise")
    assert f'href="{address}"' in bookkeeper.get(of_customer).text
    assert f'href="{address}"' not in clerk.get(of_customer).text + clerk.get(at).text
    assert f'href="{address}"' in chief.get(at).text and f'href="{at}"' in chief.get(address).text
