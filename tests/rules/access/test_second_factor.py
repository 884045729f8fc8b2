"""Who must have a second factor, and what happens when that changes."""

import pytest

from models import Account, Authenticator, Outbox, Passkey, Session
from rules import Refused
from rules.access import authenticator, passkeys, second_factor, sessions


def who(name):
    return sessions.who(f"token of {name}")


def give(account, name="Handy"):
    return Passkey.create(account=account, credential_id=f"id of {name} of {account.id}", public_key="", name=name)


def test_an_app_or_a_passkey_is_a_second_factor(alice):
    assert not second_factor.is_set(alice.account)
    passkey = give(alice.account)
    assert second_factor.is_set(alice.account)
    passkey.delete_instance()
    Authenticator.create(account=alice.account, secret="sealed")
    assert second_factor.is_set(alice.account)


def test_staff_must_have_one_unless_they_belong_to_the_demo(clerk):
    assert not second_factor.is_missing(who("clerk"))
    Authenticator.delete().execute()
    assert second_factor.is_missing(who("clerk")) and second_factor.is_required(clerk.account)
    Account.update(is_demo=True).where(Account.id == clerk.account).execute()
    assert not second_factor.is_missing(who("clerk"))
    assert not second_factor.is_required(Account.get_by_id(clerk.account.id))


def test_a_customer_may_require_it_of_all_its_contacts(alice, agency, bob):
    assert not second_factor.is_missing(who("agency"))
    second_factor.require(alice.customer, alice.contact)
    assert second_factor.is_missing(who("agency")) and second_factor.is_missing(who("alice"))
    assert not second_factor.is_missing(who("bob"))
    give(agency.account)
    assert not second_factor.is_missing(who("agency"))
    second_factor.unrequire(alice.customer, alice.contact)
    assert not second_factor.is_missing(who("alice"))


def test_who_has_none_yet_gets_a_mail_once(alice, agency):
    give(alice.account)
    second_factor.require(alice.customer, alice.contact)
    second_factor.require(alice.customer, alice.contact)
    mail = Outbox.get()
    assert (Outbox.select().count(), mail.recipient) == (1, agency.account.email)
    assert "Alices Backstube GmbH verlangt" in mail.text and "/daten/sicherheit" in mail.text


def test_only_the_holder_decides_that(alice, agency):
    alice.grant(agency, "data")
    for rule in (second_factor.require, second_factor.unrequire):
        with pytest.raises(Refused, match="Das entscheidet der Vertragsinhaber."):
            rule(alice.customer, agency.contact)
    assert alice.customer.second_factor_required_at is None


def test_the_last_one_stays_where_it_is_required(alice, agency):
    Authenticator.create(account=agency.account, secret="sealed")
    passkey = give(agency.account)
    second_factor.require(alice.customer, alice.contact)
    authenticator.remove(agency.account, agency.customer)
    with pytest.raises(Refused, match="Richten Sie zuerst einen anderen ein."):
        passkeys.remove(agency.account, passkey, agency.customer)
    second_factor.unrequire(alice.customer, alice.contact)
    passkeys.remove(agency.account, passkey, agency.customer)
    assert not second_factor.is_set(agency.account)


def test_it_is_required_wherever_somebody_is_a_contact_not_only_where_they_are(alice, bob, agency):
    second_factor.require(alice.customer, alice.contact)
    Session.update(contact=bob.contact).where(Session.account == agency.account).execute()
    assert second_factor.is_required(agency.account)
