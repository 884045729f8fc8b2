"""Whoever got the notice stops a case."""

import re

import pytest

from models import Account, AuditEntry, Outbox, Recovery
from rules import NotFound, Refused
from rules.access.recovery import cases, decisions
from tests.rules.access.recovery.asking import NEW, both, mailed, mails, opened, ripened, staff, stop_token


def test_the_stop_link_is_gone_from_the_outbox_once_it_was_sent(house):
    opened()
    assert "/stopp/" not in "".join(each.text for each in Outbox.select()) and stop_token(house)


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
