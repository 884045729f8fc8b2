"""Meine Daten → Adressdaten."""

import json
import re

import pytest

from models import Account, AuditEntry, Contact, Customer

ADDRESS = "/daten/adresse"
TYPED = {
    "last_name": "Ährens",
    "first_name": "Alice",
    "email": "neu@alice.example",
    "street": "Neuer Weg 7",
    "zip": "10115",
    "city": "Berlin",
    "country": "DE",
    "phone": "030 1234567",
    "fax": "",
    "mobile": "",
}


def stored(person):
    return Customer.get_by_id(person.customer.id)


def test_the_page_shows_what_is_stored_and_locks_number_and_company(alice):
    page = alice.get(ADDRESS).text
    assert 'value="Ringstraße 5"' in page
    assert '<p class="value">501</p>' in page and '<p class="value">Alices Backstube GmbH</p>' in page
    assert '<option selected value="DE">Deutschland</option>' in page
    assert "Vertrag an jemand anderen übergeben" in page and 'href="/dokumente"' in page


def test_a_new_address_is_stored_and_said(alice):
    answer = alice.post(ADDRESS, TYPED, follow=True)
    assert "Adressdaten gespeichert." in answer.text
    customer = stored(alice)
    assert (customer.street, customer.zip, customer.phone) == ("Neuer Weg 7", "10115", "+49 30 1234567")


def test_number_and_company_cannot_be_changed_here(alice):
    alice.post(ADDRESS, TYPED | {"company": "Fremde AG", "number": "1", "kind": "private"})
    assert (stored(alice).company, stored(alice).number, stored(alice).kind) == (
        "Alices Backstube GmbH",
        501,
        "business",
    )


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("last_name", "  ", "Bitte ausfüllen."),
        ("first_name", "", "Bitte ausfüllen."),
        ("email", "alice@", "Diese E-Mail-Adresse stimmt nicht."),
        ("street", "x" * 201, "Das ist zu lang: höchstens 200 Zeichen."),
        ("zip", "1011", "Die Postleitzahl hat fünf Ziffern"),
        ("city", "", "Bitte ausfüllen."),
        ("country", "XX", "Bitte wählen Sie etwas aus der Liste."),
        ("phone", "fünf", "Bitte geben Sie die Telefonnummer mit Vorwahl ein"),
        ("fax", "1", "Bitte geben Sie die Telefonnummer mit Vorwahl ein"),
        ("mobile", "0", "Bitte geben Sie die Telefonnummer mit Vorwahl ein"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(alice, field, typed, sentence):
    answer = alice.post(ADDRESS, TYPED | {"city": "Bernau", field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert 'value="Neuer Weg 7"' in answer.text or field == "street"
    assert stored(alice).city == "Hannover"


def test_other_countries_have_other_postal_codes(alice):
    assert alice.post(ADDRESS, TYPED | {"country": "AT", "zip": "1010"}).status_code == 303
    assert (stored(alice).country, stored(alice).zip) == ("AT", "1010")


def test_the_holder_goes_along_with_a_new_name_and_not_yet_with_a_new_email(alice):
    alice.post(ADDRESS, TYPED)
    assert Contact.get_by_id(alice.contact.id).last_name == "Ährens"
    assert Contact.get_by_id(alice.contact.id).email == stored(alice).email == "alice@alice.example"


def test_an_unproved_email_becomes_nobody_s_login(alice):
    alice.post(ADDRESS, TYPED | {"email": "bob@bob.example"})
    assert Account.get_by_id(alice.account.id).email == "alice@alice.example"


def test_a_contact_with_the_right_changes_the_address_but_not_the_email(alice, agency):
    alice.grant(agency, "data")
    assert 'name="email"' not in agency.get(ADDRESS).text
    assert agency.post(ADDRESS, TYPED).status_code == 303
    assert (stored(alice).street, stored(alice).email) == ("Neuer Weg 7", "alice@alice.example")


def test_without_the_right_nobody_gets_in(agency, visitor):
    assert agency.get(ADDRESS).status_code == 403
    assert agency.post(ADDRESS, TYPED).status_code == 403
    assert visitor.get(ADDRESS).status_code == 303


def test_the_audit_log_says_who_changed_what(alice):
    alice.post(ADDRESS, TYPED)
    entry = AuditEntry.get(AuditEntry.what == "address changed")
    assert (entry.account_id, entry.customer_id) == (alice.account.id, alice.customer.id)
    assert json.loads(entry.before)["street"] == "Ringstraße 5"
    assert json.loads(entry.after)["street"] == "Neuer Weg 7"


def test_saving_what_is_there_already_changes_and_notes_nothing(alice):
    typed = TYPED | {"email": "alice@alice.example"}
    alice.post(ADDRESS, typed)
    noted = AuditEntry.select().count()
    assert alice.post(ADDRESS, typed).status_code == 303
    assert AuditEntry.select().count() == noted


def test_the_countries_stand_in_the_reader_s_language(alice):
    alice.account.language = "en"
    alice.account.save()
    assert '<option selected value="DE">Germany</option>' in alice.get(ADDRESS).text


def test_germany_comes_first_and_the_far_countries_are_left_out(alice):
    page = alice.get(ADDRESS).text
    listed = re.findall(r'<option[^>]* value="([A-Z]{2})"', page)
    assert listed[0] == "DE" and listed.index("DK") < listed.index("AT")
    assert {"AT", "CH", "GB", "NO", "US", "JP"} < set(listed) and "BR" not in listed
    assert alice.post(ADDRESS, TYPED | {"country": "BR", "zip": "01000"}).status_code == 422


def test_who_lives_far_away_stays_there(alice):
    Customer.update(country="BR").where(Customer.id == alice.customer.id).execute()
    assert '<option selected value="BR">Brasilien</option>' in alice.get(ADDRESS).text
    assert alice.post(ADDRESS, TYPED | {"country": "BR", "zip": "01000"}).status_code == 303
    assert stored(alice).country == "BR"


def test_what_is_wrong_is_listed_in_the_order_of_the_page(alice):
    answer = alice.post(ADDRESS, TYPED | {"first_name": "", "email": "alice", "street": "", "phone": "x"})
    summary = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert re.findall('href="#([a-z_]+)"', summary) == ["first_name", "email", "street", "phone"]
