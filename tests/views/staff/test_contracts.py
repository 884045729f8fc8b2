"""A customer's desk → Verträge and Server."""

from datetime import date

import pytest

import clock
from models import AuditEntry, Contract, Customer, Domain, PanelAccess, Plan, PlanPrice, ServerAddress

BOB = "/verwaltung/kunden/502"


@pytest.fixture
def plan(house):
    found = Plan.create(kind="webhosting", name="businesshosting")
    PlanPrice.create(plan=found, valid_from=date(2020, 1, 1), price_cents=495)
    return found


@pytest.fixture
def root(house):
    return Plan.create(kind="server", name="Root FlexServer")


@pytest.fixture
def domain(house):
    return Domain.create(customer=Customer.get(Customer.number == 502), name="brandt.example")


def details(plan, **more):
    return {"plan": plan.id, "domain": "", "period_months": "12", "started_on": "24.05.2019"} | more


def made(clerk, plan, **more):
    answer = clerk.post(f"{BOB}/vertraege/neu", details(plan, **more))
    assert answer.status_code == 303, answer.text
    return Contract.get_by_id(answer.location.rpartition("/")[2])


def test_a_contract_is_made_with_all_its_parts(clerk, plan, domain):
    contract = made(
        clerk, plan, domain=domain.id, price_cents="1.234,50", description="Nutzung: Testserver", is_held="y",
        next_invoice_on="2020-05-24", login="https://panel.example/login",
    )  # fmt: skip
    assert (contract.kind, contract.price_cents, contract.period_months) == ("webhosting", 123450, 12)
    assert (contract.started_on, contract.next_invoice_on) == (date(2019, 5, 24), date(2020, 5, 24))
    assert contract.billing_held_at and contract.domain == domain
    assert PanelAccess.get().url == "https://panel.example/login"
    page = clerk.get(f"{BOB}/vertraege")
    for text in ("businesshosting", "brandt.example", "1.234,50 €", "24.05.2020", "angehalten", "Aktiv"):
        assert text in page.text
    form = clerk.get(f"{BOB}/vertraege/{contract.id}").text
    assert 'value="1.234,50"' in form and 'value="24.05.2019"' in form and "https://panel.example/login" in form


def test_the_customer_sees_it_at_once_and_finds_it(clerk, bob, plan, domain):
    made(clerk, plan, domain=domain.id)
    for q in ("", "brandt", "BUSINESS"):
        assert "businesshosting" in bob.get(f"/produkte/webhosting?q={q}").text
    assert "businesshosting" not in bob.get("/produkte/webhosting?q=nichts").text


def test_without_a_price_it_costs_what_the_plan_costs_today(clerk, plan):
    PlanPrice.create(plan=plan, valid_from=clock.later(days=9).date(), price_cents=99999)
    assert made(clerk, plan).price_cents == 495


def test_the_price_of_a_month_is_not_taken_for_that_of_a_year(clerk, plan):
    plan.period_months = 1
    plan.save()
    answer = clerk.post(f"{BOB}/vertraege/neu", details(plan))
    assert answer.status_code == 422 and "Der Tarif kostet 4,95 € (monatlich)." in answer.text
    assert not Contract.select().exists()
    assert made(clerk, plan, price_cents="59,40").price_cents == 5940


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("plan", "4711", "aus der Liste"),
        ("plan", "x", "aus der Liste"),
        ("domain", "4711", "aus der Liste"),
        ("domain", "x", "aus der Liste"),
        ("price_cents", "12.34", "mit Komma"),
        ("price_cents", "-1", "nicht kleiner als null sein"),
        ("period_months", "5", "aus der Liste"),
        ("started_on", "", "Bitte ausfüllen"),
        ("started_on", "31.02.2019", "Datum wie 24.05.2019"),
        ("next_invoice_on", "23.05.2019", "nicht vor dem Beginn"),
        ("login", "javascript:alert(1)", "https://panel.muster.example/"),
        ("login", "//evil.example", "https://panel.muster.example/"),
        ("description", "x" * 2001, "zu lang"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(clerk, plan, field, value, sentence):
    answer = clerk.post(f"{BOB}/vertraege/neu", details(plan, admin="https://typed.example/") | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and sentence in answer.text
    assert "https://typed.example/" in answer.text and not Contract.select().exists()


def test_a_domain_of_another_customer_cannot_be_chosen(clerk, plan):
    foreign = Domain.create(customer=Customer.get(Customer.number == 501), name="backstube.example")
    assert clerk.post(f"{BOB}/vertraege/neu", details(plan, domain=foreign.id)).status_code == 422


def test_a_change_is_saved_and_noted_with_what_it_was_before(clerk, chief, plan):
    contract = made(clerk, plan, price_cents="5,00", login="https://old.example/")
    clerk.post(
        f"{BOB}/vertraege/{contract.id}", details(plan, price_cents="6,00", login="", admin="https://new.example/")
    )
    changed = Contract.get_by_id(contract.id)
    assert changed.price_cents == 600 and [each.kind for each in changed.accesses] == ["admin"]
    entry = AuditEntry.get(AuditEntry.what == "contract changed")
    assert '"price_cents": 500' in entry.before and '"price_cents": 600' in entry.after
    assert "description" not in entry.after
    page = chief.get("/verwaltung/protokoll").text
    assert "<del>5,00 €</del> → 6,00 €" in page and "https://old.example/" in page


def test_the_form_shows_the_plan_and_the_domain_that_the_contract_has(clerk, plan, domain):
    Plan.create(kind="webhosting", name="aaa")
    contract = made(clerk, plan, domain=domain.id)
    page = clerk.get(f"{BOB}/vertraege/{contract.id}").text
    assert '<p class="value">businesshosting</p>' in page
    assert f'<option selected value="{domain.id}">brandt.example' in page


def test_saving_without_a_change_leaves_no_trace(clerk, plan):
    contract = made(clerk, plan)
    clerk.post(f"{BOB}/vertraege/{contract.id}", details(plan))
    assert not AuditEntry.select().where(AuditEntry.what == "contract changed").exists()


def test_a_plan_is_changed_where_the_proration_is_and_not_in_this_form(clerk, bookkeeper, chief, plan, root):
    contract = made(clerk, plan)
    here = f"{BOB}/vertraege/{contract.id}"
    page = clerk.get(here).text
    assert 'name="plan"' not in page and "Root FlexServer" not in page and "tarifwechsel" not in page
    assert f'href="{here}/tarifwechsel"' in chief.get(here).text
    larger = Plan.create(kind="webhosting", name="Groß")
    for other in (root, larger):
        clerk.post(here, details(other, description="anders"))
    assert (Contract.get().plan, Contract.get().description) == (plan, "anders")


def test_a_contract_is_cancelled_and_the_cancellation_taken_back(clerk, plan):
    at = f"{BOB}/vertraege/{made(clerk, plan).id}"
    assert clerk.post(f"{at}/kuendigung", {"effective_on": "23.05.2019"}).status_code == 422
    assert clerk.post(f"{at}/kuendigung", {"effective_on": ""}).status_code == 422
    clerk.post(f"{at}/kuendigung", {"effective_on": "31.12.2099", "reason": "zieht um"})
    page = clerk.get(at).text
    assert "gekündigt zum 31.12.2099" in page and "zieht um" in page
    answer = clerk.post(f"{at}/kuendigung", {"effective_on": "31.12.2098"})
    assert answer.status_code == 422 and "schon gekündigt" in answer.text
    assert "wirklich zurücknehmen" in clerk.post(f"{at}/kuendigung/ruecknahme").text
    clerk.post(f"{at}/kuendigung/ruecknahme", {"confirmed": "1"})
    assert "gekündigt zum" not in clerk.get(at).text
    again = clerk.post(f"{at}/kuendigung/ruecknahme", {"confirmed": "1"}, follow=True)
    assert "nicht gekündigt" in again.text


def test_a_contract_is_blocked_with_a_reason_and_let_go_again(clerk, plan):
    at = f"{BOB}/vertraege/{made(clerk, plan).id}"
    assert clerk.post(f"{at}/sperre", {"reason": ""}).status_code == 422
    clerk.post(f"{at}/sperre", {"reason": "Zahlung fehlt"})
    assert "Zahlung fehlt" in clerk.get(at).text and "gesperrt" in clerk.get(f"{BOB}/vertraege").text
    assert clerk.post(f"{at}/sperre", {"reason": "noch einmal"}).status_code == 422
    clerk.post(f"{at}/entsperrung")
    assert "Zahlung fehlt" not in clerk.get(at).text
    kinds = [each.what for each in AuditEntry.select().order_by(AuditEntry.id) if "contract" in each.what]
    assert kinds == ["contract made", "contract suspended", "contract resumed"]


def test_a_contract_is_found_at_its_customer_only(clerk, plan):
    contract = made(clerk, plan)
    for path in ("", "/kuendigung", "/sperre"):
        assert clerk.get(f"/verwaltung/kunden/501/vertraege/{contract.id}{path}").status_code == 404
    assert clerk.get(f"{BOB}/vertraege/99999999999999").status_code == 404
    assert clerk.get(f"{BOB}/server/{contract.id}").status_code == 404


SERVER = {
    "name": "web1", "service_level": "root", "included_traffic_gb": "300", "addresses": "192.0.2.7\r\n2001:DB8::1",
    "specifications": "Arbeitsspeicher: 2 GB\r\nCPU: 2 Kerne",
}  # fmt: skip


def test_a_server_is_described_and_the_customer_sees_it(clerk, bob, root):
    contract = made(clerk, root)
    assert "noch nicht beschrieben" in clerk.get(f"{BOB}/server").text
    clerk.post(f"{BOB}/server/{contract.id}", SERVER)
    page = bob.get("/produkte/server?q=192.0.2.7").text
    for text in ("web1", "192.0.2.7", "2001:db8::1", "Arbeitsspeicher", "2 GB", "300 GB"):
        assert text in page
    form = clerk.get(f"{BOB}/server/{contract.id}").text
    assert "192.0.2.7\n2001:db8::1" in form and "Arbeitsspeicher: 2 GB\nCPU: 2 Kerne" in form
    clerk.post(f"{BOB}/server/{contract.id}", SERVER | {"addresses": "192.0.2.7", "specifications": ""})
    assert [each.address for each in ServerAddress.select()] == ["192.0.2.7"]


def test_an_address_belongs_to_one_server(clerk, root):
    first, second = made(clerk, root), made(clerk, root)
    clerk.post(f"{BOB}/server/{first.id}", SERVER)
    answer = clerk.post(f"{BOB}/server/{second.id}", SERVER | {"name": "web2"})
    assert answer.status_code == 422 and "192.0.2.7 gehört schon zu einem Server von Kunde 502." in answer.text
    assert ServerAddress.select().count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("service_level", "gold"),
        ("included_traffic_gb", "viel"),
        ("included_traffic_gb", "99999999999"),
        ("addresses", "192.0.2.0/24"),
        ("addresses", "192.0.2.7\nkeine"),
        ("specifications", "nur ein Wort"),
    ],
)
def test_a_bad_server_is_refused_at_its_field(clerk, root, field, value):
    contract = made(clerk, root)
    answer = clerk.post(f"{BOB}/server/{contract.id}", SERVER | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_the_plan_of_a_new_contract_has_to_be_chosen(clerk, plan):
    page = clerk.get(f"{BOB}/vertraege/neu").text
    assert '<option selected value="">Bitte wählen</option>' in page
    answer = clerk.post(f"{BOB}/vertraege/neu", details(plan) | {"plan": ""})
    assert answer.status_code == 422 and 'id="plan-error"' in answer.text
