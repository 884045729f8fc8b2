"""Brakes: who has failed too often waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clock
from models import Brake
from rules.access import brakes

KEY = ("account", "account 1")


def fail(times, *keys):
    for _ in range(times):
        brakes.failed(*(keys or (KEY,)))


def at(monkeypatch, later):
    moment = clock.now() + later
    monkeypatch.setattr(clock, "_utc", lambda: moment)


def test_some_failures_are_free(house):
    fail(brakes.LIMITS["account"].free - 1)
    brakes.check(KEY)


def test_after_them_one_has_to_wait(house):
    fail(brakes.LIMITS["account"].free)
    with pytest.raises(brakes.Braked) as braked:
        brakes.check(KEY)
    assert 25 <= braked.value.seconds <= 30


def test_each_further_failure_makes_wait_longer_up_to_a_bound(house):
    waits = []
    for _ in range(30):
        fail(1)
        brake = Brake.get()
        waits.append((brake.until - clock.now()).total_seconds() if brake.until else 0)
    assert waits == sorted(waits) and waits[-1] <= 15 * 60


def test_the_wait_ends(house, monkeypatch):
    fail(brakes.LIMITS["account"].free)
    at(monkeypatch, timedelta(seconds=31))
    brakes.check(KEY)


def test_old_failures_are_forgotten(house, monkeypatch):
    fail(brakes.LIMITS["account"].free - 1)
    at(monkeypatch, brakes.LIMITS["account"].span + timedelta(minutes=1))
    fail(1)
    assert Brake.get().failures == 1


def test_one_key_does_not_brake_another(house):
    fail(50)
    brakes.check(("account", "account 2"), ("address", "account 1"))


def test_of_several_brakes_the_longest_wait_counts(house):
    fail(brakes.LIMITS["account"].free)
    fail(brakes.LIMITS["link"].free, ("link", "x"))
    with pytest.raises(brakes.Braked) as braked:
        brakes.check(KEY, ("link", "x"))
    assert braked.value.seconds > 9 * 60


def test_who_has_shown_who_they_are_starts_anew(house):
    fail(50)
    brakes.release(KEY)
    brakes.check(KEY)


def test_what_brakes_nobody_any_more_is_thrown_away(house, monkeypatch):
    fail(1)
    at(monkeypatch, timedelta(days=3))
    brakes.end_old()
    assert not Brake.select().exists()


def test_the_keys_themselves_are_not_kept(house):
    fail(1, ("account", "login geheim"))
    assert "geheim" not in Brake.get().key


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_addresses_of_an_ipv6_household_share_a_brake(address, host):
    other = type(address)((int(address) >> 64 << 64) + host)
    if address.ipv4_mapped is None and other.ipv4_mapped is None:
        assert brakes.place(str(address)) == brakes.place(str(other))


def test_an_address_that_is_none_has_no_place():
    assert brakes.place("unknown") == "" and brakes.place("::ffff:192.0.2.7") == "192.0.2.7"


@pytest.mark.parametrize(("seconds", "wait"), [(1, "1 Minute oder"), (60, "1 Minute oder"), (61, "2 Minuten oder")])
def test_the_sentence_says_how_many_minutes_to_wait(seconds, wait):
    assert f"Bitte warten Sie {wait} rufen Sie uns an." in brakes.Braked(seconds).sentence
