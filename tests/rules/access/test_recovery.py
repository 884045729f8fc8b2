"""Zugang wiederherstellen: what is asked, found out, stopped, decided and deleted."""

import calendar
import email
import re
from dataclasses import replace
from datetime import date, timedelta
from email import policy
from io import BytesIO
from threading import Barrier, Thread

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clock
import database
import gateways
import work
from gateways import Unreachable
from models import (
    Account,
    AuditEntry,
    Authenticator,
    Contact,
    Customer,
    EmailChange,
    KnownBrowser,
    LoginStep,
    Outbox,
    Passkey,
    PasswordLink,
    Recovery,
    RecoveryClaim,
    RecoveryCode,
    RecoveryView,
    RecoveryVote,
    Session,
    Staff,
    Work,
)
from rules import NotFound, Refused, audit
from rules.access import brakes
from rules.access.recovery import bills, cases, decisions, documents, letters

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
NEW = "alice@neu.example"


def ask(claimed="501", email=NEW, address="192.0.2.1", content=PDF, **more):
    bill_on = bills.limit(clock.today()) - timedelta(days=1)
    cases.ask(**{"claimed": claimed, "email": email, "bill_on": bill_on, "document": BytesIO(content), "name": "a.pdf",
                 "address": address} | more)  # fmt: skip


def opened(**more):
    """A case that the work has made of what somebody asked."""
    ask(**more)
    work.all_due()
    return Recovery.select().order_by(Recovery.id.desc()).first()


def ripened(**more):
    """A case whose waiting time is over."""
    case = opened(**more)
    Recovery.update(waits_until=clock.now()).where(Recovery.id == case).execute()
    return Recovery.get_by_id(case.id)


def staff(name):
    return Account.get(Account.email == f"{name}@hoster.example")


def mails(subject):
    return {each.recipient for each in Outbox.select() if subject in each.subject}


def mailed(house, subject):
    """What left us under this subject, decoded: link texts are gone from the outbox by then."""
    found = [email.message_from_bytes(path.read_bytes(), policy=policy.default)
             for path in (house.data_dir / "mails").glob("*.eml")]  # fmt: skip
    return [each.get_content() for each in found if subject in each["Subject"]]


def stop_token(house):
    return re.search("/stopp/(\\S+)", mailed(house, "Jemand möchte")[0])[1]


def files(house):
    return [path for path in (house.data_dir / "files").rglob("*") if path.is_file()]


def make_due(kind):
    assert Work.update(due=clock.now()).where(Work.kind == kind, Work.done_at.is_null()).execute()
    work.all_due()


def both(first, second):
    """Run two things at the same time as different people; gives what came of them."""
    barrier, outcomes = Barrier(2), []

    def run(name, action):
        with audit.acting(name):
            barrier.wait()
            try:
                outcomes.append(action())
            except Refused as refusal:
                outcomes.append(refusal.sentence)
        database.drop_connection()

    threads = [Thread(target=run, args=pair) for pair in (("one", first), ("two", second))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(outcomes) == 2
    return outcomes


@pytest.fixture
def by_letter(house, monkeypatch):
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, recovery_by_letter=True))


# Which bills


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_a_bill_must_be_strictly_older_than_three_months(today):
    limit = bills.limit(today)
    months = (today.year - limit.year) * 12 + today.month - limit.month
    assert months == 3
    last = calendar.monthrange(limit.year, limit.month)[1]
    assert limit.day == today.day or (limit.day == last and today.day > last)


@pytest.mark.parametrize(
    ("today", "limit"),
    [
        (date(2026, 11, 21), date(2026, 8, 21)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2027, 2, 28), date(2026, 11, 28)),
        (date(2027, 1, 31), date(2026, 10, 31)),
    ],
)
def test_the_limit_is_the_same_day_three_months_back(today, limit):
    assert bills.limit(today) == limit


def test_bills_too_new_from_the_future_or_too_old_are_refused_at_the_date(house, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    for day, sentence in (
        (date(2026, 11, 22), "in der Zukunft"),
        (date(2026, 11, 21), "vor dem 21.08.2026"),
        (date(2026, 8, 21), "vor dem 21.08.2026"),
        (date(2024, 11, 20), "älter als zwei Jahre"),
    ):
        with pytest.raises(Refused, match=sentence) as refused:
            bills.check(day)
        assert refused.value.field == "bill_on"
    for day in (date(2026, 8, 20), date(2024, 11, 21)):
        bills.check(day)


# Asking


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


def test_the_stop_link_is_gone_from_the_outbox_once_it_was_sent(house):
    opened()
    assert "/stopp/" not in "".join(each.text for each in Outbox.select()) and stop_token(house)


# Stopping


def test_who_got_the_notice_stops_the_case_and_the_staff_hear_of_it(house):
    case = opened()
    cases.stop(stop_token(house))
    case = Recovery.get_by_id(case.id)
    assert case.outcome == "stopped" and case.ended_at
    assert mails(f"Wiederherstellung {case.number} gestoppt") == {house.hoster.email}
    assert AuditEntry.select().where(AuditEntry.what == "recovery stopped").exists()
    cases.stop(stop_token(house))
    assert Outbox.select().where(Outbox.recipient == house.hoster.email).count() == 1


def test_an_unknown_stop_link_stops_nothing(house):
    opened()
    with pytest.raises(NotFound):
        cases.stop("x")


def test_what_is_stopped_cannot_be_granted_and_what_is_granted_cannot_be_stopped(house):
    case = ripened()
    cases.stop(stop_token(house))
    with pytest.raises(Refused, match="schon beendet"):
        decisions.agree(case, staff("clerk"))
    other = ripened(claimed="502", email="bob@neu.example", address="192.0.2.2")
    token = re.findall("/stopp/(\\S+)", "".join(mailed(house, "Jemand möchte")))
    for name in ("clerk", "chief"):
        decisions.agree(other, staff(name))
    for each in token:
        if cases.find(each) == other:
            with pytest.raises(Refused, match="schon entschieden"):
                cases.stop(each)
    assert Recovery.get_by_id(other.id).outcome == "granted"


def test_a_stop_while_the_second_one_agrees_ends_in_exactly_one_of_both(house):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    token, chief = stop_token(house), staff("chief")
    both(lambda: decisions.agree(case, chief), lambda: cases.stop(token))
    case, alice = Recovery.get_by_id(case.id), Account.get(Account.name == "Alice Ahrens")
    assert case.outcome in ("granted", "stopped")
    assert (alice.email == NEW) == (case.outcome == "granted")


# Deciding


def test_nobody_decides_before_the_waiting_time_has_passed(house):
    case = opened()
    for decide in (decisions.agree, lambda *who: decisions.decline(*who, "unleserlich")):
        with pytest.raises(Refused, match="Die Wartezeit läuft noch"):
            decide(case, staff("clerk"))
    assert not RecoveryVote.select().exists()


def test_two_different_people_have_to_agree(house):
    case, alice = ripened(), Account.get(Account.name == "Alice Ahrens")
    assert decisions.agree(case, staff("clerk")) is False
    with pytest.raises(Refused, match="Sie haben schon zugestimmt"):
        decisions.agree(case, staff("clerk"))
    assert Recovery.get_by_id(case.id).is_open and Account.get_by_id(alice.id).email == "alice@alice.example"
    assert decisions.agree(case, staff("chief")) is True
    assert Recovery.get_by_id(case.id).outcome == "granted"


def test_the_vote_of_somebody_who_left_the_staff_does_not_count(house):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    Staff.delete().where(Staff.account == staff("clerk")).execute()
    assert decisions.agree(case, staff("chief")) is False
    assert decisions.agree(case, staff("bookkeeper")) is True


def test_an_address_changed_after_the_day_of_the_bill_is_pointed_out(house, alice):
    with database.write():
        audit.change("address changed", alice.customer, phone="+49 511 1")
    case = ripened()
    assert decisions.moved_at(case) is None
    with database.write():
        audit.change("address changed", alice.customer, street="Diebesgasse 1")
    assert decisions.moved_at(case) == AuditEntry.select().order_by(AuditEntry.id.desc()).first().at
    case.bill_on = clock.today() + timedelta(days=1)
    assert decisions.moved_at(case) is None


def test_granting_gives_the_login_to_the_new_address_and_ends_every_former_way_in(house, alice, bob):
    account, now = alice.account, clock.now()
    Authenticator.create(account=account, secret="x", confirmed_at=now)
    RecoveryCode.create(account=account, position=1, code_hash="x")
    Passkey.create(account=account, credential_id="x", public_key="x", name="Handy")
    LoginStep.create(token_hash="l", account=account)
    KnownBrowser.create(account=account, token_hash="b")
    change = EmailChange.create(account=account, email="dieb@neu.example", confirm_hash="1", stop_hash="2")
    old = PasswordLink.create(account=account, token_hash="old", expires_at=clock.later(days=1))
    case = ripened()
    for name in ("clerk", "chief"):
        decisions.agree(case, staff(name))
    work.all_due()
    account = Account.get_by_id(account.id)
    assert (account.email, account.password_hash) == (NEW, None)
    assert Customer.get(Customer.number == 501).email == Contact.get_by_id(alice.contact.id).email == NEW
    assert NEW in Customer.get(Customer.number == 501).search_text
    for table in (Session, LoginStep, Authenticator, RecoveryCode, Passkey, KnownBrowser):
        assert not table.select().where(table.account == account).exists(), table
        assert table is not Session or table.select().where(table.account == bob.account).exists()
    assert EmailChange.get_by_id(change.id).replaced_at and PasswordLink.get_by_id(old.id).used_at
    link = PasswordLink.open().where(PasswordLink.account == account).get()
    assert timedelta(hours=23) < link.expires_at - clock.now() <= timedelta(hours=24)
    assert mails("wieder frei") == {NEW} and "/passwort-neu/" in mailed(house, "wieder frei")[0]
    assert mails("gilt eine neue E-Mail-Adresse") == {"alice@alice.example"}


def test_an_address_that_another_login_has_is_refused_and_changes_nothing(house):
    case = ripened(email="bob@bob.example")
    with pytest.raises(Refused, match="schon einen anderen Zugang"):
        decisions.agree(case, staff("clerk"))
    case = ripened(claimed="502", email="frei@neu.example", address="192.0.2.2")
    decisions.agree(case, staff("clerk"))
    Account.create(email="frei@neu.example")
    with pytest.raises(Refused, match="schon einen anderen Zugang"):
        decisions.agree(case, staff("chief"))
    assert Recovery.get_by_id(case.id).is_open and Customer.get(Customer.number == 502).email == "bob@bob.example"
    assert Session.select().join(Account).where(Account.name == "Bob Brandt").exists()
    assert RecoveryVote.select().count() == 1


def test_of_two_second_votes_at_the_same_time_one_grants_and_the_link_goes_out_once(house):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    chief = staff("chief")
    third = Account.create(email="dritte@hoster.example")
    outcomes = both(lambda: decisions.agree(case, chief), lambda: decisions.agree(case, third))
    assert sorted(outcomes, key=str) == ["Dieser Antrag ist schon beendet.", True]
    assert Outbox.select().where(Outbox.recipient == NEW).count() == 1


def test_of_two_first_votes_at_the_same_time_none_is_lost(house):
    case, clerk, chief = ripened(), staff("clerk"), staff("chief")
    outcomes = both(lambda: decisions.agree(case, clerk), lambda: decisions.agree(case, chief))
    assert sorted(outcomes) == [False, True]
    assert Recovery.get_by_id(case.id).outcome == "granted"


def test_the_same_person_twice_at_the_same_time_counts_once(house):
    case, clerk = ripened(), staff("clerk")
    both(lambda: decisions.agree(case, clerk), lambda: decisions.agree(case, clerk))
    assert RecoveryVote.select().count() == 1 and Recovery.get_by_id(case.id).is_open


def test_one_who_declines_ends_it_and_whoever_asked_reads_why(house):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    decisions.decline(case, staff("clerk"), "Die Anschrift ist nicht lesbar.")
    case = Recovery.get_by_id(case.id)
    assert (case.outcome, case.reason) == ("declined", "Die Anschrift ist nicht lesbar.")
    assert [vote.agrees for vote in RecoveryVote.of(case)] == [False]
    assert "Die Anschrift ist nicht lesbar." in Outbox.get(Outbox.recipient == NEW).text
    with pytest.raises(Refused):
        decisions.agree(case, staff("chief"))


def test_what_nobody_decides_for_sixty_days_is_declined_with_a_mail(house):
    case = opened()
    due = Work.get(Work.kind == "recovery lapse").due
    assert timedelta(days=59) < due - clock.now() <= timedelta(days=60)
    make_due("recovery lapse")
    assert Recovery.get_by_id(case.id).outcome == "declined"
    assert "nicht rechtzeitig" in Outbox.get(Outbox.recipient == NEW).text


def test_what_was_decided_in_time_is_not_declined_later(house):
    case = ripened()
    for name in ("clerk", "chief"):
        decisions.agree(case, staff(name))
    make_due("recovery lapse")
    assert Recovery.get_by_id(case.id).outcome == "granted"


def test_a_customer_who_never_had_a_login_gets_one(house, alice):
    Contact.update(account=None).where(Contact.customer == alice.customer).execute()
    case = ripened()
    assert decisions.elsewhere(case) == []
    for name in ("clerk", "chief"):
        decisions.agree(case, staff(name))
    account = Contact.holder_of(alice.customer).account
    assert account.email == NEW and account != alice.account
    assert PasswordLink.open().where(PasswordLink.account == account).exists()


def test_an_address_that_was_known_before_gets_the_link_and_no_notice_to_a_former_one(house):
    Customer.update(invoice_email=NEW).where(Customer.number == 501).execute()
    case = ripened()
    for name in ("clerk", "chief"):
        decisions.agree(case, staff(name))
    assert mails("wieder frei") == {NEW} and NEW not in mails("gilt eine neue E-Mail-Adresse")


def test_staff_are_told_for_whom_else_the_login_speaks(house, alice, bob):
    Contact.create(customer=bob.customer, account=alice.account, kind="external")
    assert [each.number for each in decisions.elsewhere(ripened())] == [502]


# The document


def test_the_document_comes_back_as_it_was_and_each_look_is_written_down(house):
    case, clerk = opened(), staff("clerk")
    content, name = documents.look(case, clerk)
    assert content.read() == PDF and name == f"wiederherstellung-{case.number}.pdf"
    assert [view.staff_account for view in RecoveryView.of(case)] == [clerk]
    assert AuditEntry.get(AuditEntry.what == "recovery document read").customer.number == 501


def test_a_document_that_cannot_be_read_now_was_looked_for_all_the_same(house, monkeypatch):
    case = opened()

    def away(_self, _key):
        raise Unreachable("away")

    monkeypatch.setattr(type(gateways.files._gateway), "open", away)
    with pytest.raises(Refused):
        documents.look(case, staff("clerk"))
    assert RecoveryView.select().count() == 1


@pytest.mark.parametrize("end", ["granted", "declined", "stopped"])
def test_thirty_days_after_the_end_the_document_is_deleted(house, end):
    case = ripened()
    other = gateways.files.put(PDF)
    if end == "stopped":
        cases.stop(stop_token(house))
    elif end == "declined":
        decisions.decline(case, staff("clerk"), "unleserlich")
    else:
        for name in ("clerk", "chief"):
            decisions.agree(case, staff(name))
    due = Work.get(Work.kind == "recovery file").due
    assert timedelta(days=29) < due - clock.now() <= timedelta(days=30)
    make_due("recovery file")
    case = Recovery.get_by_id(case.id)
    assert case.outcome == end and case.document_deleted_at
    assert [path.name for path in files(house)] == [other]  # the same content elsewhere stays
    with pytest.raises(NotFound):
        documents.look(case, staff("clerk"))


def test_deleting_is_tried_again_while_the_files_are_away(house, monkeypatch):
    case = ripened()
    decisions.decline(case, staff("clerk"), "unleserlich")
    delete = type(gateways.files._gateway).delete

    def away(_self, _key):
        raise Unreachable("away")

    monkeypatch.setattr(type(gateways.files._gateway), "delete", away)
    make_due("recovery file")
    assert Recovery.get_by_id(case.id).document_deleted_at is None and len(files(house)) == 1
    monkeypatch.setattr(type(gateways.files._gateway), "delete", delete)
    make_due("recovery file")
    assert Recovery.get_by_id(case.id).document_deleted_at and files(house) == []


# The letter


@pytest.fixture
def letter(by_letter, monkeypatch):
    """What the printed letters say."""
    said = []

    def pdf(_self, _template, data):
        said.append(data)
        return b"%PDF-"

    monkeypatch.setattr(type(gateways.typst._gateway), "pdf", pdf)
    return said


def test_one_vote_and_the_code_of_the_letter_grant(house, letter):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    letters.printed(case)
    assert letter[0]["recipient"] == ["Alices Backstube GmbH", "Alice Ahrens", "Ringstraße 5", "30159 Hannover"]
    assert re.fullmatch("[A-HJ-NP-Z2-9]{5} [A-HJ-NP-Z2-9]{5}", letter[0]["code"])
    letters.prove(case.number, letter[0]["code"].lower(), "192.0.2.1")
    assert Recovery.get_by_id(case.id).outcome == "granted"
    assert Account.get(Account.name == "Alice Ahrens").email == NEW


def test_the_code_is_kept_as_a_hash_and_nowhere_else(house, letter):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    letters.printed(case)
    code = letter[0]["code"].replace(" ", "")
    case = Recovery.get_by_id(case.id)
    assert case.letter_code_hash.startswith("$argon2id$")
    kept = [entry.before + entry.after for entry in AuditEntry.select()] + [each.text for each in Outbox.select()]
    assert not any(secret in "".join(kept) for secret in (code, letter[0]["code"], case.letter_code_hash))


def test_without_the_setting_there_is_no_letter_and_no_code(house):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    with pytest.raises(NotFound):
        letters.printed(case)
    with pytest.raises(NotFound):
        letters.prove(case.number, "ABCDEFGHJK", "192.0.2.1")


def test_the_letter_needs_a_vote_the_waiting_time_and_an_address(house, letter):
    waiting = opened()
    with pytest.raises(Refused, match="Wartezeit"):
        letters.printed(waiting)
    case = ripened(claimed="502", email="bob@neu.example", address="192.0.2.2")
    with pytest.raises(Refused, match="zuerst zu"):
        letters.printed(case)
    decisions.agree(case, staff("clerk"))
    Customer.update(city="").where(Customer.number == 502).execute()
    with pytest.raises(Refused, match="keine Postanschrift"):
        letters.printed(Recovery.get_by_id(case.id))
    assert letter == []


@pytest.fixture
def sent(house, letter):
    """A case whose letter is on its way, and the code in it."""
    case = ripened()
    decisions.agree(case, staff("clerk"))
    letters.printed(case)
    return case, letter[0]["code"]


def refused(number, code, address="192.0.2.1"):
    with pytest.raises(Refused, match="passen nicht zusammen") as error:
        letters.prove(number, code, address)
    return error.value.field == "code"


def test_after_five_tries_the_right_code_does_not_help(sent):
    case, code = sent
    for n in range(5):
        assert refused(case.number, "AAAAAAAAAA", f"192.0.2.{n}")
    assert refused(case.number, code, "198.51.100.1") and Recovery.get_by_id(case.id).is_open


def test_whoever_guesses_at_many_cases_is_braked(sent):
    case, code = sent
    for n in range(5):
        assert refused(case.number + 1 + n, "AAAAAAAAAA")
    with pytest.raises(brakes.Braked):
        letters.prove(case.number, code, "192.0.2.1")


def test_after_thirty_days_the_code_is_too_old(sent):
    case, code = sent
    Recovery.update(letter_printed_at=clock.ago(days=30, minutes=1)).execute()
    assert refused(case.number, code)


def test_a_new_letter_ends_the_code_of_the_one_before(sent, letter):
    case, code = sent
    for n in range(4):
        assert refused(case.number, "AAAAAAAAAA", f"198.51.100.{n}")
    letters.printed(Recovery.get_by_id(case.id))
    assert refused(case.number, code)
    letters.prove(case.number, letter[1]["code"], "192.0.2.1")
    assert Recovery.get_by_id(case.id).outcome == "granted"


def test_a_stopped_case_s_code_opens_nothing(house, sent):
    case, code = sent
    cases.stop(stop_token(house))
    assert refused(case.number, code) and Recovery.get_by_id(case.id).letter_code_hash is None


def test_a_code_typed_twice_at_the_same_time_grants_once(sent):
    case, code = sent
    both(lambda: letters.prove(case.number, code, "192.0.2.1"), lambda: letters.prove(case.number, code, "192.0.2.2"))
    assert Outbox.select().where(Outbox.recipient == NEW).count() == 1


def test_the_letter_is_one_accessible_page(house, by_letter):
    case = ripened()
    decisions.agree(case, staff("clerk"))
    with pikepdf.open(BytesIO(letters.printed(case))) as pdf:
        assert len(pdf.pages) == 1 and pdf.Root.MarkInfo.Marked
