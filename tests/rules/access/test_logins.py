"""Logins: the password, and the step between it and the second factor."""

import pytest

import clock
from models import AllowedNetwork, Contact, LoginStep, Session
from rules import NotFound, Refused
from rules.access import logins, sessions

WHERE = {"address": "192.0.2.9", "device": "A browser"}


@pytest.fixture
def step(alice, password, monkeypatch):
    """Alice's password was right; the second factor is still to come."""
    monkeypatch.setattr("rules.access.second_factor.is_set", lambda account: True)
    with pytest.raises(logins.SecondFactorNeeded) as needed:
        logins.sign_in("501", password, **WHERE)
    return needed.value.token


def token_of(password):
    return logins.sign_in("501", password, **WHERE)


def test_each_login_has_a_token_of_its_own_and_the_table_only_its_hash(house, password):
    first, second = token_of(password), token_of(password)
    assert first != second
    assert not Session.select().where(Session.token_hash.in_([first, second])).exists()


def test_with_a_second_factor_the_password_alone_opens_nothing(step):
    assert sessions.who(step) is None
    assert LoginStep.get().token_hash != step


def test_the_second_factor_opens_the_session_once(step):
    assert sessions.who(logins.finish(step, "app")).session.method == "app"
    with pytest.raises(NotFound):
        logins.finish(step, "app")


def test_the_way_to_the_second_factor_is_open_for_ten_minutes(step, later):
    later(minutes=9, seconds=59)
    assert logins.step(step)
    later(seconds=1)
    with pytest.raises(NotFound):
        logins.finish(step, "app")


def test_a_whitelist_set_meanwhile_holds_for_the_second_step_too(step, alice):
    AllowedNetwork.create(customer=alice.customer, network="203.0.113.0/24")
    with pytest.raises(Refused, match="IP-Whitelist"):
        logins.finish(step, "app")


def test_a_contact_withdrawn_meanwhile_does_not_come_in(step, alice):
    Contact.update(withdrawn_at=clock.now()).where(Contact.id == alice.contact.id).execute()
    with pytest.raises(Refused):
        logins.finish(step, "app")


def test_what_was_typed_waits_through_both_steps(step):
    logins.keep_for_step(step, "/support", [("subject", "Frage")])
    session = sessions.who(logins.finish(step, "app")).session
    assert [draft.path for draft in session.drafts] == ["/support"]


def test_an_unknown_account_costs_a_hash_like_a_known_one(house, monkeypatch):
    compared = []
    monkeypatch.setattr("rules.access.passwords.matches", lambda known, typed: compared.append(typed) or False)
    for login in ("501", "9999", "niemand@nirgends.example", "no login at all"):
        with pytest.raises(Refused) as refused:
            logins.sign_in(login, "typed", **WHERE)
        assert refused.value.sentence == "Kundennummer oder Passwort stimmt nicht."
    assert compared == ["typed"] * 4
