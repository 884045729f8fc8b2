"""What is asked becomes a case, and everybody who has a say hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

import clock
import gateways
import work
from gateways import Unreachable
from models import AuditEntry, Contact, Customer, EmailChange, Outbox, Recovery, RecoveryClaim, Work
from rules import Refused, audit
from rules.access import brakes
from rules.access.recovery import cases, decisions
from tests.rules.access.recovery.asking import NEW, ask, both, files, mails, opened, ripened, staff


def test_a_case_waits_three_days_and_everybody_who_has_a_say_hears_of_it(house, alice, agency):
    Customer.update(invoice_email="rechnung@alice.example").where(Customer.number == 501).execute()
    Contact.update(email="chefin@alice.example").where(Contact.id == alice.contact).execute()
    alice.grant(agency, "data")
    case = opened()
    assert (case.customer.number, case.email, case.file_kind, case.is_open) == (501, NEW, "pdf", True)
    assert case.waits_until - case.created_at == timedelta(hours=72)
    assert mails("Jemand möchte") == {
        "alice@alice.example", "chefin@alice.example", "rechnung@alice.example", "agentur@studio.example",
    }  # fmt: skip
    assert not RecoveryClaim.select().exists()


def test_contacts_without_the_right_or_whose_time_is_over_hear_nothing(house, alice, agency):
    opened()
    assert mails("Jemand möchte") == {"alice@alice.example"}
    alice.grant(agency, "data")
    Contact.update(until=clock.today() - timedelta(days=1)).where(Contact.id == agency.contact).execute()
    assert "agentur@studio.example" not in cases.known_addresses(alice.customer)


def test_the_address_from_before_a_change_of_the_last_days_hears_of_it_too(house, alice):
    changed = {"account": alice.account, "customer": alice.customer, "email": "alice@alice.example"}
    EmailChange.create(former="echte@alice.example", confirmed_at=clock.ago(days=6), **changed)
    EmailChange.create(former="alte@alice.example", confirmed_at=clock.ago(days=8), **changed)
    opened()
    assert mails("Jemand möchte") == {"alice@alice.example", "echte@alice.example"}


def test_the_waiting_time_is_a_setting(house, monkeypatch):
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, recovery_hours=5))
    case = opened()
    assert case.waits_until - case.created_at == timedelta(hours=5)


@pytest.mark.parametrize("claimed", ["501", " 5 01 ", "0501", "Alices Backstube GmbH", "alices  BACKSTUBE gmbh"])
def test_the_customer_is_found_by_number_or_company(house, claimed):
    assert opened(claimed=claimed).customer.number == 501


@pytest.mark.parametrize("claimed", ["999", "Alices Backstube", "Alice", "", "%", "GmbH", "999999999", "Bob Brandt"])
def test_for_an_unknown_customer_nothing_is_kept(house, claimed):
    ask(claimed=claimed)
    work.all_due()
    assert not Recovery.select().exists() and not RecoveryClaim.select().exists()
    assert files(house) == [] and not Outbox.select().exists()
    assert not AuditEntry.select().where(AuditEntry.what.startswith("recovery")).exists()


def test_a_company_that_two_customers_have_is_nobody_s(house):
    Customer.update(company="Alices Backstube GmbH", search_text="alices backstube gmbh").execute()
    ask(claimed="Alices Backstube GmbH")
    work.all_due()
    assert not Recovery.select().exists()


def test_before_the_work_known_and_unknown_customers_leave_the_same_behind(house):
    ask(claimed="501")
    known = Work.select().count(), RecoveryClaim.select().count(), AuditEntry.select().count(), len(files(house))
    RecoveryClaim.delete().execute()
    Work.delete().execute()
    for path in files(house):
        path.unlink()
    ask(claimed="999")
    assert known == (
        Work.select().count(), RecoveryClaim.select().count(), AuditEntry.select().count(), len(files(house)),
    )  # fmt: skip


def test_a_second_case_of_the_same_customer_is_dropped_and_noted(house):
    first = opened()
    ask(email="anders@neu.example", address="192.0.2.2")
    work.all_due()
    assert Recovery.select().get() == first and Recovery.get().email == NEW
    assert len(files(house)) == 1
    entry = AuditEntry.get(AuditEntry.what == "recovery asked again")
    assert (entry.customer.number, entry.address) == (501, "192.0.2.2")


def test_two_that_are_examined_at_the_same_time_make_one_case(house):
    ask()
    ask(address="192.0.2.2")
    keys = [each.file_key for each in RecoveryClaim.select()]
    both(lambda: cases.examine(keys[0]), lambda: cases.examine(keys[1]))
    assert Recovery.select().count() == 1 and not RecoveryClaim.select().exists()


def test_examining_again_after_a_crash_changes_nothing(house):
    opened()
    before = Outbox.select().count()
    Work.update(done_at=None).where(Work.kind == "recovery claim").execute()
    work.all_due()
    assert (Recovery.select().count(), Outbox.select().count()) == (1, before)


def test_after_the_end_another_case_may_be_opened(house):
    with audit.acting(staff("clerk")):
        decisions.decline(ripened(), staff("clerk"), "unleserlich")
    assert opened(address="192.0.2.2").number == Recovery.select().order_by(Recovery.id).first().number + 1


def test_whoever_tries_too_often_waits_by_address_and_by_claimed_customer(house):
    for n in range(5):
        ask(claimed=str(900 + n))
    with pytest.raises(brakes.Braked):
        ask(claimed="950")
    for n in range(5):
        ask(claimed=" 0777 " if n % 2 else "777", address=f"198.51.100.{n}")
    with pytest.raises(brakes.Braked):
        ask(claimed="777", address="203.0.113.9")
    ask(claimed="778", address="203.0.113.9")


def test_a_braked_one_is_refused_before_the_file_is_looked_at(house, monkeypatch):
    for n in range(5):
        ask(claimed=str(900 + n))
    monkeypatch.setattr(cases.uploads, "check", lambda *_: pytest.fail("looked at"))
    with pytest.raises(brakes.Braked):
        ask()


def test_when_the_file_cannot_be_kept_nothing_is_written_and_a_sentence_says_so(house, monkeypatch):
    def put(_self, _content):
        raise Unreachable("No space left on device")

    monkeypatch.setattr(type(gateways.files._gateway), "put", put)
    with pytest.raises(Refused, match="lässt sich gerade nicht speichern") as refused:
        ask()
    assert refused.value.field == "document" and not RecoveryClaim.select().exists()


def test_when_the_database_fails_the_file_does_not_stay(house, monkeypatch):
    def create(**_values):
        raise RuntimeError("away")

    monkeypatch.setattr(RecoveryClaim, "create", create)
    with pytest.raises(RuntimeError):
        ask()
    assert files(house) == []


def test_a_mail_that_cannot_be_sent_does_not_hold_the_case_up(house, monkeypatch):
    def send(_self, _mail):
        raise Unreachable("away")

    monkeypatch.setattr(type(gateways.mail._gateway), "send", send)
    case = opened()
    assert case.is_open and Outbox.get().sent_at is None and "/stopp/" in Outbox.get().text
