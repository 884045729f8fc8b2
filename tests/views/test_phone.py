"""Meine Daten → Passwörter: a PIN for one call, and which calls were checked."""

import re

import pytest

from models import Contact, PhoneCheck, PhonePin
from rules.access import passwords, phone

ADDRESS = "/daten/passwoerter"
PIN = ADDRESS + "/telefon-pin"


def digits_on(answer):
    assert answer.status_code == 200
    return re.search(r">(\d{6})<", answer.text)[1]


def checked(person, staff, *words):
    for word in words:
        try:
            phone.check(person.customer, word, staff.account)
        except phone.Refused:
            continue


def test_a_pin_is_shown_once_with_the_minute_until_which_it_is_valid(alice, clerk):
    answer = alice.post(PIN)
    digits = digits_on(answer)
    assert "bis " in answer.text and " Uhr" in answer.text and "nur dieses eine Mal" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    for address in (PIN, ADDRESS):
        assert alice.get(address).status_code == 200 and digits not in alice.get(address).text
    assert passwords.matches(PhonePin.get().pin_hash, digits)
    assert phone.check(alice.customer, digits, clerk.account) == alice.contact


def test_the_button_stands_on_the_page_of_passwords(alice):
    page = alice.get(ADDRESS).text
    assert f'action="{PIN}"' in page and "PIN für ein Telefonat" in page


def test_who_may_not_speak_on_the_telephone_has_no_pin_and_sees_no_calls(alice, agency, clerk):
    checked(alice, clerk, "Kohlmeise")
    page = agency.get(ADDRESS).text
    assert "PIN für ein Telefonat" not in page and "stimmt nicht" not in page
    assert agency.post(PIN).status_code == 403
    alice.grant(agency, "phone")
    digits = digits_on(agency.post(PIN))
    assert phone.check(alice.customer, digits, clerk.account) == agency.contact


def test_a_visitor_is_asked_to_log_in(visitor):
    assert visitor.post(PIN).status_code == 401 and not PhonePin.select().exists()


def test_the_customer_sees_each_check_right_or_wrong_and_nobody_else_does(alice, bob, clerk):
    alice.post(ADDRESS + "/telefon", {"phone_password": "Blaumeise", "phone_password_repeated": "Blaumeise"})
    assert "Hier steht jeder Anruf" in alice.get(ADDRESS).text
    checked(alice, clerk, "Kohlmeise", "blaumeise")
    page = alice.get(ADDRESS).text
    assert "Telefonisch geprüft am" in page
    assert page.count(">stimmt<") == 1 and page.count(">stimmt nicht<") == 1
    assert "ohlmeise" not in page and "Alice Ahrens" in page.partition("Telefonisch geprüft am")[2]
    assert "Hier steht jeder Anruf" in bob.get(ADDRESS).text


def test_the_newest_checks_come_first(alice, clerk):
    digits = digits_on(alice.post(PIN))
    checked(alice, clerk, "Kohlmeise", digits)
    page = alice.get(ADDRESS).text
    assert page.index(">stimmt<") < page.index(">stimmt nicht<")
    assert [check.method for check in PhoneCheck.of(alice.customer)] == ["pin", "password"]


@pytest.mark.parametrize("address", ["/telefon", "/telefon/loeschung"])
def test_the_telephone_password_is_changed_by_who_has_just_shown_who_they_are(app, address):
    rule = next(each for each in app.url_map.iter_rules() if each.rule == ADDRESS + address and "POST" in each.methods)
    assert app.view_functions[rule.endpoint].is_sensitive


def test_when_too_many_passwords_wait_there_is_no_pin_but_a_sentence(alice, monkeypatch):
    def busy(*_):
        raise passwords.Busy

    monkeypatch.setattr(phone, "hashed", busy)
    assert "Gerade ist sehr viel los." in alice.post(PIN, follow=True).text
    assert not PhonePin.select().exists()


def test_blanks_and_capitals_may_differ_when_the_word_is_repeated(alice):
    typed = {"phone_password": "Blaue Meise", "phone_password_repeated": " blaue  meise"}
    assert alice.post(ADDRESS + "/telefon", typed).status_code == 303
    assert passwords.matches(Contact.get_by_id(alice.contact.id).phone_password_hash, "blaue meise")
