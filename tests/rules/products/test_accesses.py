"""The ways into a panel: nobody gets into anybody else's, or into the whole server."""

from datetime import timedelta

import pytest
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

import clock
import database
from models import Cancellation, Contract, PanelAccess, PanelTask, Plan
from rules import Refused, operation
from rules.products import accesses, contracts
from tests.panels import rent


def test_a_user_of_another_customer_cannot_be_entered(alice, bob, whm):
    rent(alice.customer)
    own = rent(bob.customer, "bob.example", user="bob")
    with pytest.raises(Refused, match="Kunde 501") as refused:
        accesses.set_all(own, {"login": ("whm", "Muster")})
    assert refused.value.field == "login"
    assert accesses.described(own) == {"login": "whm: bob"}


def test_one_s_own_other_contract_and_what_has_ended_may_have_the_same_user(alice, bob, whm):
    first = rent(alice.customer)
    accesses.set_all(rent(alice.customer, "zwei.example", user="x"), {"login": ("whm", "muster")})
    PanelAccess.delete().where(PanelAccess.contract != first).execute()
    Cancellation.create(contract=first, effective_on=clock.today() - timedelta(days=1))
    third = rent(bob.customer, "bob.example", user="bob")
    accesses.set_all(third, {"login": ("whm", "muster")})
    assert accesses.described(third) == {"login": "whm: muster"}


def test_a_contract_whose_user_is_another_customer_s_by_now_does_not_go_on(alice, bob, whm):
    first, second = rent(alice.customer), rent(bob.customer, "bob.example", user="bob")
    Cancellation.create(contract=first, effective_on=clock.today() - timedelta(days=1))
    accesses.set_all(second, {"login": ("whm", "Muster")})
    with pytest.raises(Refused, match="Kunde 502"):
        contracts.take_back(Contract.get_by_id(first.id))
    assert Cancellation.select().exists()
    accesses.set_all(second, {"login": ("whm", "bob")})
    contracts.take_back(Contract.get_by_id(first.id))
    assert not Cancellation.select().exists()


def test_nobody_is_let_in_as_who_keeps_the_whole_server(alice, whm):
    shared, own = rent(alice.customer), rent(alice.customer, "eigener.example", kind="server")
    with pytest.raises(Refused, match="ganzen Server"):
        accesses.set_all(shared, {"login": ("whm", "ROOT")})
    accesses.set_all(own, {"admin": ("whm", "root")})
    assert accesses.described(own) == {"admin": "whm: root"}


def test_a_plain_address_stays_what_it_is_and_an_empty_one_is_none(alice, whm):
    contract = rent(alice.customer)
    accesses.set_all(contract, {"login": ("", "https://panel.example/"), "admin": ("whm", ""), "cloud": ("", "")})
    assert accesses.described(contract) == {"login": "https://panel.example/"}


def test_a_panel_that_is_not_set_up_any_more_stays_to_choose(alice, whm):
    assert accesses.panels() == ["whm"]
    assert accesses.panels(rent(alice.customer, panel="alt")) == ["whm", "alt"]


def test_addresses_that_staff_entered_before_there_were_panels_stay_what_they_are(alice):
    contract = rent(alice.customer)
    runner = Runner(database.database.obj, str(operation.MIGRATIONS))
    runner.down("0009_panels")
    database.database.execute_sql("UPDATE panelaccess SET url = 'https://panel.example/?p=1'")
    operation.upgrade()
    assert accesses.described(contract) == {"login": "https://panel.example/?p=1"}
    assert not diff_models(database.database.obj, [PanelAccess, PanelTask, Plan])
