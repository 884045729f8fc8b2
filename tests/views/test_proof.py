"""Sensitive changes ask for the password again when the last proof is too long ago."""

import re
from calendar import timegm
from datetime import timedelta
from html import unescape

import pyotp
import pytest

import clock
from models import AllowedNetwork, AuditEntry, Authenticator, Session
from rules.access import authenticator, passkeys, recovery_codes
from tests.keys import Key

NETWORK = {"network": "127.0.0.0/8", "note": "Büro", "confirmed_lockout": "y"}
ADDRESS = "/daten/ip-whitelist"


@pytest.fixture
def unproved(alice):
    proved(alice, clock.now() - Session.PROVED_FOR - timedelta(seconds=1))
    return alice


def proved(person, moment):
    Session.update(proved_at=moment).where(Session.account == person.account).execute()


def test_shortly_after_the_login_nobody_is_asked(alice):
    assert alice.post(ADDRESS, NETWORK).status_code == 303


def test_later_the_password_is_asked_for_and_nothing_is_done(unproved):
    answer = unproved.post(ADDRESS, NETWORK)
    assert answer.status_code == 401
    assert 'name="proof_password"' in answer.text and 'value="127.0.0.0/8"' in answer.text
    assert not AllowedNetwork.select().exists()


def test_with_the_password_it_is_done_at_once(unproved, password):
    assert unproved.post(ADDRESS, NETWORK | {"proof_password": password}).status_code == 303
    assert AllowedNetwork.get().note == "Büro"


def test_the_session_goes_on_with_a_new_token(unproved, password):
    before = Session.get(Session.account == unproved.account).token_hash
    unproved.post(ADDRESS, NETWORK | {"proof_password": password})
    assert Session.get(Session.account == unproved.account).token_hash != before
    assert unproved.get(ADDRESS).status_code == 200


def test_then_nobody_is_asked_again_for_a_while(unproved, password):
    unproved.post(ADDRESS, NETWORK | {"proof_password": password})
    assert unproved.post(ADDRESS, NETWORK | {"network": "198.51.100.0/24"}).status_code == 303


def test_a_wrong_password_is_refused_at_its_field_and_never_shown(unproved):
    answer = unproved.post(ADDRESS, NETWORK | {"proof_password": "not the password"})
    assert answer.status_code == 422
    assert "Das Service-Passwort stimmt nicht." in answer.text and "not the password" not in answer.text
    assert not AllowedNetwork.select().exists()


def test_the_password_cannot_be_tried_for_ever(unproved, password):
    for _ in range(5):
        unproved.post(ADDRESS, NETWORK | {"proof_password": "not the password"})
    answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password})
    assert answer.status_code == 429 and answer.headers["Retry-After"]
    assert not AllowedNetwork.select().exists()


def test_a_session_from_before_the_update_has_to_prove_itself(alice):
    proved(alice, None)
    assert alice.post(ADDRESS, NETWORK).status_code == 401


def test_somebody_without_the_right_is_not_even_asked(agency):
    proved(agency, None)
    assert agency.post(ADDRESS, NETWORK).status_code == 403


def test_without_the_csrf_token_the_password_proves_nothing(unproved, password):
    assert unproved.post(ADDRESS, NETWORK | {"proof_password": password}, csrf=False).status_code == 400
    assert not AllowedNetwork.select().exists()


def test_what_is_secret_is_not_carried_on(unproved):
    answer = unproved.post(ADDRESS, NETWORK | {"new_password": "top secret", "confirmed": "1"})
    assert "top secret" not in answer.text and 'name="confirmed" value="1"' in answer.text


@pytest.fixture
def phone(unproved):
    """Alice's authenticator app."""
    setup = authenticator.begin(unproved.account, "name")
    Authenticator.create(account=unproved.account, secret=setup.sealed)
    return pyotp.parse_uri(setup.address)


def shown(phone):
    return phone.at(timegm(clock.now().timetuple()))


def test_who_has_an_app_is_asked_for_its_code_too(unproved, phone, password):
    assert 'name="proof_code"' in unproved.post(ADDRESS, NETWORK).text
    for code in ("", "000000"):
        answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": code})
        assert answer.status_code == 422 and 'id="proof_code-error"' in answer.text
        assert not AllowedNetwork.select().exists()
    answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": shown(phone)})
    assert answer.status_code == 303 and AllowedNetwork.get().note == "Büro"


def test_an_app_s_code_proves_nothing_twice_or_without_the_password(unproved, phone, password):
    given = {"proof_password": password, "proof_code": shown(phone)}
    assert unproved.post(ADDRESS, NETWORK | given | {"proof_password": "not the password"}).status_code == 422
    assert unproved.post(ADDRESS, NETWORK | given).status_code == 303
    proved(unproved, clock.now() - Session.PROVED_FOR - timedelta(seconds=1))
    assert unproved.post(ADDRESS, NETWORK | given | {"network": "198.51.100.0/24"}).status_code == 422
    assert AllowedNetwork.select().count() == 1


def test_whose_telephone_is_lost_takes_a_recovery_code(unproved, phone, password):
    code = recovery_codes.renew(unproved.account)[0]
    answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": code})
    assert answer.status_code == 303 and recovery_codes.left(unproved.account) == 9


def test_codes_of_an_app_cannot_be_tried_for_ever(unproved, phone, password):
    for _ in range(5):
        unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": "000000"})
    answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": shown(phone)})
    assert answer.status_code == 429


@pytest.fixture
def key(unproved):
    """Alice's passkey."""
    return key_of(unproved)


def key_of(person):
    session, key = Session.get(Session.account == person.account), Key("http://localhost:8000")
    passkeys.add(session, key.make(passkeys.options_to_add(session, "name")), "Handy", person.customer)
    return key


def asked(person):
    """What the browser gets to sign when the person wants to change something sensitive."""
    page = person.post(ADDRESS, NETWORK)
    assert page.status_code == 401 and 'name="note" value="Büro"' in page.text
    return unescape(re.search(r'data-options="([^"]*)"', page.text)[1])


def show(person, credential, **more):
    return person.post(ADDRESS, NETWORK | {"proof_credential": credential} | more)


def test_a_passkey_that_checks_who_holds_it_is_the_whole_proof(unproved, key):
    assert show(unproved, key.sign(asked(unproved))).status_code == 303
    assert AllowedNetwork.get().note == "Büro"
    assert unproved.post(ADDRESS, {"network": "198.51.100.0/24"}).status_code == 303


def test_who_has_a_passkey_only_cannot_go_round_it_by_the_password(unproved, key, password):
    for code in ("", "1-ABCDE-FGHJK", "000000"):
        answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": code})
        assert answer.status_code == 422 and 'id="proof_code-error"' in answer.text
    assert not AllowedNetwork.select().exists()


def test_whose_passkey_is_not_at_hand_takes_the_password_and_a_recovery_code(unproved, key, password):
    code = recovery_codes.renew(unproved.account)[0]
    assert "Wiederherstellungscode" in unproved.post(ADDRESS, NETWORK).text
    answer = unproved.post(ADDRESS, NETWORK | {"proof_password": password, "proof_code": code})
    assert answer.status_code == 303 and recovery_codes.left(unproved.account) == 9


def test_a_key_that_checks_nobody_needs_the_password_as_well(unproved, key, password):
    key.verifies = False
    answer = show(unproved, key.sign(asked(unproved)))
    assert answer.status_code == 422 and "Bitte geben Sie auch Ihr Service-Passwort ein." in answer.text
    wrong = show(unproved, key.sign(asked(unproved)), proof_passkey_password="not the password")
    assert wrong.status_code == 422 and 'id="proof_passkey_password-error"' in wrong.text
    assert not AllowedNetwork.select().exists()
    assert show(unproved, key.sign(asked(unproved)), proof_passkey_password=password).status_code == 303


def test_somebody_else_s_passkey_proves_nothing(unproved, key, bob, password):
    other = key_of(bob)
    other.handle = key.handle
    for more in ({}, {"proof_passkey_password": password}):
        assert show(unproved, other.sign(asked(unproved)), **more).status_code == 422
    assert not AllowedNetwork.select().exists()
    assert AuditEntry.select().where(AuditEntry.what == "proof refused").count() == 2


def test_what_a_passkey_signed_proves_once_and_in_its_own_session_only(unproved, visitor, password):
    visitor.post("/anmelden", {"login": unproved.account.email, "password": password})  # the same person elsewhere
    proved(unproved, None)
    key = key_of(unproved)
    elsewhere = show(visitor, key.sign(asked(unproved)))
    assert elsewhere.status_code == 422 and "Das hat zu lange gedauert." in elsewhere.text
    signed = key.sign(asked(unproved))
    assert show(unproved, signed).status_code == 303
    proved(unproved, None)
    again = show(unproved, signed, network="198.51.100.0/24")
    assert again.status_code == 422 and "Das hat zu lange gedauert." in again.text
    assert AllowedNetwork.select().count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("", "Ihr Browser hat keinen Passkey geschickt."),
        ("{", "konnten wir nicht lesen"),
        ("[" * 15_000, "konnten wir nicht lesen"),
        ("x" * 20_001, "Das ist zu lang."),
    ],
)
def test_what_no_browser_sends_proves_nothing(unproved, key, sent, sentence):
    answer = show(unproved, sent)
    assert answer.status_code == 422 and sentence in answer.text
    assert not AllowedNetwork.select().exists()


def test_passkeys_cannot_be_tried_for_ever(unproved, key, bob):
    stranger = Key("http://localhost:8000")
    stranger.handle = key.handle
    for _ in range(5):
        show(unproved, stranger.sign(asked(unproved)))
    assert show(unproved, key.sign(asked(unproved))).status_code == 429


def test_under_an_ip_address_the_page_says_where_passkeys_work(unproved, key):
    page = unproved.post(ADDRESS, NETWORK, headers={"Host": "127.0.0.1"}).text
    assert "data-options" not in page and "Passkeys funktionieren nur unter dieser Adresse:" in page
