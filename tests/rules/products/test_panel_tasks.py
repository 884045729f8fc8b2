"""What panels have to follow: done by itself where they can, asked of staff where they cannot, never done twice."""

from datetime import timedelta

import pytest

import clock
import config
import texts
import work as due_work
from gateways.panel import LIFE
from models import AuditEntry, Contract, PanelAccess, PanelTask, Plan, Work, failed_work
from rules import Refused, work
from rules.products import contracts, panel_tasks
from rules.staff import plan_changes
from tests.panels import PleskHouse, rent, set_up

HANDLERS = {PanelTask.WORK: panel_tasks.carry_out}


@pytest.fixture
def contract(alice, whm):
    return rent(alice.customer)


def do_work():
    while work.do_next(HANDLERS):
        pass


def task():
    """The newest task as staff see it."""
    return PanelTask.of_contract(Contract.get()).first()


def standings():
    return [(each.change, each.standing) for each in PanelTask.of_contract(Contract.get())]


def details(contract, **more):
    return {
        "plan": contract.plan_id, "domain": contract.domain_id, "description": "", "price_cents": 0,
        "period_months": 12, "started_on": contract.started_on, "next_invoice_on": None, "is_held": False,
        "accesses": {"login": ("whm", "muster")},
    } | more  # fmt: skip


def change_plan(contract, plan):
    """From today on."""
    Contract.update(next_invoice_on=clock.today() + timedelta(days=30), period_months=1).execute()
    plan_changes.change(Contract.get_by_id(contract.id), plan.id, clock.today(), 990)


def end(contract, days=31):
    contracts.cancel(contract, clock.today(), "")
    ended = clock.today() - timedelta(days=days)
    contract.cancellations.model.update(effective_on=ended).execute()


def test_a_blocked_contract_is_blocked_in_its_panel_and_goes_on_there_too(contract, whm):
    contracts.suspend(contract, "Rechnung 7001 ist nicht bezahlt.")
    assert task().standing == "waiting" and not whm.accounts["muster"]["suspended"]
    do_work()
    assert whm.accounts["muster"]["suspended"] and task().standing == "done"
    assert whm.asked[1][2]["reason"] == "Rechnung 7001 ist nicht bezahlt."
    assert AuditEntry.get(AuditEntry.what == "panel followed").customer_id == contract.customer_id
    contracts.resume(contract)
    do_work()
    assert not whm.accounts["muster"]["suspended"]
    assert standings() == [("unsuspend", "done"), ("suspend", "done")]


def test_what_was_done_in_the_panel_already_is_done(contract, whm):
    whm.accounts["muster"]["suspended"] = True
    contracts.suspend(contract, "Grund")
    do_work()
    assert task().standing == "done" and len(whm.asked) == 1


def test_a_process_that_died_after_the_change_does_no_harm_when_it_is_done_again(contract, whm):
    contracts.suspend(contract, "Grund")
    panel_tasks._change(task())
    do_work()
    assert task().standing == "done" and [path for _, path, *_ in whm.asked].count("/json-api/suspendacct") == 1


def test_a_block_that_was_lifted_before_it_reached_the_panel_is_not_made(contract, whm):
    contracts.suspend(contract, "Grund")
    contracts.resume(contract)
    do_work()
    assert standings() == [("unsuspend", "done"), ("suspend", "withdrawn")]
    assert not whm.accounts["muster"]["suspended"]


def test_a_change_waits_for_an_older_one_that_is_being_made(contract, whm):
    contracts.suspend(contract, "Grund")
    older = task()
    contracts.resume(contract)
    Work.update(leased_until=clock.later(minutes=5)).where(Work.key == str(older.id)).execute()
    do_work()
    assert task().standing == "waiting" and whm.asked == []
    assert panel_tasks.sentence(task()) == "Eine andere Änderung dieses Vertrags läuft noch."


def test_a_panel_that_is_away_is_asked_again_and_the_state_says_why(contract, whm, later):
    whm.trouble = 503
    contracts.suspend(contract, "Grund")
    do_work()
    assert task().standing == "waiting"
    assert panel_tasks.sentence(task()) == "„whm“ antwortet gerade nicht."
    whm.trouble = None
    later(minutes=3)
    do_work()
    assert task().standing == "done"


def test_what_a_panel_refuses_has_failed_and_is_tried_again_when_staff_say_so(contract, whm):
    whm.accounts["richtig"] = whm.accounts.pop("muster")
    contracts.suspend(contract, "Grund")
    do_work()
    assert task().standing == "failed" and panel_tasks.sentence(task()) == "„whm“ kennt „muster“ nicht."
    assert panel_tasks.count() == 1
    PanelAccess.update(user_name="richtig").execute()
    panel_tasks.try_again(task())
    assert task().standing == "waiting"
    do_work()
    assert task().standing == "done" and whm.accounts["richtig"]["suspended"]
    with pytest.raises(Refused, match="erledigt"):
        panel_tasks.try_again(task())


def test_what_failed_may_be_done_by_hand(contract, whm, clerk):
    whm.trouble = 403
    contracts.suspend(contract, "Grund")
    do_work()
    assert failed_work().count() == 1
    panel_tasks.finish(task())
    assert task().standing == "done" and panel_tasks.count() == 0 and failed_work().count() == 0
    with pytest.raises(Refused, match="erledigt"):
        panel_tasks.finish(task())


def test_nobody_finishes_by_hand_what_the_portal_is_about_to_do(contract):
    contracts.suspend(contract, "Grund")
    with pytest.raises(Refused, match="selbst"):
        panel_tasks.finish(task())


def test_another_plan_is_another_package_on_the_day_it_begins(contract, whm, later):
    larger = Plan.create(kind="webhosting", name="L", panel_package="M")
    Contract.update(next_invoice_on=clock.today() + timedelta(days=30), period_months=1).execute()
    contract = Contract.get()
    day = clock.today() + timedelta(days=2)
    plan_changes.preview(contract, larger.id, day, 990)
    assert not PanelTask.select().exists()
    plan_changes.change(contract, larger.id, day, 990)
    do_work()
    assert whm.accounts["muster"]["package"] == "S"
    assert panel_tasks.sentence(task()) == f"Wird am {texts.date(day)} gemacht."
    later(days=2)
    do_work()
    assert whm.accounts["muster"]["package"] == "M" and task().standing == "done"


def test_plans_that_are_the_same_in_the_panel_ask_for_nothing(contract):
    same = Plan.create(kind="webhosting", name="S neu", panel_package="S")
    contracts.change(contract, **details(contract))
    change_plan(contract, same)
    assert not PanelTask.select().exists()


def test_only_the_last_of_several_plans_is_made(contract, whm):
    for name, package in (("L", "M"), ("XL", "gibt es nicht"), ("S neu", "S")):
        plan = Plan.create(kind="webhosting", name=name, panel_package=package)
        change_plan(contract, plan)
    do_work()
    assert standings() == [("change_plan", "done"), ("change_plan", "withdrawn"), ("change_plan", "withdrawn")]
    assert whm.asked and "/json-api/changepackage" not in [path for _, path, *_ in whm.asked]


def test_an_ended_contract_is_deleted_after_some_time_when_staff_have_said_so(contract, whm):
    end(contract, days=30)
    panel_tasks.propose_deletions(clock.today().isoformat())
    assert not PanelTask.select().exists()
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    panel_tasks.propose_deletions(tomorrow)
    panel_tasks.propose_deletions(tomorrow)
    assert standings() == [("delete", "proposed")] and panel_tasks.count() == 1
    do_work()
    assert whm.accounts
    panel_tasks.confirm(task())
    assert task().standing == "waiting"
    for decide in (panel_tasks.confirm, panel_tasks.decline):
        with pytest.raises(Refused, match="schon entschieden"):
            decide(task())
    do_work()
    assert not whm.accounts and task().standing == "done"
    panel_tasks.propose_deletions(tomorrow)
    with pytest.raises(Refused):
        panel_tasks.confirm(task())
    assert PanelTask.select().count() == 1


def test_the_waiting_time_is_a_setting(contract, whm, house):
    set_up(house, whm.setting(), delete_after_days=0)
    end(contract, days=1)
    panel_tasks.propose_deletions(clock.today().isoformat())
    assert standings() == [("delete", "proposed")]


def test_what_staff_want_to_keep_is_not_asked_about_again(contract, whm):
    end(contract)
    panel_tasks.propose_deletions(clock.today().isoformat())
    panel_tasks.decline(task())
    panel_tasks.propose_deletions(clock.today().isoformat())
    assert standings() == [("delete", "withdrawn")] and whm.accounts
    with pytest.raises(Refused, match="schon"):
        panel_tasks.decline(task())


def test_a_contract_whose_cancellation_is_taken_back_is_not_deleted(contract, whm):
    end(contract)
    panel_tasks.propose_deletions(clock.today().isoformat())
    panel_tasks.confirm(task())
    contracts.take_back(contract)
    assert task().standing == "withdrawn"
    do_work()
    assert standings() == [("delete", "withdrawn")] and whm.accounts


def test_a_contract_that_runs_again_is_not_deleted_even_if_the_task_is_still_there(contract, whm):
    end(contract)
    panel_tasks.propose_deletions(clock.today().isoformat())
    contract.cancellations.model.delete().execute()
    with pytest.raises(Refused, match="nicht beendet"):
        panel_tasks.confirm(task())
    PanelTask.update(confirmed_at=clock.now()).execute()
    panel_tasks.carry_out(str(task().id))
    assert whm.accounts and task().standing == "withdrawn"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda: PanelAccess.update(panel="", url="https://panel.example/"), "keine Schnittstelle"),
        (lambda: PanelAccess.update(kind="admin"), "keine Schnittstelle"),
        (lambda: PanelAccess.update(panel="froxlor"), "keine Schnittstelle"),
        (lambda: PanelAccess.update(panel="plesk"), "fragt nach einer Domain"),
        (lambda: PanelAccess.update(panel="weg"), "nicht mehr eingerichtet"),
        (lambda: Contract.update(kind="server"), "Servern"),
    ],
)
def test_what_a_panel_cannot_do_is_a_task_for_staff(contract, whm, house, change, sentence):
    froxlor = config.Panel("froxlor", "link", "https://froxlor.example/{user}")
    set_up(house, whm.setting(), froxlor, whm.setting(name="plesk", kind="plesk"))
    Contract.update(domain=None).execute()
    change().execute()
    contracts.suspend(Contract.get(), "Grund")
    do_work()
    assert task().standing == "by hand" and sentence in panel_tasks.sentence(task())
    assert whm.asked == [] and panel_tasks.count() == 1
    with pytest.raises(Refused, match=sentence):
        panel_tasks.try_again(task())
    panel_tasks.finish(task())
    assert panel_tasks.count() == 0


def test_a_plan_without_a_package_is_changed_by_hand_until_it_has_one(contract, whm):
    larger = Plan.create(kind="webhosting", name="L")
    change_plan(contract, larger)
    assert task().standing == "by hand" and "kein Paket" in panel_tasks.sentence(task())
    Plan.update(panel_package="M").where(Plan.id == larger).execute()
    panel_tasks.try_again(task())
    do_work()
    assert task().standing == "done" and whm.accounts["muster"]["package"] == "M"


def test_a_user_who_has_another_running_contract_is_neither_blocked_nor_deleted_by_itself(contract, whm, alice):
    second = rent(alice.customer, "zwei.example", user="MUSTER")
    contracts.suspend(contract, "Grund")
    assert "anderen Vertrag" in panel_tasks.sentence(task())
    contracts.resume(contract)
    end(second)
    Work.delete().execute()
    PanelTask.delete().execute()
    contracts.suspend(contract, "Grund")
    assert task().standing == "waiting"


def test_a_user_who_was_given_to_another_contract_meanwhile_is_not_deleted(contract, whm, bob):
    end(contract)
    panel_tasks.propose_deletions(clock.today().isoformat())
    panel_tasks.confirm(task())
    rent(bob.customer, "zwei.example")  # staff may: the other contract has ended
    do_work()
    assert whm.accounts and task().standing == "failed" and "anderen Vertrag" in panel_tasks.sentence(task())


def test_in_plesk_two_domains_of_one_user_are_two_things(alice, house):
    server = PleskHouse()
    set_up(house, server.setting())
    first = rent(alice.customer, "muster.example", panel="plesk")
    rent(alice.customer, "zwei.example", panel="plesk")
    contracts.suspend(first, "Grund")
    do_work()
    assert server.accounts["muster"]["suspended"]
    server.stop()


def test_a_contract_without_any_way_into_a_panel_asks_for_nothing(contract):
    PanelAccess.delete().execute()
    contracts.suspend(contract, "Grund")
    end(contract)
    panel_tasks.propose_deletions(clock.today().isoformat())
    assert not PanelTask.select().exists()


def test_a_panel_that_meanwhile_can_less_says_so(contract, whm, house):
    contracts.suspend(contract, "Grund")
    set_up(house, config.Panel("whm", "link", "https://x.example/{user}"))
    do_work()
    assert task().standing == "failed" and panel_tasks.sentence(task()) == "Dieses Panel kann das nicht."


def test_the_work_of_the_house_knows_them():
    assert due_work.HANDLERS[PanelTask.WORK] is panel_tasks.carry_out
    assert panel_tasks.propose_deletions in [handler for *_, handler in due_work.DAILY]
    assert set(panel_tasks.WORDS) == set(PanelTask.CHANGES) == set(LIFE)
