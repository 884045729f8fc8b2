"""The hoster's people: who joins, who leaves, who lost the second factor."""

import pytest

from models import Account, Authenticator, PasswordLink, Session, Staff
from rules import Refused
from rules.access import links, second_factor
from rules.staff import accounts


def test_who_leaves_the_staff_is_refused_at_the_next_click(clerk):
    assert clerk.get("/verwaltung").status_code == 200
    accounts.remove("Clerk@hoster.example")
    assert clerk.get("/verwaltung").location.startswith("/anmelden")
    assert not Staff.select().where(Staff.account == clerk.account).exists()


def test_who_left_cannot_come_back_by_password_or_by_a_link(clerk, visitor, password):
    token = links.create(clerk.account)
    accounts.remove(clerk.account.email)
    assert visitor.get(f"/passwort-neu/{token}").status_code == 404
    answer = visitor.post("/anmelden", {"login": clerk.account.email, "password": password})
    assert answer.status_code == 422
    assert not PasswordLink.open().exists()


def test_the_last_admin_stays(chief):
    with pytest.raises(Refused, match="letzte Admin"):
        accounts.remove(chief.account.email)
    assert chief.get("/verwaltung").status_code == 200


def test_an_unknown_address_is_said_to_be_one(house):
    for change in (accounts.remove, accounts.forget_factors):
        with pytest.raises(Refused, match="Niemand unter den Mitarbeitern"):
            change("niemand@hoster.example")


def test_a_customer_is_not_removed_as_staff(alice):
    with pytest.raises(Refused):
        accounts.remove(alice.account.email)
    assert Account.get_by_id(alice.account.id).password_hash


def test_a_lost_factor_is_set_up_anew_after_the_next_login(clerk, visitor, password):
    accounts.forget_factors(clerk.account.email)
    assert not second_factor.is_set(clerk.account) and not Authenticator.select().where(
        Authenticator.account == clerk.account
    )
    assert not Session.select().where(Session.account == clerk.account).exists()
    assert visitor.post("/anmelden", {"login": clerk.account.email, "password": password}).location == "/"
    assert visitor.get("/verwaltung").location == "/daten/sicherheit"
