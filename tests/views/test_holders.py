"""The holder of a domain is confirmed by who has it (§ 49 BSIG)."""

from datetime import date, timedelta

import pytest

import clock
from models import AuditEntry, Domain, HolderCheck, Outbox, Registration, Session, Ticket

ADDRESS = "/produkte/domains/alice.example/inhaber"
HOLDER = {"name": "Alice Ahrens", "email": "alice@alice.example", "phone": "+49 511 123450"}


@pytest.fixture
def domain(alice):
    domain = Domain.create(customer=alice.customer, name="alice.example")
    Registration.create(
        domain=domain, registrar="Muster Registrar", registered_on=date(2018, 5, 24), expires_on=date(2027, 5, 23),
        holder_name=HOLDER["name"], holder_email=HOLDER["email"], holder_phone=HOLDER["phone"],
    )  # fmt: skip
    return domain


def test_the_domain_s_page_shows_the_registration_and_asks_for_a_check(alice, domain):
    text = alice.get("/produkte/domains/alice.example").text
    assert all(said in text for said in ("Muster Registrar", "24.05.2018", "23.05.2027", "nicht gesperrt", "noch nie"))
    assert "ob die Angaben zum Inhaber noch stimmen" in text and f'href="{ADDRESS}"' in text


def test_confirmed_as_they_are_they_are_checked_today(alice, domain):
    assert 'value="Alice Ahrens"' in alice.get(ADDRESS).text
    assert alice.post(ADDRESS, HOLDER).location == "/produkte/domains/alice.example"
    check = HolderCheck.get()
    assert (check.name, check.is_new, check.checked_by) == ("Alice Ahrens", False, alice.account)
    assert not Ticket.select().exists()
    text = alice.get("/produkte/domains/alice.example").text
    assert "ob die Angaben" not in text and "Inhaberdaten bestätigt." in text
    assert AuditEntry.select().where(AuditEntry.what == "holder confirmed").count() == 1


def test_corrected_data_are_kept_and_staff_are_asked_to_pass_them_on(alice, domain):
    alice.post(ADDRESS, HOLDER | {"name": "Alice Neu", "phone": "0511 999999"})
    row = Registration.get()
    assert (row.holder_name, row.holder_phone) == ("Alice Neu", "+49 511 999999") and HolderCheck.get().is_new
    ticket = Ticket.get()
    assert ticket.subject == "Inhaberdaten von alice.example" and "Alice Neu" in ticket.messages.get().text


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("email", "x"), ("email", ""), ("phone", "nein"), ("name", "a\x00b")]
)
def test_what_is_wrong_is_said_at_its_field(alice, domain, field, value):
    answer = alice.post(ADDRESS, HOLDER | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text and not HolderCheck.select().exists()


def test_after_a_year_it_is_asked_again_and_staff_have_a_list(alice, clerk, domain):
    listed = "/verwaltung/inhaberdaten"
    assert "alice.example" in clerk.get(listed).text and "noch nie" in clerk.get(listed).text
    alice.post(ADDRESS, HOLDER)
    assert "Gerade gibt es keine" in clerk.get(listed).text
    HolderCheck.update(created_at=clock.now() - timedelta(days=366)).execute()
    assert "alice.example" in clerk.get(f"{listed}?q=alice").text
    assert "ob die Angaben" in alice.get("/produkte/domains/alice.example").text
    assert "Inhaberdaten" in clerk.get("/verwaltung").text


def test_a_domain_that_is_not_registered_through_us_has_no_holder_to_confirm(alice):
    Domain.create(customer=alice.customer, name="fremd.example")
    assert alice.get("/produkte/domains/fremd.example/inhaber").status_code == 404
    assert alice.post("/produkte/domains/fremd.example/inhaber", HOLDER).status_code == 404
    assert "Transfersperre" not in alice.get("/produkte/domains/fremd.example").text


def test_nobody_else_gets_at_it(alice, bob, agency, visitor, domain):
    assert bob.get(ADDRESS).status_code == 404 and bob.post(ADDRESS, HOLDER).status_code == 404
    assert agency.get(ADDRESS).status_code == 403 and agency.post(ADDRESS, HOLDER).status_code == 403
    assert visitor.post(ADDRESS, HOLDER).status_code == 401
    assert not HolderCheck.select().exists()


def test_a_session_that_was_left_open_changes_no_holder(alice, domain, password):
    Session.update(proved_at=clock.now() - Session.PROVED_FOR - timedelta(seconds=1)).execute()
    new = HOLDER | {"email": "dieb@muster.example"}
    assert alice.post(ADDRESS, new).status_code == 401 and Registration.get().holder_email == HOLDER["email"]
    alice.post(ADDRESS, new | {"proof_password": password})
    assert Registration.get().holder_email == "dieb@muster.example"


def test_the_contract_s_holder_hears_of_new_data_and_of_no_others(alice, domain):
    alice.post(ADDRESS, HOLDER)
    assert not Outbox.select().where(Outbox.subject.contains("Inhaberdaten")).exists()
    alice.post(ADDRESS, HOLDER | {"email": "neu@muster.example"})
    mail = Outbox.get(Outbox.subject == "Inhaberdaten von alice.example geändert")
    assert mail.recipient == "alice@alice.example" and "Alice Ahrens" in mail.text
