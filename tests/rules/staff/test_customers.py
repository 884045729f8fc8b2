"""Customers made by the hoster's people."""

from threading import Barrier, Thread

import pytest

import database
from models import Account, AuditEntry, Contact, Customer, NumberRange, PasswordLink
from rules import Refused, audit
from rules.staff import customers

DETAILS = {"kind": "private", "first_name": "Carla", "last_name": "Cramer", "email": "carla@cafe.example"}


def test_of_two_people_who_give_the_same_number_one_is_refused(house):
    barrier, outcomes = Barrier(2), []

    def create(name):
        with audit.acting(name):
            barrier.wait()
            try:
                outcomes.append(customers.create(700, False, **DETAILS | {"email": f"{name}@cafe.example"}).number)
            except Refused as refusal:
                outcomes.append(refusal.field)
        database.drop_connection()

    threads = [Thread(target=create, args=(name,)) for name in ("clerk", "chief")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes, key=str) == [700, "number"]
    assert Customer.select().where(Customer.number == 700).count() == 1
    assert Account.select().where(Account.email.endswith("cafe.example")).count() == 1


def test_a_refused_customer_takes_no_number(house):
    with pytest.raises(Refused):
        customers.create(None, True, **DETAILS | {"email": ""})
    assert not NumberRange.select().where(NumberRange.name == "customer").exists()
    assert customers.create(None, False, **DETAILS).number == 10001


def test_the_numbers_go_on_after_one_given_by_hand(house):
    customers.create(10005, False, **DETAILS)
    assert customers.create(None, False, **DETAILS).number == 10006


def test_a_new_customer_is_noted_without_the_link_s_secret(house):
    customer = customers.create(None, True, **DETAILS)
    entries = list(AuditEntry.select().where(AuditEntry.customer == customer))
    assert [each.what for each in entries] == ["customer made"] and '"last_name": "Cramer"' in entries[0].after
    link = PasswordLink.get()
    assert not AuditEntry.select().where(AuditEntry.after.contains(link.token_hash)).exists()


def test_a_customer_whose_holder_has_no_account_gets_one_with_the_invitation(house):
    customer = customers.create(None, False, **DETAILS)
    Contact.update(account=None).where(Contact.customer == customer).execute()
    customers.invite(customer)
    assert Contact.holder_of(customer).account.links.count() == 1
