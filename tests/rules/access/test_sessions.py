"""Sessions: how long they last, and from where."""

import pytest

import clock
from models import AllowedNetwork, Session, WhitelistSuspension
from rules import Refused
from rules.access import logins, sessions

WHERE = {"address": "192.0.2.9", "device": "A browser"}


def token_of(password):
    return logins.sign_in("501", password, **WHERE)


def test_two_hours_without_a_click_end_a_session(house, password, later):
    token = token_of(password)
    later(hours=2)
    assert sessions.who(token)
    later(seconds=1)
    assert sessions.who(token) is None


def test_after_fourteen_days_even_a_busy_session_ends(house, password, later):
    token = token_of(password)
    for _ in range(14 * 24):
        later(hours=1)
        Session.update(last_used_at=clock.now()).execute()
        assert sessions.who(token)
    later(seconds=1)
    assert sessions.who(token) is None


def test_the_last_use_is_written_down_every_few_minutes_only(house, password, later):
    session = sessions.who(token_of(password)).session
    later(minutes=5)
    sessions.note_use(session, "192.0.2.10")
    assert Session.get_by_id(session.id).address == "192.0.2.9"
    later(seconds=1)
    sessions.note_use(session, "192.0.2.10")
    assert Session.get_by_id(session.id).address == "192.0.2.10"


def test_a_suspended_whitelist_lets_in_from_everywhere_until_it_ends(house, alice, clerk, password, later):
    AllowedNetwork.create(customer=alice.customer, network="203.0.113.0/24")
    WhitelistSuspension.create(
        customer=alice.customer, staff_account=clerk.account, reason="ausgesperrt", until=clock.later(hours=1)
    )
    token = token_of(password)
    assert sessions.who(token).may_act("192.0.2.9")
    later(hours=1, seconds=1)
    assert not sessions.who(token).may_act("192.0.2.9")
    with pytest.raises(Refused, match="IP-Whitelist"):
        token_of(password)
