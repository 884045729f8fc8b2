"""The second step of a login, and the login by a passkey alone."""

import re
from calendar import timegm
from html import unescape

import pyotp
import pytest

import clock
from models import AllowedNetwork, AuditEntry, Authenticator, LoginStep, Passkey, Session
from rules.access import authenticator, credentials, passkeys, recovery_codes, seal
from tests.keys import Key

STEP = "/anmelden/zweiter-faktor"
NAMED = {"Host": "localhost"}  # passkeys know no IP addresses
ORIGIN = "http://localhost:8000"


@pytest.fixture
def phone(alice):
    """Alice's app."""
    return app_of(alice)


@pytest.fixture
def key(alice):
    """Alice's passkey."""
    session, key = Session.get(Session.account == alice.account), Key(ORIGIN)
    passkeys.add(session, key.make(passkeys.options_to_add(session, "alice")), "Handy", alice.customer)
    return key


def app_of(person):
    setup = authenticator.begin(person.account, "name")
    Authenticator.delete().where(Authenticator.account == person.account).execute()
    Authenticator.create(account=person.account, secret=setup.sealed)
    return pyotp.parse_uri(setup.address)


def code(phone):
    return phone.at(timegm(clock.now().timetuple()))


def begin(visitor, password, **more):
    return visitor.post("/anmelden", {"login": "alice@alice.example", "password": password} | more)


def options(answer, action):
    """What the page gives the browser's script for the form with this action."""
    form = re.search(rf'<form[^>]* action="{action}"[^>]*>', answer.text)[0]
    return unescape(re.search(r'data-options="([^"]*)"', form)[1])


def is_in(person):
    return person.get("/daten/sicherheit").status_code == 200


def test_after_the_right_password_the_second_factor_is_asked_and_nothing_is_open_yet(visitor, phone, password):
    answer = begin(visitor, password)
    assert (answer.status_code, answer.location) == (303, STEP)
    page = visitor.get(STEP).text
    assert "Code aus Ihrer Authenticator-App" in page and "Abmelden" not in page
    assert 'href="/zugang-wiederherstellen"' in page  # for whoever has neither device nor code
    assert visitor.get("/").location.startswith("/anmelden") and not is_in(visitor)


def test_the_app_s_code_goes_in_where_somebody_wanted_to_go(visitor, phone, password):
    begin(visitor, password, next="/dokumente")
    answer = visitor.post(STEP, {"code": code(phone)})
    assert (answer.status_code, answer.location) == (303, "/dokumente")
    assert is_in(visitor)
    assert Session.select().order_by(Session.id.desc()).get().method == "app"
    assert LoginStep.select().count() == 0


def test_a_wrong_code_is_said_at_its_field_and_noted(visitor, phone, password, alice):
    begin(visitor, password)
    answer = visitor.post(STEP, {"code": "000000"})
    assert answer.status_code == 422
    assert "Der Code stimmt nicht." in answer.text.partition('id="code-error"')[2].partition("</p>")[0]
    assert not is_in(visitor)
    noted = AuditEntry.get(AuditEntry.what == "second factor wrong")
    assert (noted.customer, noted.address) == (alice.customer, "127.0.0.1")
    assert noted.who == "Besucher"


def test_a_code_that_was_used_does_not_go_in_again(visitor, phone, password):
    begin(visitor, password)
    shown = code(phone)
    visitor.post(STEP, {"code": shown})
    visitor.post("/abmelden")
    begin(visitor, password)
    assert visitor.post(STEP, {"code": shown}).status_code == 422


def test_too_many_wrong_codes_have_to_wait_even_when_the_next_is_right(visitor, phone, password):
    begin(visitor, password)
    for _ in range(5):
        assert visitor.post(STEP, {"code": "000000"}).status_code == 422
    answer = visitor.post(STEP, {"code": code(phone)})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    begin(visitor, password)
    assert visitor.post(STEP, {"code": code(phone)}).status_code == 429
    assert not is_in(visitor)


def test_a_right_code_lets_earlier_mistakes_be_forgotten(visitor, phone, password):
    for _ in range(2):
        begin(visitor, password)
        for _ in range(4):
            assert visitor.post(STEP, {"code": "000000"}).status_code == 422
        Authenticator.update(last_step=0).execute()
        assert visitor.post(STEP, {"code": code(phone)}).status_code == 303
        visitor.post("/abmelden")


def test_codes_are_not_hashed_for_who_has_to_wait(visitor, phone, password, alice, monkeypatch):
    recovery_codes.renew(alice.account)
    begin(visitor, password)
    for _ in range(5):
        visitor.post(STEP, {"code": "000000"})
    monkeypatch.setattr(recovery_codes.passwords, "matches", lambda *given: pytest.fail("hashed"))
    answer = visitor.post(STEP + "/wiederherstellungscode", {"recovery_code": "1-ABCDE-FGHJK"})
    assert answer.status_code == 429


def test_a_recovery_code_goes_in_once(visitor, phone, password, alice):
    codes = recovery_codes.renew(alice.account)
    begin(visitor, password)
    assert "Gerät verloren?" in visitor.get(STEP).text
    visitor.post(STEP + "/wiederherstellungscode", {"recovery_code": codes[4]})
    assert "Dieser Wiederherstellungscode ist verbraucht." in visitor.get("/daten/sicherheit").text
    assert "noch 9 von 10" in visitor.get("/daten/sicherheit").text
    visitor.post("/abmelden")
    begin(visitor, password)
    answer = visitor.post(STEP + "/wiederherstellungscode", {"recovery_code": codes[4]})
    assert answer.status_code == 422
    said = answer.text.partition('id="recovery_code-error"')[2].partition("</p>")[0]
    assert "Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt." in said


def test_a_passkey_is_the_second_factor(visitor, key, password):
    key.verifies = False  # a key without a PIN is enough after the password
    begin(visitor, password, next="/dokumente")
    asked = options(visitor.get(STEP, headers=NAMED), STEP + "/passkey")
    answer = visitor.post(STEP + "/passkey", {"credential": key.sign(asked)}, headers=NAMED)
    assert (answer.status_code, answer.location) == (303, "/dokumente")
    assert is_in(visitor)


def test_somebody_else_s_passkey_is_no_second_factor(visitor, key, bob, password):
    session, other = Session.get(Session.account == bob.account), Key(ORIGIN)
    passkeys.add(session, other.make(passkeys.options_to_add(session, "bob")), "Bob", bob.customer)
    begin(visitor, password)
    asked = options(visitor.get(STEP, headers=NAMED), STEP + "/passkey")
    answer = visitor.post(STEP + "/passkey", {"credential": other.sign(asked)}, headers=NAMED)
    assert answer.status_code == 422 and "Dieser Passkey passt nicht zu Ihrem Zugang." in answer.text
    assert not is_in(visitor)


def test_an_own_passkey_does_not_open_somebody_else_s_step(visitor, key, password):
    """The challenge of one step is not good for another."""
    begin(visitor, password)
    asked = options(visitor.get(STEP, headers=NAMED), STEP + "/passkey")
    signed = key.sign(asked)
    begin(visitor, password)
    answer = visitor.post(STEP + "/passkey", {"credential": signed}, headers=NAMED)
    assert answer.status_code == 422 and "Das hat zu lange gedauert." in answer.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("", "Ihr Browser hat keinen Passkey geschickt."),
        ("{", "konnten wir nicht lesen"),
        ("[" * 15_000, "konnten wir nicht lesen"),
        ("x" * 20_001, "Das ist zu lang."),
    ],
)
@pytest.mark.parametrize("path", [STEP + "/passkey", "/anmelden/passkey"])
def test_what_no_browser_sends_gets_a_sentence(visitor, key, password, path, sent, sentence):
    begin(visitor, password)
    answer = visitor.post(path, {"credential": sent}, headers=NAMED)
    assert answer.status_code == 422 and sentence in answer.text
    assert not is_in(visitor)


def test_a_step_older_than_ten_minutes_begins_again(visitor, phone, password):
    begin(visitor, password)
    LoginStep.update(created_at=clock.ago(minutes=10, seconds=1)).execute()
    for answer in (visitor.post(STEP, {"code": code(phone)}), visitor.get(STEP)):
        assert (answer.status_code, answer.location) == (303, "/anmelden")
    assert "Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an." in visitor.get("/anmelden").text
    assert not is_in(visitor)


def test_a_visitor_without_a_step_is_sent_to_the_login(visitor, phone, key):
    for path, sent in (
        ("", {"code": code(phone)}),
        ("/wiederherstellungscode", {"recovery_code": "1-ABCDE-FGHJK"}),
        ("/passkey", {"credential": "{}"}),
    ):
        answer = visitor.post(STEP + path, sent)
        assert (answer.status_code, answer.location) == (303, "/anmelden")
    assert visitor.get(STEP).location == "/anmelden"


@pytest.mark.parametrize("path", [STEP, STEP + "/passkey", STEP + "/wiederherstellungscode", "/anmelden/passkey"])
def test_a_form_without_its_token_is_refused(visitor, phone, password, path):
    begin(visitor, password)
    answer = visitor.post(path, {"code": code(phone), "credential": "{}", "recovery_code": "1"}, csrf=False)
    assert answer.status_code == 400 and not is_in(visitor)


def test_what_was_typed_before_is_there_after_the_second_step(visitor, phone, alice, password):
    headers = {"Referer": "http://localhost/daten/adresse"}
    alice.post("/abmelden")
    asked = alice.post("/daten/adresse", {"street": "Halbfertiger Weg 7"}, headers=headers)
    draft = re.search(r'name="draft" value="([^"]*)"', asked.text)[1]
    begin(visitor, password, next="/daten/adresse", draft=draft)
    assert visitor.post(STEP, {"code": code(phone)}).location == "/daten/adresse"
    assert "Halbfertiger Weg 7" in visitor.get("/daten/adresse").text


def test_staff_show_their_second_factor_too(visitor, clerk, password):
    phone = app_of(clerk)
    visitor.post("/anmelden", {"login": clerk.account.email, "password": password})
    assert visitor.get("/verwaltung").status_code == 303
    visitor.post(STEP, {"code": code(phone)})
    assert visitor.get("/verwaltung").status_code == 200


def test_a_passkey_alone_goes_in_where_somebody_wanted_to_go(visitor, key, password):
    page = visitor.get("/anmelden?next=/dokumente", headers=NAMED)
    assert "Mit Passkey anmelden" in page.text and 'autocomplete="username webauthn"' in page.text
    signed = key.sign(options(page, "/anmelden/passkey"))
    answer = visitor.post("/anmelden/passkey", {"credential": signed, "next": "/dokumente"}, headers=NAMED)
    assert (answer.status_code, answer.location) == (303, "/dokumente")
    assert is_in(visitor)
    assert visitor.get("/anmelden", headers=NAMED).location == "/"


def test_a_passkey_login_never_leaves_for_another_site(visitor, key):
    signed = key.sign(options(visitor.get("/anmelden", headers=NAMED), "/anmelden/passkey"))
    sent = {"credential": signed, "next": "https://evil.example/"}
    assert visitor.post("/anmelden/passkey", sent, headers=NAMED).location == "/"


def test_an_unknown_passkey_and_a_wrong_one_get_the_same_page(visitor, key):
    said = []
    for each in (Key(ORIGIN), key):
        page = visitor.get("/anmelden", headers=NAMED)
        each.verifies = False
        each.handle = b""
        answer = visitor.post(
            "/anmelden/passkey",
            {"credential": each.sign(options(page, "/anmelden/passkey")), "next": "/dokumente"}, headers=NAMED,
        )  # fmt: skip
        assert answer.status_code == 422 and 'name="next" value="/dokumente"' in answer.text
        said.append(re.sub(r'(data-options|value)="[^"]*"', "", answer.text))
    assert said[0] == said[1] and "Dieser Passkey passt zu keinem Zugang." in said[0]
    assert not is_in(visitor)


def test_many_unknown_passkeys_from_one_address_have_to_wait(visitor, key):
    for n in range(21):
        signed = Key(ORIGIN).sign(options(visitor.get("/anmelden", headers=NAMED), "/anmelden/passkey"), handle=b"x")
        answer = visitor.post("/anmelden/passkey", {"credential": signed}, headers=NAMED)
        if n < 20:
            assert answer.status_code == 422
    assert answer.status_code == 429


def test_the_whitelist_holds_for_a_login_by_passkey(visitor, key, alice):
    AllowedNetwork.create(customer=alice.customer, network="198.51.100.0/24")
    signed = key.sign(options(visitor.get("/anmelden", headers=NAMED), "/anmelden/passkey"))
    answer = visitor.post("/anmelden/passkey", {"credential": signed}, headers=NAMED)
    assert answer.status_code == 422 and "kein Login erlaubt" in answer.text


def test_under_an_ip_address_the_page_says_where_passkeys_are_possible(visitor, key):
    page = visitor.get("/anmelden", headers={"Host": "127.0.0.1"}).text
    assert "data-passkey" not in page and 'href="http://localhost:8000/anmelden"' in page


def test_the_second_step_says_that_too(visitor, key, monkeypatch, password):
    begin(visitor, password)
    monkeypatch.setattr(credentials, "are_possible_at", lambda host: False)
    page = visitor.get(STEP).text
    assert "data-passkey" not in page and "Passkeys brauchen eine Adresse mit Namen" in page


def test_without_javascript_a_sentence_stands_where_the_button_would_be(visitor):
    page = visitor.get("/anmelden", headers=NAMED).text
    assert 'class="form needs-script"' in page and "Passkeys brauchen JavaScript" in page


def test_an_app_sealed_with_another_key_lets_nobody_in(visitor, phone, password, alice, monkeypatch, house):
    begin(visitor, password)
    real = seal.gateways.settings
    monkeypatch.setattr(seal.gateways, "settings", type(house)(secret_key="another", public_url=real.public_url))
    assert visitor.post(STEP, {"code": code(phone)}).status_code == 422


def test_a_passkey_shows_when_it_was_used(visitor, key):
    signed = key.sign(options(visitor.get("/anmelden", headers=NAMED), "/anmelden/passkey"))
    visitor.post("/anmelden/passkey", {"credential": signed}, headers=NAMED)
    assert Passkey.get().last_used_at is not None
    page = visitor.get("/daten/sicherheit").text
    assert "Passkey „Handy“" in page and "noch nie" not in page
