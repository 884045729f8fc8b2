"""From which networks a customer's people may log in: what the customer is told, and in which language."""

import pytest

from models import Account, AllowedNetwork, Customer, Outbox
from rules import Refused
from rules.profile import networks

HERE, OFFICE = "127.0.0.1", "192.0.2.0/24"


def test_the_mail_speaks_the_holder_s_language_and_names_what_is_allowed_now(alice):
    Account.update(language="en").where(Account.id == alice.account.id).execute()
    networks.add(alice.customer, HERE, "", HERE)
    mail = Outbox.get()
    assert mail.subject == "Your IP allow list was changed" and f"\n- {HERE}\n" in mail.text


def test_a_customer_without_an_e_mail_address_gets_no_mail(alice):
    Customer.update(email="").where(Customer.id == alice.customer.id).execute()
    networks.add(Customer.get_by_id(alice.customer.id), HERE, "", HERE)
    assert AllowedNetwork.select().count() == 1 and not Outbox.select().exists()


def test_striking_asks_nobody_where_they_are_and_removing_does(alice):
    here, _ = (AllowedNetwork.create(customer=alice.customer, network=each) for each in (HERE, OFFICE))
    with pytest.raises(Refused):
        networks.remove(here, HERE)
    networks.strike(here)
    assert [row.network for row in AllowedNetwork.of(alice.customer)] == [OFFICE]


def test_striking_all_leaves_other_customers_alone_and_is_told_once(alice, bob):
    for customer, network in ((alice.customer, HERE), (alice.customer, OFFICE), (bob.customer, OFFICE)):
        AllowedNetwork.create(customer=customer, network=network)
    networks.strike_all(alice.customer)
    assert [row.customer for row in AllowedNetwork.select()] == [bob.customer]
    assert Outbox.select().count() == 1
