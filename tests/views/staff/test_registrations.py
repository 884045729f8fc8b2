"""A customer's desk → one domain: its registration and its auth code."""

import json

import pytest

from models import AuditEntry, AuthCode, Domain, Registration

DESK = "/verwaltung/kunden/501/domains/alice.example"
FIELDS = {
    "registrar": "Muster Registrar", "registered_on": "24.05.2018", "expires_on": "23.05.2027", "is_locked": "y",
    "holder_name": "Alice Ahrens", "holder_email": "alice@alice.example", "holder_phone": "0511 123450",
}  # fmt: skip


@pytest.fixture
def domain(alice):
    return Domain.create(customer=alice.customer, name="alice.example")


def test_a_registration_is_kept_and_changed_and_both_are_in_the_audit_log(clerk, domain):
    assert clerk.post(f"{DESK}/registrierung", FIELDS).location == f"{DESK}/registrierung"
    row = Registration.get()
    assert (row.registrar, str(row.expires_on), row.is_locked) == ("Muster Registrar", "2027-05-23", True)
    locked_at = row.locked_at
    clerk.post(f"{DESK}/registrierung", FIELDS | {"registrar": "Anderer"})
    assert Registration.get().locked_at == locked_at and Registration.select().count() == 1
    entry = AuditEntry.select().where(AuditEntry.what == "registration changed").order_by(AuditEntry.id.desc()).get()
    assert json.loads(entry.after) == {"registrar": "Anderer"} and entry.customer.number == 501
    page = clerk.get(f"{DESK}/registrierung").text
    assert 'value="Anderer"' in page and 'value="23.05.2027"' in page


def test_what_is_wrong_is_said_at_its_field(clerk, domain):
    for field, value in (
        ("expires_on", "24.05.2017"),
        ("expires_on", "x"),
        ("holder_email", "x"),
        ("registrar", "x" * 300),
    ):
        answer = clerk.post(f"{DESK}/registrierung", FIELDS | {field: value})
        assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert not Registration.select().exists()


@pytest.mark.parametrize("code", ["", "kurz", "mit Leerzeichen", "ümlaut-4711", "x" * 65, "a\x00bcdef", "a\nbcdefg"])
def test_an_auth_code_has_the_form_of_one(clerk, domain, code):
    answer = clerk.post(f"{DESK}/auth-code", {"auth_code": code})
    assert answer.status_code == 422 and 'id="auth_code-error"' in answer.text and not AuthCode.select().exists()


def test_an_entered_code_is_never_shown_to_staff(clerk, domain):
    answer = clerk.post(f"{DESK}/auth-code", {"auth_code": "Geheim-4711!"}, follow=True)
    assert "Auth-Code eingetragen." in answer.text and "Es liegt einer vor" in answer.text
    assert "Geheim-4711!" not in answer.text
    entry = AuditEntry.get(AuditEntry.what == "auth code entered")
    assert "Geheim" not in entry.after and entry.who == "Clerk"


def test_an_auth_code_is_not_carried_over_a_login(visitor, domain):
    answer = visitor.post(f"{DESK}/auth-code", {"auth_code": "Geheim-4711!"})
    assert answer.status_code == 401 and "Geheim-4711!" not in answer.text


@pytest.mark.parametrize("path", ["/registrierung", "/auth-code", "/entsperrung"])
def test_only_staff_with_the_duty_get_there(alice, bookkeeper, clerk, visitor, domain, path):
    assert alice.post(DESK + path, FIELDS).status_code in (403, 404)
    assert bookkeeper.post(DESK + path, FIELDS).status_code == 403
    assert visitor.post(DESK + path, FIELDS).status_code == 401
    assert clerk.post("/verwaltung/kunden/502/domains/alice.example" + path, FIELDS).status_code == 404
    assert not Registration.select().exists()
    assert clerk.get(DESK + path).status_code in (200, 303)
