"""The data of a customer, and what a search finds."""

from models import Account, Contact, Customer, Domain, Outbox
from rules.profile import customers


def test_the_search_text_has_names_addresses_and_domains_folded(alice):
    Contact.create(customer=alice.customer, kind="internal", first_name="Jörg", last_name="Weiß", email="jw@x.example")
    Domain.create(customer=alice.customer, name="xn--bckerei-5wa.example")
    customers.refresh_search(alice.customer)
    text = Customer.get_by_id(alice.customer.id).search_text
    for word in ("501", "alices backstube gmbh", "ahrens", "joerg", "weiss", "jw@x.example", "baeckerei.example",
                 "xn--bckerei-5wa.example"):  # fmt: skip
        assert word in text


def test_a_withdrawn_contact_is_not_found_any_more(alice, agency):
    customers.refresh_search(alice.customer)
    assert "agentur@studio.example" in alice.customer.search_text
    agency.contact.withdrawn_at = alice.customer.created_at
    agency.contact.save()
    customers.refresh_search(alice.customer)
    assert "agentur" not in alice.customer.search_text


def test_a_change_of_the_address_can_be_found_at_once(alice):
    customers.change_address(alice.customer, {"last_name": "Österreicher"})
    assert "oesterreicher" in Customer.get_by_id(alice.customer.id).search_text
    assert Contact.get_by_id(alice.contact.id).last_name == "Österreicher"


def test_a_holder_who_logs_in_with_another_address_keeps_it(alice):
    Account.update(email="privat@alice.example").where(Account.id == alice.account.id).execute()
    customers.change_address(alice.customer, {"email": "neu@alice.example"})
    assert Account.get_by_id(alice.account.id).email == "privat@alice.example"


def test_a_customer_without_a_holder_can_be_changed_too(house):
    customer = Customer.create(number=700, kind="private", last_name="Neu")
    customers.change_address(customer, {"last_name": "Neumann", "email": "n@neu.example"})
    assert Customer.get_by_id(customer.id).last_name == "Neumann" and Outbox.select().count() == 0


def test_letters_have_the_company_the_person_and_abroad_the_country(alice):
    alice.customer.country = "AT"
    company, person, *_, country = customers.postal_lines(alice.customer)
    assert (company, person, country) == ("Alices Backstube GmbH", "Alice Ahrens", "ÖSTERREICH")
    alice.customer.country = "DE"
    assert customers.postal_lines(alice.customer)[-1] == f"{alice.customer.zip} {alice.customer.city}"
