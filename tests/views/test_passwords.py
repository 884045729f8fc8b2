"""Meine Daten → Passwörter."""

import pytest

import work
from models import Account, AuditEntry, Contact, Outbox, Session
from rules.access import passwords
from rules.access.sessions import digest

ADDRESS = "/daten/passwoerter"
NEW = "Drei-Brote-vor-Sieben"


def service(current, new=NEW, repeated=None):
    return {"current": current, "new": new, "repeated": new if repeated is None else repeated}


def phone(word, repeated=None):
    return {"phone_password": word, "phone_password_repeated": word if repeated is None else repeated}


def phone_hash(person):
    return Contact.get_by_id(person.contact.id).phone_password_hash


def message(answer, field):
    assert answer.status_code == 422
    return answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]


def test_the_new_service_password_works_and_the_former_one_no_longer(alice, visitor, password):
    assert "Ihr neues Service-Passwort gilt." in alice.post(ADDRESS + "/service", service(password), follow=True).text
    assert visitor.post("/anmelden", {"login": "501", "password": password}).status_code == 422
    assert visitor.post("/anmelden", {"login": "501", "password": NEW}).status_code == 303


def test_a_password_that_could_be_better_is_taken_with_advice(alice, password):
    page = alice.post(ADDRESS + "/service", service(password, "trumpet11x"), follow=True).text
    assert "Ihr neues Service-Passwort gilt." in page and "Noch sicherer wird es so:" in page


def test_the_hoster_s_people_change_theirs_here_too(clerk, visitor, password):
    page = clerk.get(ADDRESS).text
    assert 'name="current"' in page and 'name="phone_password"' not in page
    assert clerk.post(ADDRESS + "/service", service(password)).status_code == 303
    answer = visitor.post("/anmelden", {"login": "clerk@hoster.example", "password": NEW})
    assert answer.location == "/anmelden/zweiter-faktor"


def test_who_guesses_at_the_current_one_is_braked(alice, password):
    for _ in range(5):
        assert alice.post(ADDRESS + "/service", service("falsch")).status_code == 422
    answer = alice.post(ADDRESS + "/service", service(password))
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def test_nothing_hinders_pasting_or_a_password_manager(alice):
    page = alice.get(ADDRESS).text
    assert page.count('autocomplete="new-password"') >= 2 and 'autocomplete="current-password"' in page
    assert "maxlength" not in page.partition('name="new"')[2].partition(">")[0] and "onpaste" not in page


def test_other_devices_are_logged_out(alice, password):
    this = alice.account.sessions.get()
    Session.create(account=alice.account, contact=alice.contact, token_hash=digest("elsewhere"))
    alice.post(ADDRESS + "/service", service(password))
    assert list(alice.account.sessions) == [this]
    assert alice.get(ADDRESS).status_code == 200


def test_this_device_goes_on_with_a_new_token(alice, password):
    alice.post(ADDRESS + "/service", service(password))
    assert alice.account.sessions.get().token_hash != digest("token of alice")


def test_its_owner_is_told_by_mail(alice, password, house):
    alice.post(ADDRESS + "/service", service(password))
    assert Outbox.get().recipient == "alice@alice.example"
    work.all_due()
    assert len(list((house.data_dir / "mails").glob("*.eml"))) == 1


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (service("falsch"), "current", "Das aktuelle Service-Passwort stimmt nicht."),
        (service(""), "current", "Bitte ausfüllen."),
        (service("x" * 200), "current", "Das ist zu lang"),
        (service("Ein-Kuchen-am-Morgen", "kurz"), "new", "Bitte wählen Sie mindestens 10 Zeichen."),
        (service("Ein-Kuchen-am-Morgen", "x" * 129), "new", "Das ist zu lang"),
        (service("Ein-Kuchen-am-Morgen", "Passwort2026!"), "new", "zu leicht zu erraten. Dieses Passwort gehört zu"),
        (service("Ein-Kuchen-am-Morgen", "Alice-Ahrens-501"), "new", "Ihr Name, Ihre Kundennummer oder unser Name"),
        (service("Ein-Kuchen-am-Morgen", "Ein-Kuchen-am-Morgen"), "new", "dasselbe wie das bisherige"),
        (service("Ein-Kuchen-am-Morgen", NEW, "anders"), "repeated", "Die beiden Eingaben sind verschieden."),
    ],
)
def test_a_service_password_that_will_not_do_is_refused_at_its_field(alice, typed, field, sentence):
    before = Account.get_by_id(alice.account.id).password_hash
    answer = alice.post(ADDRESS + "/service", typed)
    assert sentence in message(answer, field)
    assert Account.get_by_id(alice.account.id).password_hash == before
    for word in (NEW, "Ein-Kuchen-am-Morgen"):
        assert word not in answer.text


def test_a_telephone_password_is_kept_as_a_hash_and_shown_to_nobody(alice):
    assert "nicht gesetzt" in alice.get(ADDRESS).text
    answer = alice.post(ADDRESS + "/telefon", phone("Blaumeise"), follow=True)
    assert "Ihr Telefon-Passwort gilt." in answer.text and "nicht gesetzt" not in answer.text
    assert passwords.matches(phone_hash(alice), "blaumeise")
    assert "Blaumeise" not in answer.text and phone_hash(alice) not in answer.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (phone(""), "phone_password", "Bitte ausfüllen."),
        (phone("abc"), "phone_password", "Bitte wählen Sie mindestens 4 Zeichen."),
        (phone("x" * 61), "phone_password", "Das ist zu lang"),
        (phone("alice ahrens"), "phone_password", "etwas anderes als Ihren Namen"),
        (phone("Ein-Kuchen-am-Morgen"), "phone_password", "etwas anderes als Ihr Service-Passwort"),
        (phone("Blaumeise", "Kohlmeise"), "phone_password_repeated", "Die beiden Eingaben sind verschieden."),
    ],
)
def test_a_telephone_password_that_will_not_do_is_refused_at_its_field(alice, typed, field, sentence):
    answer = alice.post(ADDRESS + "/telefon", typed)
    assert sentence in message(answer, field)
    assert phone_hash(alice) is None
    assert "Blaumeise" not in answer.text and 'value="alice ahrens"' not in answer.text


def test_capitals_do_not_count_on_the_telephone(alice):
    assert alice.post(ADDRESS + "/telefon", phone("Blaumeise", " blaumeise")).status_code == 303
    assert passwords.matches(phone_hash(alice), "blaumeise")


@pytest.mark.parametrize("form", ["/service", "/telefon"])
def test_the_address_of_a_form_that_had_errors_can_be_loaded_again(alice, form):
    assert 'name="current"' in alice.get(ADDRESS + form).text


def test_the_telephone_password_is_removed_after_a_question(alice):
    alice.post(ADDRESS + "/telefon", phone("Blaumeise"))
    assert "wirklich entfernen?" in alice.post(ADDRESS + "/telefon/loeschung").text
    assert phone_hash(alice) is not None
    alice.post(ADDRESS + "/telefon/loeschung", {"confirmed": "1"})
    assert phone_hash(alice) is None


def test_who_may_not_speak_on_the_telephone_sees_the_service_password_only(alice, agency):
    page = agency.get(ADDRESS).text
    assert 'name="current"' in page and 'name="phone_password"' not in page
    assert agency.post(ADDRESS + "/telefon", phone("Blaumeise")).status_code == 403
    assert agency.post(ADDRESS + "/telefon/loeschung", {"confirmed": "1"}).status_code == 403
    alice.grant(agency, "phone")
    agency.post(ADDRESS + "/telefon", phone("Blaumeise"))
    assert phone_hash(agency) and not phone_hash(alice)


def test_no_secret_reaches_the_audit_log(alice, password):
    alice.post(ADDRESS + "/service", service(password))
    alice.post(ADDRESS + "/telefon", phone("Blaumeise"))
    whole = " ".join(each.before + each.after + each.what for each in AuditEntry.select())
    assert "password changed" in whole and "phone password changed" in whole
    hashes = Account.get_by_id(alice.account.id).password_hash, phone_hash(alice)
    for secret in (password, NEW, "Blaumeise", "blaumeise", "argon2", *hashes):
        assert secret not in whole


def test_when_too_many_passwords_wait_a_sentence_says_so(alice, password, monkeypatch):
    def busy(*_):
        raise passwords.Busy

    monkeypatch.setattr(passwords, "change", busy)
    answer = alice.post(ADDRESS + "/service", service(password))
    assert answer.status_code == 422 and "Gerade ist sehr viel los." in answer.text


def test_a_visitor_is_asked_to_log_in(visitor):
    assert visitor.get(ADDRESS).status_code == 303
    assert visitor.post(ADDRESS + "/service", service("x")).status_code == 401
