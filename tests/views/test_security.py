"""Meine Daten → Sicherheit."""

import re
from calendar import timegm
from html import unescape
from urllib.parse import unquote

import pyotp
import pytest

import clock
from models import AuditEntry, Authenticator, Contact, Outbox, Passkey, RecoveryCode, Session
from rules.access import credentials, passkeys
from tests.keys import Key

ADDRESS = "/daten/sicherheit"
APP, PASSKEYS = f"{ADDRESS}/app", f"{ADDRESS}/passkeys"
NAMED = {"Host": "localhost"}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


def begin_app(person):
    """Open the page that shows the secret; gives what is sealed in its form and the app that scanned it."""
    page = person.post(APP).text
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    return sealed, pyotp.parse_uri(unescape(re.search(r'href="(otpauth:[^"]+)"', page)[1]))


def code(app):
    return app.at(timegm(clock.now().timetuple()))


def set_up_app(person):
    """Set up an app as a person does; gives the answer to the first code."""
    sealed, app = begin_app(person)
    return person.post(f"{APP}/bestaetigung", {"sealed": sealed, "code": code(app)})


def set_up_passkey(person, key, name="Mein Handy", **more):
    page = person.post(PASSKEYS, headers=NAMED, **more)
    options = unescape(re.search(r'data-options="([^"]*)"', page.text)[1])
    return person.post(f"{PASSKEYS}/bestaetigung", {"credential": key.make(options), "name": name}, headers=NAMED)


def codes_on(page):
    return re.search(r'<pre class="codes">([^<]*)</pre>', page)[1].split()


def proved_long_ago(person):
    Session.update(proved_at=clock.ago(minutes=11)).where(Session.account == person.account).execute()


def test_the_page_says_what_is_there_and_what_is_not(alice):
    page = alice.get(ADDRESS).text
    assert "Sie haben noch keinen zweiten Faktor." in page
    assert "alice@alice.example" in page and 'href="/daten/sicherheit/e-mail"' in page
    assert 'href="/daten/passwoerter"' in page


def test_the_app_is_set_up_by_its_first_code_and_ten_codes_are_shown_once(alice):
    answer = set_up_app(alice)
    assert answer.status_code == 200 and "Ihre Authenticator-App ist eingerichtet." in answer.text
    codes = codes_on(answer.text)
    assert len(codes) == 10
    address = re.search(r'href="data:text/plain;charset=utf-8,([^"]*)" download="[^"]+\.txt"', answer.text)[1]
    assert unquote(address).split()[-10:] == codes
    page = alice.get(ADDRESS).text
    assert "Authenticator-App" in page and "noch 10 von 10" in page and codes[0] not in page
    assert Outbox.get().subject == "Neuer zweiter Faktor für Ihr Kundencenter"


def test_the_qr_code_is_a_picture_in_the_page_and_the_secret_can_be_typed(alice):
    page = alice.post(APP)
    assert 'src="data:image/svg+xml' in page.text and "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    typed = re.search(r'<span class="code figure">([A-Z2-7 ]+)</span>', page.text)[1]
    assert len(typed.split()) == 8
    assert page.headers["Cache-Control"] == "no-store"


def test_after_a_wrong_first_code_the_same_picture_stands_there(alice):
    sealed, app = begin_app(alice)
    for typed, sentence in (
        ("", "Bitte ausfüllen."),
        ("000000", "Der Code stimmt nicht."),
        ("1" * 21, "Das ist zu lang."),
    ):
        answer = alice.post(f"{APP}/bestaetigung", {"sealed": sealed, "code": typed})
        assert answer.status_code == 422
        assert sentence in answer.text.partition('id="code-error"')[2].partition("</p>")[0]
        assert f'value="{sealed}"' in answer.text and app.secret in unescape(answer.text)
    assert alice.post(f"{APP}/bestaetigung", {"sealed": sealed, "code": code(app)}).status_code == 200


def test_somebody_else_s_sealed_secret_is_not_shown_or_taken(alice, bob):
    sealed, app = begin_app(alice)
    answer = bob.post(f"{APP}/bestaetigung", {"sealed": sealed, "code": code(app)}, follow=True)
    assert "Bitte beginnen Sie noch einmal." in answer.text and app.secret not in answer.text
    assert not Authenticator.select().where(Authenticator.account == bob.account).exists()


def test_an_answer_that_is_loaded_anew_leads_back(alice):
    for path in (
        APP,
        f"{APP}/bestaetigung",
        PASSKEYS,
        f"{PASSKEYS}/bestaetigung",
        f"{ADDRESS}/wiederherstellungscodes",
    ):
        assert alice.get(path).location == ADDRESS


def test_the_app_is_removed_after_a_question_and_a_mail_tells_it(alice):
    set_up_app(alice)
    assert "wirklich entfernen?" in alice.post(f"{APP}/loeschung").text
    assert "Authenticator-App entfernt." in alice.post(f"{APP}/loeschung", {"confirmed": "1"}, follow=True).text
    assert RecoveryCode.select().count() == 0
    assert "Ein zweiter Faktor wurde entfernt" in [mail.subject for mail in Outbox.select()]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (APP, {}),
        (f"{APP}/bestaetigung", {"code": "123456"}),
        (f"{APP}/loeschung", {"confirmed": "1"}),
        (PASSKEYS, {}),
        (f"{PASSKEYS}/bestaetigung", {"name": "Handy", "credential": "{}"}),
        (f"{PASSKEYS}/1/loeschung", {"confirmed": "1"}),
        (f"{ADDRESS}/wiederherstellungscodes", {"confirmed": "1"}),
        (f"{ADDRESS}/pflicht", {}),
        (f"{ADDRESS}/pflicht/loeschung", {}),
    ],
)
def test_a_change_asks_for_the_password_when_the_last_proof_is_old(alice, path, fields):
    proved_long_ago(alice)
    answer = alice.post(path, fields)
    assert answer.status_code == 401 and "Service-Passwort" in answer.text
    assert alice.post(path, fields, csrf=False).status_code == 400


def test_a_passkey_is_registered_with_a_name_that_is_proposed(alice):
    page = alice.post(PASSKEYS, headers=NAMED | {"User-Agent": FIREFOX}).text
    assert 'value="Firefox 145 auf Windows"' in page
    answer = set_up_passkey(alice, Key())
    assert answer.status_code == 200 and len(codes_on(answer.text)) == 10
    assert set_up_passkey(alice, Key(), "Mein Computer").location == ADDRESS
    page = alice.get(ADDRESS).text
    assert "Passkey „Mein Handy“" in page and "Passkey „Mein Computer“" in page and "noch nie" in page


@pytest.mark.parametrize(
    ("field", "sent", "sentence"),
    [
        ("credential", "", "Ihr Browser hat keinen Passkey geschickt."),
        ("credential", "{", "konnten wir nicht lesen"),
        ("credential", "[" * 15_000, "konnten wir nicht lesen"),
        ("credential", "x" * 20_001, "Das ist zu lang."),
        ("name", " ", "Bitte ausfüllen."),
        ("name", "x" * 61, "Das ist zu lang: höchstens 60 Zeichen."),
        ("name", "a\u202eb", "unsichtbares Zeichen"),
    ],
)
def test_what_is_wrong_with_a_passkey_is_said(alice, field, sent, sentence):
    options = passkeys.options_to_add(Session.get(Session.account == alice.account), "alice")
    fields = {"credential": Key().make(options), "name": "Handy"} | {field: sent}
    answer = alice.post(f"{PASSKEYS}/bestaetigung", fields, headers=NAMED)
    assert answer.status_code == 422 and sentence in answer.text
    assert Passkey.select().count() == 0


def test_a_passkey_is_registered_by_who_has_to_show_the_password_first(alice, password):
    proved_long_ago(alice)
    page = alice.post(PASSKEYS, {"proof_password": password}, headers=NAMED).text
    credential = Key().make(unescape(re.search(r'data-options="([^"]*)"', page)[1]))
    alice.post(f"{PASSKEYS}/bestaetigung", {"credential": credential, "name": "Handy"}, headers=NAMED)
    assert Passkey.get(Passkey.account == alice.account).name == "Handy"


def test_a_passkey_from_another_site_is_not_taken(alice):
    answer = set_up_passkey(alice, Key("https://evil.example"))
    assert answer.status_code == 422 and "konnten wir nicht lesen" in answer.text


def test_a_passkey_made_in_one_session_does_not_count_in_another(alice, bob):
    options = passkeys.options_to_add(Session.get(Session.account == alice.account), "alice")
    answer = bob.post(f"{PASSKEYS}/bestaetigung", {"credential": Key().make(options), "name": "Handy"}, headers=NAMED)
    assert answer.status_code == 422 and "Das hat zu lange gedauert." in answer.text
    assert Passkey.select().count() == 0


def test_a_passkey_is_removed_by_its_owner_only(alice, bob):
    set_up_passkey(alice, Key())
    path = f"{PASSKEYS}/{Passkey.get().id}/loeschung"
    assert bob.post(path, {"confirmed": "1"}).status_code == 404
    assert "Möchten Sie den Passkey „Mein Handy“ wirklich entfernen?" in alice.post(path).text
    assert "Passkey entfernt." in alice.post(path, {"confirmed": "1"}, follow=True).text
    assert Passkey.select().count() == 0


def test_under_an_ip_address_the_page_says_where_passkeys_are_possible(alice, monkeypatch):
    assert "Passkey einrichten" in alice.get(ADDRESS, headers=NAMED).text
    monkeypatch.setattr(credentials, "are_possible_at", lambda host: host == "localhost")
    page = alice.get(ADDRESS, headers={"Host": "localhost:1"}).text
    assert "Passkey einrichten" not in page and 'href="http://localhost:8000/daten/sicherheit"' in page
    assert "http://localhost:8000" in alice.post(PASSKEYS, headers={"Host": "localhost:1"}).text


def test_new_recovery_codes_end_the_old_ones_after_a_question(alice):
    old = codes_on(set_up_app(alice).text)
    path = f"{ADDRESS}/wiederherstellungscodes"
    assert "Die bisherigen gelten dann nicht mehr." in alice.post(path).text
    new = codes_on(alice.post(path, {"confirmed": "1"}).text)
    assert len(new) == 10 and not set(old) & set(new)
    assert RecoveryCode.select().count() == 10


def test_without_a_second_factor_there_are_no_codes(alice):
    assert alice.post(f"{ADDRESS}/wiederherstellungscodes", {"confirmed": "1"}).location == ADDRESS
    assert RecoveryCode.select().count() == 0


def test_the_holder_requires_it_of_everybody_who_then_sets_it_up_first(alice, agency):
    assert "kommt erst weiter, wenn er einen eingerichtet hat." in alice.post(f"{ADDRESS}/pflicht").text
    assert agency.get("/support").status_code == 200
    page = alice.post(f"{ADDRESS}/pflicht", {"confirmed": "1"}, follow=True).text
    assert "Ab jetzt braucht jeder Ansprechpartner einen zweiten Faktor." in page
    assert "vorgeschrieben seit" in page
    assert agency.get("/support").location == ADDRESS
    assert "Für Ihren Zugang ist ein zweiter Faktor vorgeschrieben." in agency.get(ADDRESS).text
    assert set_up_app(agency).status_code == 200
    assert agency.get("/support").status_code == 200
    assert {mail.recipient for mail in Outbox.select().where(Outbox.subject.contains("Bitte richten"))} == {
        alice.account.email, agency.account.email,
    }  # fmt: skip


def test_a_passkey_is_enough_where_one_is_required(alice, agency):
    alice.post(f"{ADDRESS}/pflicht", {"confirmed": "1"})
    assert set_up_passkey(agency, Key()).status_code == 200
    assert agency.get("/support").status_code == 200


def test_the_last_factor_stays_where_it_is_required(alice, agency):
    set_up_app(agency)
    alice.post(f"{ADDRESS}/pflicht", {"confirmed": "1"})
    answer = agency.post(f"{APP}/loeschung", {"confirmed": "1"}, follow=True)
    assert "Ohne zweiten Faktor geht es bei Ihrem Zugang nicht" in answer.text
    set_up_passkey(agency, Key())
    assert "Authenticator-App entfernt." in agency.post(f"{APP}/loeschung", {"confirmed": "1"}, follow=True).text
    answer = agency.post(f"{PASSKEYS}/{Passkey.get().id}/loeschung", {"confirmed": "1"}, follow=True)
    assert "Ohne zweiten Faktor geht es bei Ihrem Zugang nicht" in answer.text


def test_only_the_holder_sees_and_decides_that(alice, agency):
    alice.grant(agency, *Contact.RIGHTS)
    set_up_app(alice)
    assert "Zweiten Faktor vorschreiben" in alice.get(ADDRESS).text
    assert "vorschreiben" not in agency.get(ADDRESS).text
    for path in (f"{ADDRESS}/pflicht", f"{ADDRESS}/pflicht/loeschung"):
        assert "Das entscheidet der Vertragsinhaber." in agency.post(path, {"confirmed": "1"}, follow=True).text
    alice.post(f"{ADDRESS}/pflicht", {"confirmed": "1"})
    assert "Der zweite Faktor ist jetzt freiwillig." in alice.post(f"{ADDRESS}/pflicht/loeschung", follow=True).text


def test_staff_have_the_page_in_their_own_frame_and_must_have_a_factor(clerk):
    page = clerk.get(ADDRESS).text
    assert '<body class="staff"' in page and "Verwaltung" in page and "vorschreiben" not in page
    assert 'href="/daten/passwoerter"' in page and 'href="/daten/protokoll"' not in page
    assert 'aria-current="page"' in page.partition('href="/daten/sicherheit"')[2].partition("</a>")[0]
    answer = clerk.post(f"{APP}/loeschung", {"confirmed": "1"}, follow=True)
    assert "Ohne zweiten Faktor geht es bei Ihrem Zugang nicht" in answer.text
    Authenticator.delete().execute()
    assert clerk.get("/verwaltung").location == ADDRESS
    assert set_up_passkey(clerk, Key()).status_code == 200
    assert clerk.get("/verwaltung").status_code == 200


def test_the_devices_are_listed_and_one_is_logged_out(alice, bob):
    other = Session.create(token_hash="o", account=alice.account, address="192.0.2.7", device=FIREFOX)
    page = alice.get(ADDRESS).text
    assert "Firefox 145 auf Windows" in page and "192.0.2.7" in page and "dieses Gerät" in page
    path = f"{ADDRESS}/geraete/{other.id}/abmeldung"
    assert bob.post(path).status_code == 404
    assert "Das Gerät ist abgemeldet." in alice.post(path, follow=True).text
    assert not Session.select().where(Session.id == other.id).exists()
    assert AuditEntry.get(AuditEntry.what == "logged out elsewhere").account == alice.account


def test_all_other_devices_are_logged_out_after_a_question(alice, bob):
    Session.create(token_hash="o", account=alice.account)
    path = f"{ADDRESS}/geraete/abmeldung"
    assert "Alle anderen Geräte wirklich abmelden?" in alice.post(path).text
    assert "Alle anderen Geräte sind abgemeldet." in alice.post(path, {"confirmed": "1"}, follow=True).text
    assert Session.select().where(Session.account == alice.account).count() == 1
    assert bob.get("/").status_code == 200


def test_every_change_is_in_the_audit_log_and_no_secret_is(alice):
    sealed, app = begin_app(alice)
    answer = alice.post(f"{APP}/bestaetigung", {"sealed": sealed, "code": code(app)})
    set_up_passkey(alice, Key())
    alice.post(f"{APP}/loeschung", {"confirmed": "1"})
    entries = list(AuditEntry.select().order_by(AuditEntry.id))
    assert [entry.what for entry in entries] == [
        "recovery codes made", "authenticator set up", "passkey added", "authenticator removed",
    ]  # fmt: skip
    assert {entry.account for entry in entries} == {alice.account}
    kept = " ".join(entry.before + entry.after for entry in entries) + " ".join(mail.text for mail in Outbox.select())
    assert not any(secret in kept for secret in (sealed, app.secret, *codes_on(answer.text)))
