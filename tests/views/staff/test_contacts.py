"""The hoster's people see to a customer's contacts."""

from models import Session

PATH = "/verwaltung/kunden/501/ansprechpartner"


def log_out(person, contact, **fields):
    return person.post(f"{PATH}/{contact.id}/abmeldung", {"confirmed": "1"} | fields)


def test_somebody_whose_login_is_in_wrong_hands_is_logged_out_everywhere(clerk, alice, bob):
    Session.create(account=alice.account, contact=alice.contact, token_hash="elsewhere")
    assert "Überall abmelden" in clerk.get(PATH).text
    assert log_out(clerk, alice.contact).status_code == 303
    assert not Session.select().where(Session.account == alice.account).exists()
    assert alice.get("/").location.startswith("/anmelden") and bob.get("/").status_code == 200


def test_it_is_asked_first(clerk, alice):
    assert "auf allen Geräten abmelden?" in log_out(clerk, alice.contact, confirmed="").text
    assert alice.get("/").status_code == 200


def test_another_customer_s_contact_is_not_found_there(clerk, bob):
    assert log_out(clerk, bob.contact).status_code == 404
    assert bob.get("/").status_code == 200


def test_who_is_not_of_the_support_may_not(bookkeeper, alice):
    assert log_out(bookkeeper, alice.contact).status_code == 403
    assert alice.get("/").status_code == 200
