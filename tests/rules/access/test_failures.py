"""Failed tries to get in stand where the customers see them."""

import pytest

from models import AllowedNetwork, AuditEntry, Session
from rules import Refused
from rules.access import logins, passkeys, steps
from tests.keys import Key

HERE = {"address": "192.0.2.7", "device": "Firefox"}


def noted(what):
    entries = AuditEntry.select().where(AuditEntry.what == what).order_by(AuditEntry.id)
    return [(entry.customer_id, entry.who, entry.address) for entry in entries]


def try_by_passkey(key):
    with pytest.raises(Refused):
        passkeys.log_in(key.sign(passkeys.options_to_log_in("a browser")), "a browser", **HERE)


@pytest.fixture
def key(alice):
    session, key = Session.get(Session.account == alice.account), Key()
    passkeys.add(session, key.make(passkeys.options_to_add(session, "alice")), "Handy", alice.customer)
    return key


def test_wrong_second_factors_of_staff_have_no_customer(alice, clerk, password):
    for person, customer in ((alice, alice.customer.id), (clerk, None)):
        session, key = Session.get(Session.account == person.account), Key()
        passkeys.add(session, key.make(passkeys.options_to_add(session, "name")), "Handy", person.customer)
        with pytest.raises(logins.SecondFactorNeeded) as needed:
            logins.sign_in(person.account.email, password, **HERE)
        with pytest.raises(Refused):
            steps.by_app(needed.value.token, "000000", HERE["address"])
        assert noted("second factor wrong")[-1] == (customer, "Besucher", "192.0.2.7")


def test_a_refused_passkey_is_noted_at_its_owner_s_customer(alice, key):
    key.verifies = False
    try_by_passkey(key)
    assert noted("login refused") == [(alice.customer.id, "Besucher", "192.0.2.7")]


def test_of_an_unknown_passkey_nobody_s_customer_hears(key):
    stranger = Key()
    stranger.handle = key.handle
    try_by_passkey(stranger)
    assert noted("login refused") == [(None, "Besucher", "192.0.2.7")]


def test_who_comes_from_outside_the_whitelist_is_noted(alice, key, password):
    AllowedNetwork.create(customer=alice.customer, network="198.51.100.0/24", note="Büro")
    with pytest.raises(Refused, match="IP-Whitelist"):
        logins.sign_in("alice@alice.example", password, **HERE)
    try_by_passkey(key)
    assert noted("login refused: address not in the whitelist") == [(alice.customer.id, "Besucher", "192.0.2.7")] * 2
