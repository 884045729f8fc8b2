"""The cookies that browsers keep for us."""

import hashlib
from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
from itsdangerous import URLSafeTimedSerializer

import app as portal
import database
import gateways


@pytest.fixture
def public(house):
    """A browser at the portal under its public address."""
    settings = replace(house, public_url="https://portal.example")
    application = portal.create_app(settings)
    application.config["TESTING"] = True
    yield application.test_client()
    gateways.start(house, database.in_write)


def signature(signed):
    """The bytes of the last part."""
    text = signed.rpartition(".")[2]
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def log_in(client, login, password, **where):
    client.get("/anmelden", **where)
    with client.session_transaction(**where) as session:
        raw = session["csrf_token"]
    token = URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token").dumps(raw)
    data = {"login": login, "password": password, "csrf_token": token}
    return client.post("/anmelden", data=data, headers={"Referer": "https://portal.example/anmelden"}, **where)


def test_under_https_cookies_are_bound_to_this_host_and_read_by_no_script(public, password):
    answer = log_in(public, "501", password, base_url="https://portal.example")
    cookies = {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert answer.status_code == 303 and len(cookies) == 2
    for cookie in cookies.values():
        assert "; Secure" in cookie and "; HttpOnly" in cookie and "; SameSite=Lax" in cookie
        assert "Domain=" not in cookie and len(cookie) < 4096
    assert "; Path=/" in cookies["__Host-kundencenter"] and "; Path=/anmelden" not in cookies["__Host-kundencenter"]


def test_the_session_s_cookie_and_the_token_of_forms_are_signed_with_sha_256(visitor):
    answer = visitor.get("/anmelden")
    cookie = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    assert len(signature(cookie)) == len(signature(visitor.csrf_token())) == hashlib.sha256().digest_size


def test_a_cookie_that_was_changed_or_signed_otherwise_is_none(alice, app):
    cookie = alice.client.get_cookie("kundencenter").value
    forged = app.session_interface.signing.loads(cookie)
    weak = URLSafeTimedSerializer(
        app.secret_key, salt=app.session_interface.salt, serializer=app.session_interface.serializer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    ).dumps(forged)  # fmt: skip
    for value in (weak, cookie[:-2], "x" + cookie):
        alice.client.set_cookie("kundencenter", value)
        assert alice.get("/daten/adresse").status_code == 303
    alice.client.set_cookie("kundencenter", cookie)
    assert alice.get("/daten/adresse").status_code == 200
