"""Who may speak for a customer: what the hoster's people may do beyond a contact."""

import pytest

from models import Contact
from rules import Refused
from rules.profile import contacts

DETAILS = {
    "kind": "internal", "first_name": "Clara", "last_name": "Conrad", "email": "clara@alice.example", "phone": "",
    "rights": frozenset({"billing"}), "until": None,
}  # fmt: skip


def test_the_hoster_s_people_give_any_right(alice):
    contact = contacts.add(alice.customer, DETAILS | {"rights": frozenset(Contact.RIGHTS)})
    contacts.change(contact, DETAILS | {"rights": frozenset({"data"})})
    assert Contact.get_by_id(contact.id).rights == {"data"}
    contacts.remove(contact)
    assert Contact.get_by_id(contact.id).withdrawn_at


def test_the_holder_is_nobody_s_to_remove(alice):
    with pytest.raises(Refused):
        contacts.remove(alice.contact)


def test_a_new_contact_is_found_by_the_search(alice):
    contacts.add(alice.customer, DETAILS)
    assert "clara" in alice.customer.search_text


def test_two_contacts_without_email_are_no_conflict(alice):
    contacts.add(alice.customer, DETAILS | {"email": ""})
    contacts.add(alice.customer, DETAILS | {"email": ""})
    assert Contact.of(alice.customer).count() == 4


def test_a_contact_keeps_its_own_address_and_a_past_day_it_had(alice):
    contact = contacts.add(alice.customer, DETAILS)
    Contact.update(until="2020-01-01").where(Contact.id == contact.id).execute()
    contact = Contact.get_by_id(contact.id)
    contacts.change(contact, DETAILS | {"until": contact.until, "phone": "+49 511 1"})
    assert Contact.get_by_id(contact.id).phone == "+49 511 1"
