"""Passwords that are tried: who waits, and who does not."""

import re

import pytest

from models import AuditEntry, Brake, KnownBrowser
from rules.access import brakes, passwords

WRONG = "not the password"
FREE = brakes.LIMITS["account"].free


def log_in(person, login, password, address="192.0.2.9"):
    return person.post("/anmelden", {"login": login, "password": password}, environ_base={"REMOTE_ADDR": address})


def fail(person, times=FREE, login="501", address="192.0.2.9"):
    return [log_in(person, login, WRONG, address) for _ in range(times)][-1]


def test_after_a_few_failures_even_the_right_password_has_to_wait(visitor, password):
    assert fail(visitor).status_code == 422
    answer = log_in(visitor, "501", password)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30
    assert "zu oft hintereinander" in answer.text and 'value="501"' in answer.text


def test_nothing_is_hashed_while_somebody_waits(visitor, monkeypatch):
    fail(visitor)
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("hashed"))
    assert log_in(visitor, "501", WRONG).status_code == 429


def test_an_account_that_does_not_exist_makes_wait_alike(visitor):
    known, unknown = fail(visitor, FREE + 1, "501", "192.0.2.1"), fail(visitor, FREE + 1, "9999", "192.0.2.2")
    assert known.status_code == unknown.status_code == 429
    assert known.headers["Retry-After"] == unknown.headers["Retry-After"]


def test_number_and_e_mail_of_one_account_share_a_brake(visitor):
    fail(visitor, FREE - 1, "501")
    fail(visitor, 1, "alice@alice.example")
    assert log_in(visitor, "501", WRONG, "192.0.2.77").status_code == 429


def test_one_address_cannot_try_one_account_after_the_other(visitor, password):
    for number in range(brakes.LIMITS["address"].free):
        log_in(visitor, str(90_000 + number), WRONG)
    assert log_in(visitor, "502", password).status_code == 429
    assert log_in(visitor, "502", password, "192.0.2.10").status_code == 303


def test_the_address_cannot_be_talked_round(visitor, password):
    fail(visitor)
    for forged in ("203.0.113.1", "203.0.113.2"):
        answer = visitor.post(
            "/anmelden", {"login": "501", "password": password}, headers={"X-Forwarded-For": forged},
            environ_base={"REMOTE_ADDR": "192.0.2.9"},
        )  # fmt: skip
        assert answer.status_code == 429
    assert Brake.select().count() == 2  # the account's and the one address'


def test_strangers_never_lock_out_the_owner_in_a_known_browser(visitor, app, password):
    assert log_in(visitor, "501", password).status_code == 303
    visitor.post("/abmelden")
    stranger = type(visitor)(app.test_client())
    fail(stranger, FREE + 3)
    assert log_in(stranger, "501", password).status_code == 429
    assert log_in(visitor, "501", password).status_code == 303


def test_a_known_browser_is_known_for_its_own_account_only(visitor, app, password):
    log_in(visitor, "501", password)
    visitor.post("/abmelden")
    fail(type(visitor)(app.test_client()), FREE, "502", "192.0.2.30")
    assert log_in(visitor, "502", password).status_code == 429


def test_a_known_browser_cannot_try_for_ever_either(visitor, password):
    log_in(visitor, "501", password)
    visitor.post("/abmelden")
    fail(visitor, brakes.LIMITS["browser"].free)
    assert log_in(visitor, "501", password).status_code == 429


def test_a_browser_s_mark_is_kept_as_a_hash_and_read_by_no_script(visitor, password):
    cookie = next(c for c in log_in(visitor, "501", password).headers.getlist("Set-Cookie") if c.startswith("browser="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert KnownBrowser.get().token_hash not in cookie


def test_a_success_forgives_the_failures(visitor, password):
    fail(visitor, FREE - 1)
    log_in(visitor, "501", password)
    visitor.post("/abmelden")
    visitor.client.delete_cookie("browser")
    assert fail(visitor, FREE - 1).status_code == 422


def test_refused_logins_stand_in_the_customer_s_audit_log_without_what_was_typed(visitor, alice):
    fail(visitor, 1)
    entry = AuditEntry.select().where(AuditEntry.what == "login refused").get()
    assert (entry.customer, entry.address) == (alice.customer, "192.0.2.9") and entry.request
    assert WRONG not in entry.before + entry.after


def test_whoever_is_braked_gets_their_own_form_again_however_often(visitor, app):
    stranger = type(visitor)(app.test_client())
    stranger.get("/anmelden")  # has a token of their own from there
    fail(visitor)
    logins = ("5 01", " 501", "0501", "5 01")
    mine, theirs = ([fail(person, 1, login).text for login in logins] for person in (visitor, stranger))
    for page, login in zip(mine + theirs, logins * 2, strict=True):
        assert f'value="{login}"' in page and "zu oft hintereinander" in page
    tokens = [{re.search('name="csrf_token" value="([^"]+)"', page)[1] for page in pages} for pages in (mine, theirs)]
    assert len(tokens[0]) == len(tokens[1]) == 1 and tokens[0] != tokens[1]
