"""A new secret key: nothing that was sealed is lost, and the former key can go."""

from calendar import timegm
from dataclasses import replace

import pyotp
import pytest

import clock
import database
import gateways
from models import AuditEntry, AuthCode, Authenticator, Domain
from rules import doctor, secret_keys
from rules.access import authenticator, seal
from rules.payments import pay_links, wishes
from rules.products.domains import auth_codes


@pytest.fixture
def phone(alice):
    """Alice's authenticator app."""
    setup = authenticator.begin(alice.account, "name")
    Authenticator.create(account=alice.account, secret=setup.sealed)
    return pyotp.parse_uri(setup.address)


@pytest.fixture
def keys(house):
    """Starts the portal with these keys, the present one first."""

    def keys(*given):
        settings = replace(house, secret_key=given[0], former_secret_keys=given[1:])
        gateways.start(settings, database.in_write)

    keys(house.secret_key)
    return keys


@pytest.fixture
def sealed(alice, phone):
    """What stands in the table for Alice's app."""
    return lambda: Authenticator.get(Authenticator.account == alice.account).secret


def is_right(account, phone):
    Authenticator.update(last_step=0).execute()
    return authenticator.matches(account, phone.at(timegm(clock.now().timetuple())))


def said():
    return [line for line in doctor.lines() if "Schlüssel" in line]


def test_an_app_goes_on_under_a_new_key_and_without_the_former_one_in_the_end(alice, phone, sealed, keys, house):
    before = sealed()
    keys("new", house.secret_key)
    assert is_right(alice.account, phone) and said() == []
    secret_keys.seal_anew()
    assert sealed() != before
    assert AuditEntry.select().where(AuditEntry.what == "sealed anew").count() == Authenticator.select().count()
    assert len(said()) == 1 and "Frühere Schlüssel braucht nichts mehr" in said()[0]
    keys("new")
    assert is_right(alice.account, phone) and said() == []


def test_twice_changes_nothing_more(sealed, keys, house):
    keys("newer", "new", house.secret_key)
    secret_keys.seal_anew()
    once = sealed()
    secret_keys.seal_anew()
    assert sealed() == once


def test_auth_codes_of_domains_go_on_too(alice, keys, house):
    auth_codes.enter(Domain.create(customer=alice.customer, name="alice.example"), "Geheim-4711!")
    keys("new", house.secret_key)
    secret_keys.seal_anew()
    keys("new")
    assert seal.unseal(AuthCode.get().sealed, auth_codes.PURPOSE) == "Geheim-4711!"


def test_what_no_key_opens_stays_and_is_told(alice, phone, sealed, keys):
    before = sealed()
    keys("new", "a wrong one")
    secret_keys.seal_anew()
    assert sealed() == before and not is_right(alice.account, phone)
    assert f"{Authenticator.select().count()} Geheimnisse" in said()[0] and "FORMER_SECRET_KEYS" in said()[0]


def test_without_former_keys_nothing_is_sealed_anew(phone, keys):
    keys("new")
    secret_keys.seal_anew()
    assert not AuditEntry.select().where(AuditEntry.what == "sealed anew").exists()


def test_links_to_pay_work_and_can_be_shown_as_long_as_the_former_key_is_there(alice, keys, house, later):
    link = pay_links.create(alice.customer, wishes.Wish(1000), alice.account)
    address = pay_links.path(link)
    keys("new", house.secret_key)
    assert pay_links.shown(alice.customer)[0].address.endswith(address) and said() == []
    assert pay_links.create(alice.customer, wishes.Wish(1000), alice.account) == link
    keys("new")
    assert pay_links.find(address.rpartition("/")[2]) == link
    assert pay_links.shown(alice.customer)[0].address == ""
    assert pay_links.create(alice.customer, wishes.Wish(1000), alice.account) != link
    keys("new", house.secret_key)
    secret_keys.seal_anew()
    assert said() == []
    later(days=40)
    assert "Frühere Schlüssel braucht nichts mehr" in said()[0]
