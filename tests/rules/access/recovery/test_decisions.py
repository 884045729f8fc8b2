"""Two people decide about a case, and what that does to the login."""

from datetime import timedelta

import pytest

import clock
import database
import work
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
    RecoveryCode,
    RecoveryVote,
    Session,
    Staff,
    Work,
)
from rules import Refused, audit
from rules.access.recovery import decisions
from tests.rules.access.recovery.asking import NEW, both, mailed, mails, make_due, opened, ripened, staff


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
