"""Verwaltung → Kunden."""

import re

import pytest

from models import Account, AuditEntry, Contact, Customer, Outbox, PasswordLink, Session

NEW = {
    "kind": "business", "company": "Carlas Café GmbH", "first_name": "Carla", "last_name": "Cramer",
    "email": "carla@cafe.example", "street": "Am Markt 1", "zip": "30159", "city": "Hannover", "country": "DE",
    "phone": "0511 123456",
}  # fmt: skip


def create(person, **more):
    return person.post("/verwaltung/kunden/neu", NEW | more)


@pytest.mark.parametrize("q", ["501", "backstube", "Ahrens", "ALICE@alice.example"])
def test_a_customer_is_found_by_number_name_and_e_mail(clerk, q):
    answer = clerk.get("/verwaltung/kunden", query_string={"q": q})
    assert "Alices Backstube GmbH" in answer.text and "Bob Brandt" not in answer.text


def test_a_customer_is_found_by_a_domain(clerk):
    clerk.post("/verwaltung/kunden/502/domains/neu", {"name": "bäckerei-brandt.example", "name_server": ""})
    for q in ("baeckerei-brandt", "xn--bckerei-brandt"):
        assert "Bob Brandt" in clerk.get(f"/verwaltung/kunden?q={q}").text


def test_the_whole_number_finds_one_customer_only(clerk):
    create(clerk, number="5010")
    answer = clerk.get("/verwaltung/kunden?q=501")
    assert "Alices Backstube GmbH" in answer.text and "Carlas Café" not in answer.text
    assert "Carlas Café" in clerk.get("/verwaltung/kunden?q=50").text


def test_a_search_without_a_hit_says_so(clerk):
    assert "nichts gefunden" in clerk.get("/verwaltung/kunden?q=gibtesnicht").text


def test_a_new_customer_gets_the_next_number_and_logs_in_with_it(clerk, visitor):
    answer = create(clerk, with_link="y")
    assert answer.status_code == 303 and answer.location == "/verwaltung/kunden/10001"
    token = re.search(r"/passwort-neu/(\S+)", Outbox.get(Outbox.recipient == NEW["email"]).text)[1]
    visitor.post(f"/passwort-neu/{token}", {"new": "Kaffee-und-Kuchen", "repeated": "Kaffee-und-Kuchen"})
    assert visitor.post("/anmelden", {"login": "10001", "password": "Kaffee-und-Kuchen"}).status_code == 303
    assert "Carlas Café GmbH" in visitor.get("/").text


def test_the_holder_has_the_e_mail_address_as_login_unless_somebody_else_has_it(clerk):
    create(clerk)
    create(clerk, email="bob@bob.example")
    first, second = (Contact.get(Contact.customer == Customer.get(Customer.number == n)) for n in (10001, 10002))
    assert (first.kind, first.account.email) == ("holder", NEW["email"])
    assert second.account.email is None


def test_a_new_holder_without_a_name_bears_the_company_s_and_was_not_invited(clerk):
    create(clerk, first_name="", last_name="", email="")
    page = clerk.get("/verwaltung/kunden/10001/ansprechpartner").text.partition("<tbody>")[2]
    assert "Carlas Café GmbH" in page and "kein Zugang" in page and "Einladung abgelaufen" not in page
    assert page.count("Carlas Café GmbH") == 1 and "ohne Namen" not in page
    desk = clerk.get("/verwaltung/anruf/10001").text
    assert '<td data-label="Name">Carlas Café GmbH</td>' in desk and ">Carlas Café GmbH</option>" in desk


def test_without_the_tick_nobody_gets_mail(clerk):
    create(clerk)
    assert not Outbox.select().exists() and not PasswordLink.select().exists()


def test_a_number_given_by_hand_is_passed_over_later(clerk):
    assert create(clerk, number="10001").location.endswith("/10001")
    assert create(clerk).location.endswith("/10002")


def test_a_number_that_somebody_has_is_refused_at_its_field_and_nothing_is_made(clerk):
    accounts = Account.select().count()
    answer = create(clerk, number="501")
    assert answer.status_code == 422 and "Diese Kundennummer hat schon jemand." in answer.text
    assert 'value="Carlas Café GmbH"' in answer.text
    assert Account.select().count() == accounts


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("company", "", "Bitte ausfüllen."),
        ("email", "carla@", "Diese E-Mail-Adresse stimmt nicht"),
        ("zip", "123", "Die Postleitzahl hat fünf Ziffern"),
        ("phone", "12", "mit Vorwahl"),
        ("kind", "alien", "Bitte wählen Sie etwas aus der Liste."),
        ("country", "XX", "Bitte wählen Sie etwas aus der Liste."),
        ("number", "abc", "besteht nur aus Ziffern"),
        ("number", "99999999999999999999", "besteht nur aus Ziffern"),
        ("number", "999999999", "höchstens acht Ziffern"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(clerk, field, value, sentence):
    answer = create(clerk, **{field: value})
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error">.*?{sentence}', answer.text, re.S)
    assert not Customer.select().where(Customer.company == NEW["company"]).exists()


def test_a_private_person_needs_a_name_and_no_company(clerk):
    assert create(clerk, kind="private", company="", last_name="").status_code == 422
    assert create(clerk, kind="private", company="").status_code == 303


def test_the_link_needs_an_e_mail_address(clerk):
    answer = create(clerk, email="", with_link="y")
    assert answer.status_code == 422 and "braucht es eine E-Mail-Adresse" in answer.text
    assert not Customer.select().where(Customer.company == NEW["company"]).exists()


def test_the_first_link_can_be_sent_later_and_not_to_who_has_a_password(clerk):
    create(clerk)
    clerk.post("/verwaltung/kunden/10001/erster-login")
    assert Outbox.select().where(Outbox.recipient == NEW["email"]).count() == 1
    answer = clerk.post("/verwaltung/kunden/501/erster-login", follow=True)
    assert "hat schon ein Passwort" in answer.text and Outbox.select().count() == 1


def test_a_link_to_the_first_login_is_sent_by_who_has_shown_who_they_are(clerk):
    Session.update(proved_at=None).execute()
    answer = clerk.post("/verwaltung/kunden/501/erster-login")
    assert answer.status_code == 401 and 'name="proof_password"' in answer.text


def test_staff_change_everything_the_company_too(clerk):
    clerk.post("/verwaltung/kunden/501/stammdaten", NEW | {"company": "Alices Konditorei GmbH"})
    assert "Alices Konditorei GmbH" in clerk.get("/verwaltung/kunden/501").text
    assert "501" in clerk.get("/verwaltung/kunden?q=konditorei").text
    entry = AuditEntry.get(AuditEntry.what == "address changed")
    assert (entry.who, entry.customer.number) == ("Clerk", 501)
    assert "Backstube" in entry.before and "Konditorei" in entry.after


def test_the_form_shows_what_is_known(clerk):
    answer = clerk.get("/verwaltung/kunden/501/stammdaten")
    assert 'value="Alices Backstube GmbH"' in answer.text and 'value="Ringstraße 5"' in answer.text


def test_a_bad_change_is_refused_at_its_field(clerk):
    answer = clerk.post("/verwaltung/kunden/501/stammdaten", NEW | {"zip": "1"})
    assert answer.status_code == 422 and "fünf Ziffern" in answer.text
    assert Customer.get(Customer.number == 501).zip == "30159"
