"""How a paper reaches the customer."""

import pytest

import gateways
from models import Delivery, Outbox
from rules import mail
from rules.accounting import delivery
from tests.rules.accounting.papers import details

SAID = {"number": "7001", "what_to_do": "Bitte überweisen Sie."}


@pytest.fixture
def key(house):
    return gateways.files.put(b"%PDF")


def hand_over(customer, key, **more):
    return delivery.hand_over("invoice 7001", customer, "Rechnung-7001.pdf", key, "invoice", **SAID, **more)


def test_by_mail_it_goes_to_the_invoice_address_and_the_second_one(alice, key):
    alice.customer.invoice_email = "rechnung@alice.example"
    details(alice.customer, second_email="steuer@berater.example")
    made = hand_over(alice.customer, key)
    assert [each.recipient for each in made] == ["rechnung@alice.example", "steuer@berater.example"]
    assert [each.outbox.recipient for each in made] == ["rechnung@alice.example", "steuer@berater.example"]
    assert all(each.outbox.files.get().file_key == key for each in made)


def test_without_an_invoice_address_it_goes_to_the_customers(alice, key):
    assert [each.recipient for each in hand_over(alice.customer, key)] == ["alice@alice.example"]


def test_the_same_address_twice_gets_one(alice, key):
    details(alice.customer, second_email="alice@alice.example")
    assert len(hand_over(alice.customer, key)) == 1


def test_the_same_paper_goes_out_once_and_to_a_new_address_when_there_is_one(alice, key):
    assert len(hand_over(alice.customer, key)) == 1
    assert hand_over(alice.customer, key) == []
    details(alice.customer, second_email="steuer@berater.example")
    assert [each.recipient for each in hand_over(alice.customer, key)] == ["steuer@berater.example"]
    assert Outbox.select().count() == 2


def test_by_post_it_waits_for_the_printer_and_the_second_address_still_gets_a_mail(alice, key):
    alice.customer.invoice_by_post = True
    details(alice.customer, second_email="steuer@berater.example")
    by_post, by_mail = hand_over(alice.customer, key)
    assert (by_post.outbox, by_post.bundle) == (None, None)
    assert by_mail.outbox.recipient == "steuer@berater.example"
    assert [each.id for each in Delivery.to_print()] == [by_post.id]


def test_who_has_no_address_gets_post(alice, key):
    alice.customer.email = ""
    assert [each.recipient for each in hand_over(alice.customer, key)] == [delivery.POST]
    assert Outbox.select().count() == 0


def test_the_mail_speaks_the_language_of_the_customers_papers(alice, key):
    details(alice.customer, language="en")
    (made,) = hand_over(alice.customer, key, more_files=[mail.File("x.xml", key, "application/xml")])
    assert [file.name for file in made.outbox.files] == ["Rechnung-7001.pdf", "x.xml"]
