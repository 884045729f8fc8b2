"""Verwaltung → Aufgaben, and the panels in a contract's and a plan's form."""

from datetime import timedelta

import pytest

import clock
from models import AuditEntry, Cancellation, PanelAccess, PanelTask, Plan, Work
from rules import work
from rules.products import contracts, panel_tasks
from tests.panels import rent, set_up, whm  # noqa: F401  fixture

HOME = "/verwaltung/aufgaben"


@pytest.fixture
def contract(alice, whm):  # noqa: F811
    return rent(alice.customer)


def at(contract):
    return f"/verwaltung/kunden/501/vertraege/{contract.id}"


def do_work():
    while work.do_next({PanelTask.WORK: panel_tasks.carry_out}):
        pass


def failed(contract, whm):  # noqa: F811
    """A block that the panel refused."""
    whm.trouble = 403
    contracts.suspend(contract, "Grund")
    do_work()
    whm.trouble = None
    return PanelTask.get()


def proposed(contract):
    Cancellation.create(contract=contract, effective_on=clock.today() - timedelta(days=60))
    panel_tasks.propose_deletions(clock.today().isoformat())
    return PanelTask.get()


def details(contract, **more):
    return {"plan": contract.plan_id, "domain": "", "period_months": "12", "started_on": "24.05.2019"} | more


def test_an_empty_list_says_what_would_stand_here(clerk):
    assert "Gerade ist nichts zu tun." in clerk.get(HOME).text
    assert "Aufgaben in Panels" not in clerk.get("/verwaltung").text


def test_what_failed_stands_in_the_list_and_at_the_contract_with_its_sentence(clerk, contract, whm):  # noqa: F811
    failed(contract, whm)
    for page in (clerk.get(HOME).text, clerk.get(at(contract)).text):
        for said in ("Sperren", "whm: ", "muster", "fehlgeschlagen", "nimmt unsere Zugangsdaten nicht an",
                     "Erledigt", "Noch einmal"):  # fmt: skip
            assert said in page
    assert "Aufgaben in Panels" in clerk.get("/verwaltung").text


def test_it_is_tried_again_from_either_page_and_leads_back_there(clerk, contract, whm):  # noqa: F811
    task = failed(contract, whm)
    answer = clerk.post(f"{HOME}/{task.id}/wiederholung?vertrag")
    assert answer.location == at(contract)
    assert "wartet" in clerk.get(at(contract)).text
    do_work()
    page = clerk.get(at(contract)).text
    assert "erledigt am" in page and "Noch einmal" not in page
    assert clerk.post(f"{HOME}/{task.id}/wiederholung").location == HOME
    assert "schon erledigt" in clerk.get(HOME).text


def test_what_was_done_by_hand_is_marked_as_that(clerk, contract, whm):  # noqa: F811
    task = failed(contract, whm)
    assert clerk.post(f"{HOME}/{task.id}/erledigung").location == HOME
    assert "Gerade ist nichts zu tun." in clerk.get(HOME).text
    assert "von Hand" in clerk.get(at(contract)).text
    assert PanelTask.get().done_by == clerk.account
    assert AuditEntry.get(AuditEntry.what == "panel task done by hand").account == clerk.account


def test_a_deletion_asks_once_more_and_names_the_user(clerk, contract, whm):  # noqa: F811
    task = proposed(contract)
    page = clerk.get(HOME).text
    assert (
        "vorgeschlagen" in page
        and "Vertrag beendet am" in page
        and "Nicht löschen" in page
        and f"{HOME}/{task.id}/erledigung" not in page
    )
    question = clerk.post(f"{HOME}/{task.id}/bestaetigung")
    assert question.status_code == 200 and "muster" in question.text and Work.select().count() == 0
    assert clerk.post(f"{HOME}/{task.id}/bestaetigung", {"confirmed": "1"}).location == HOME
    do_work()
    assert whm.accounts == {}
    clerk.post(f"{HOME}/{task.id}/bestaetigung", {"confirmed": "1"})
    assert "schon erledigt" in clerk.get(HOME).text


def test_a_deletion_may_be_declined(clerk, contract, whm):  # noqa: F811
    task = proposed(contract)
    clerk.post(f"{HOME}/{task.id}/ablehnung")
    do_work()
    assert whm.accounts and "hinfällig" in clerk.get(at(contract)).text
    assert AuditEntry.select().where(AuditEntry.what == "panel deletion declined").exists()


def test_only_who_looks_after_contracts_decides(bookkeeper, alice, visitor, contract, whm):  # noqa: F811
    task = failed(contract, whm)
    for place in ("erledigung", "wiederholung", "bestaetigung", "ablehnung"):
        address = f"{HOME}/{task.id}/{place}"
        assert [each.post(address, {"confirmed": "1"}).status_code for each in (bookkeeper, alice, visitor)] == [
            403, 403, 401,
        ]  # fmt: skip
    assert bookkeeper.get(HOME).status_code == 403 and alice.get(HOME).status_code == 403
    assert not PanelTask.get().done_at and "Aufgaben in Panels" not in bookkeeper.get("/verwaltung").text


@pytest.mark.parametrize("id", ["0", "99", "2147483647", "99999999999999999999", "x"])
def test_a_task_that_is_not_there_is_not_found(clerk, id):
    assert clerk.post(f"{HOME}/{id}/erledigung").status_code == 404


def test_a_panel_and_its_user_are_chosen_in_the_contract_s_form(clerk, alice, contract):
    page = clerk.get(at(contract)).text
    assert '<option selected value="whm">whm</option>' in page and 'value="muster"' in page
    clerk.post(at(contract), details(contract, login_panel="", login="https://panel.example/",
                                     admin_panel="whm", admin="muster.admin"))  # fmt: skip
    rows = PanelAccess.select(PanelAccess.kind, PanelAccess.panel, PanelAccess.user_name, PanelAccess.url)
    assert list(rows.order_by(PanelAccess.id).tuples()) == [
        ("login", "", "", "https://panel.example/"), ("admin", "whm", "muster.admin", ""),
    ]  # fmt: skip
    assert '"admin": "whm: muster.admin"' in AuditEntry.get(AuditEntry.what == "contract changed").after


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"login_panel": "whm", "login": "https://panel.example/"}, "nur den Benutzernamen"),
        ({"login_panel": "whm", "login": "admin|muster"}, "nur den Benutzernamen"),
        ({"login_panel": "whm", "login": "../muster"}, "nur den Benutzernamen"),
        ({"login_panel": "whm", "login": "x" * 101}, "nur den Benutzernamen"),
        ({"login_panel": "", "login": "muster"}, "https://panel.muster.example/"),
        ({"login_panel": "plesk9", "login": "muster"}, "aus der Liste"),
        ({"login_panel": "whm", "login": "root"}, "ganzen Server"),
    ],
)
def test_what_cannot_be_an_access_is_refused_at_its_field(clerk, contract, data, sentence):
    answer = clerk.post(at(contract), details(contract, **data))
    field = "login_panel" if "Liste" in sentence else "login"
    assert answer.status_code == 422 and sentence in answer.text and f'id="{field}-error"' in answer.text
    assert PanelAccess.get().user_name == "muster"


def test_the_user_of_another_customer_is_refused_with_whose_it_is(clerk, bob, contract):
    own = rent(bob.customer, "bob.example", user="bob")
    answer = clerk.post(
        f"/verwaltung/kunden/502/vertraege/{own.id}", details(own, login_panel="whm", login="muster")
    )  # fmt: skip
    assert answer.status_code == 422 and "Kunde 501" in answer.text


def test_a_panel_that_is_gone_stays_chosen_until_somebody_chooses_another(clerk, contract, house):
    set_up(house)
    assert '<option selected value="whm">whm</option>' in clerk.get(at(contract)).text
    clerk.post(at(contract), details(contract, login_panel="whm", login="muster"))
    assert PanelAccess.get().panel == "whm"


def test_a_plan_says_what_panels_call_it(bookkeeper, contract):
    plan = Plan.get()
    form = {"kind": "webhosting", "name": plan.name, "period_months": "12", "position": "0", "is_offered": "y"}
    assert 'value="S"' in bookkeeper.get(f"/verwaltung/tarife/{plan.id}").text
    bookkeeper.post(f"/verwaltung/tarife/{plan.id}", form | {"panel_package": "Paket M"})
    assert Plan.get().panel_package == "Paket M"
    refused = bookkeeper.post(f"/verwaltung/tarife/{plan.id}", form | {"panel_package": "x" * 101})
    assert refused.status_code == 422 and Plan.get().panel_package == "Paket M"
