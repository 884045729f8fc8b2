"""Passkeys: what is taken for one, and what is not."""

import json

import pytest

import clock
from models import AuditEntry, Challenge, Outbox, Passkey, RecoveryCode, Session
from rules import Refused
from rules.access import challenges, credentials, passkeys, sessions
from tests.keys import Key, data, text

BROWSER = "this browser"
HERE = {"address": "192.0.2.7", "device": "Firefox"}


@pytest.fixture
def session(alice):
    return Session.get(Session.account == alice.account)


@pytest.fixture
def key(session):
    """A key that Alice has registered."""
    made = Key()
    add(session, made)
    return made


def add(session, key, name="Handy", **changes):
    made = key.make(passkeys.options_to_add(session, "alice@alice.example"), **changes)
    return passkeys.add(session, made, name, session.contact.customer)


def log_in(key, browser=BROWSER, **changes):
    return passkeys.log_in(key.sign(passkeys.options_to_log_in(BROWSER), **changes), browser, **HERE)


def test_the_first_passkey_brings_recovery_codes_and_a_mail_tells_the_owner(session):
    assert len(add(session, Key())) == 10
    assert add(session, Key(), "Computer") == []
    assert [passkey.name for passkey in Passkey.of(session.account)] == ["Handy", "Computer"]
    assert Outbox.select().where(Outbox.recipient == "alice@alice.example").count() == 2


def test_a_passkey_is_the_whole_login(session, key):
    who = sessions.who(log_in(key))
    assert who.account == session.account and who.contact == session.contact
    assert (who.session.method, who.session.address) == ("passkey", HERE["address"])
    passkey = Passkey.get()
    assert passkey.sign_count == key.count == 1 and passkey.last_used_at is not None


def test_a_passkey_that_does_not_know_who_holds_it_is_not_the_whole_login(key):
    key.verifies = False
    with pytest.raises(Refused, match="passt zu keinem Zugang"):
        log_in(key)


def test_the_same_is_said_of_an_unknown_passkey_and_of_a_wrong_signature(key):
    unknown = Key()
    unknown.handle = key.handle
    forged = Key()
    forged.id, forged.handle = key.id, key.handle
    said = set()
    for each in (unknown, forged):
        with pytest.raises(Refused) as refusal:
            log_in(each)
        said.add(refusal.value.sentence)
    assert said == {"Dieser Passkey passt zu keinem Zugang. Bitte melden Sie sich mit Ihrem Passwort an."}


@pytest.mark.parametrize("origin", ["https://localhost:8000", "http://localhost", "http://evil.example", "null"])
def test_a_signature_made_on_another_site_counts_for_nothing(session, key, origin):
    with pytest.raises(Refused, match="passt zu keinem Zugang"):
        log_in(key, origin=origin)
    with pytest.raises(Refused, match="konnten wir nicht lesen"):
        add(session, Key(), origin=origin)


def test_a_passkey_that_names_somebody_else_is_refused(key):
    with pytest.raises(Refused, match="passt zu keinem Zugang"):
        log_in(key, handle=b"somebody else")


def test_a_signature_works_once(key):
    sent = key.sign(passkeys.options_to_log_in(BROWSER))
    passkeys.log_in(sent, BROWSER, **HERE)
    with pytest.raises(Refused, match="zu lange gedauert"):
        passkeys.log_in(sent, BROWSER, **HERE)
    assert Session.select().where(Session.method == "passkey").count() == 1


def test_a_challenge_lasts_five_minutes(key, later):
    options = passkeys.options_to_log_in(BROWSER)
    later(minutes=4, seconds=59)
    passkeys.log_in(key.sign(options), BROWSER, **HERE)
    options = passkeys.options_to_log_in(BROWSER)
    later(minutes=5, seconds=1)
    with pytest.raises(Refused, match="zu lange gedauert"):
        passkeys.log_in(key.sign(options), BROWSER, **HERE)


def test_a_challenge_is_good_in_its_browser_and_for_its_purpose_only(session, key):
    with pytest.raises(Refused, match="zu lange gedauert"):
        log_in(key, browser="another browser")
    adding = json.loads(passkeys.options_to_add(session, "alice"))
    with pytest.raises(Refused, match="zu lange gedauert"):
        passkeys.log_in(key.sign(json.dumps({"rpId": "localhost", "challenge": adding["challenge"]})), BROWSER, **HERE)
    made_up = json.dumps({"rpId": "localhost", "challenge": text(b"a challenge of one's own")})
    with pytest.raises(Refused, match="zu lange gedauert"):
        passkeys.log_in(key.sign(made_up), BROWSER, **HERE)


def test_nothing_is_written_for_who_only_looks(session):
    passkeys.options_to_log_in(BROWSER)
    passkeys.options_to_add(session, "alice")
    assert Challenge.select().count() == 0


def test_used_challenges_are_forgotten_when_they_would_be_too_old_anyway(key, later):
    log_in(key)
    later(seconds=2 * challenges.SECONDS + 1)
    log_in(key)
    assert Challenge.select().count() == 1


def test_a_counter_that_goes_back_is_refused_and_noted(key):
    key.count = 7
    log_in(key)
    key.count = 6  # signs 7 once more, as a copy of the key would
    with pytest.raises(Refused, match="passt zu keinem Zugang"):
        log_in(key)
    key.count = 2
    with pytest.raises(Refused):
        log_in(key)
    assert Passkey.get().sign_count == 8
    noted = AuditEntry.select().where(AuditEntry.what == "passkey refused: its counter went back")
    assert noted.count() == 2


def test_a_key_without_a_counter_works_again_and_again(key):
    for _ in range(2):
        key.count = -1  # signs 0
        assert log_in(key)


def test_a_passkey_is_registered_once(session, bob, key):
    with pytest.raises(Refused, match="gibt es schon"):
        add(session, key)
    with pytest.raises(Refused, match="gibt es schon"):
        add(Session.get(Session.account == bob.account), key)
    excluded = json.loads(passkeys.options_to_add(session, "alice"))["excludeCredentials"]
    assert [data(each["id"]) for each in excluded] == [key.id]


def test_there_is_an_end_to_the_number_of_passkeys(session, monkeypatch):
    monkeypatch.setattr(passkeys, "MOST", 1)
    add(session, Key())
    with pytest.raises(Refused, match="Mehr als 1 Passkeys sind nicht möglich."):
        add(session, Key())


def test_who_is_no_contact_any_more_does_not_get_in(session, key):
    session.contact.withdrawn_at = clock.now()
    session.contact.save()
    with pytest.raises(Refused, match="passt zu keinem Zugang"):
        log_in(key)


def test_the_whitelist_holds_for_passkeys_too(session, key):
    session.contact.customer.networks.model.create(customer=session.contact.customer, network="198.51.100.0/24")
    with pytest.raises(Refused, match="kein Login erlaubt"):
        log_in(key)


def test_with_the_last_factor_the_recovery_codes_go(session, key):
    passkeys.remove(session.account, Passkey.get(), session.contact.customer)
    assert RecoveryCode.select().count() == 0
    with pytest.raises(Refused):
        log_in(key)


def tampered(sent):
    """Ways to spoil what a browser sends."""
    whole = json.loads(sent)
    yield from ("", "null", "[]", "{}", '"x"', "1e999", "{" * 9000, "[" * 9000, sent[:-3], sent + "x", "\x00", "\ud800")
    for name in whole:
        for value in (None, [], {}, 7, "", "ä", "=", "\x00"):
            yield json.dumps(whole | {name: value})
    for name in whole["response"]:
        for value in (None, [], {}, 7, "", "ä", "=", text(b"\xff" * 40), text(b"{" * 9000), text(b'{"a":1}')):
            yield json.dumps(whole | {"response": whole["response"] | {name: value}})


def test_what_no_browser_sends_is_refused_with_a_sentence(session, key):
    for sent in tampered(key.sign(passkeys.options_to_log_in(BROWSER))):
        with pytest.raises(Refused):
            passkeys.log_in(sent, BROWSER, address="", device="")
    for sent in tampered(Key().make(passkeys.options_to_add(session, "alice"))):
        with pytest.raises(Refused):
            passkeys.add(session, sent, "Handy", session.contact.customer)
    assert Passkey.select().count() == 1


def test_every_turned_byte_of_a_signature_is_noticed(key):
    sent = json.loads(key.sign(passkeys.options_to_log_in(BROWSER)))
    for name in ("authenticatorData", "signature"):
        right = data(sent["response"][name])
        for at in range(len(right)):
            wrong = right[:at] + bytes([right[at] ^ 0x55]) + right[at + 1 :]
            shown = json.dumps(sent | {"response": sent["response"] | {name: text(wrong)}})
            read = credentials.read_login(shown, lambda challenge: None)
            with pytest.raises(credentials.Unreadable):
                read.check(Passkey.get().account, Passkey.get().public_key, True)


@pytest.mark.parametrize(
    ("public_url", "rp_id", "origin", "asked", "possible"),
    [
        ("http://127.0.0.1:8123", "localhost", "http://localhost:8123", "localhost:8123", True),
        ("http://127.0.0.1:8123", "localhost", "http://localhost:8123", "127.0.0.1:8123", False),
        ("https://kunden.hoster.example", "kunden.hoster.example", "https://kunden.hoster.example", None, True),
        ("https://Kunden.hoster.example:443/x", "kunden.hoster.example", "https://kunden.hoster.example", None, True),
        ("https://kunden.hoster.example:8443", "kunden.hoster.example", "https://kunden.hoster.example:8443",
         None, True),
        ("https://192.0.2.7", "192.0.2.7", "https://192.0.2.7", None, False),
        ("https://[2001:db8::7]", "2001:db8::7", None, "[2001:db8::7]", False),
    ],
)  # fmt: skip
def test_passkeys_belong_to_the_public_address(house, monkeypatch, public_url, rp_id, origin, asked, possible):
    monkeypatch.setattr(credentials.gateways, "settings", type(house)(public_url=public_url))
    assert credentials.rp_id() == rp_id
    assert origin is None or credentials.origin() == origin
    assert credentials.are_possible_at(asked or rp_id) is possible
    assert not credentials.are_possible_at("evil.example")
