"""The document of a case: looked at, written down, deleted."""

from datetime import timedelta

import pytest

import clock
import gateways
from gateways import Unreachable
from models import AuditEntry, Recovery, RecoveryView, Work
from rules import NotFound, Refused
from rules.access.recovery import cases, decisions, documents
from tests.rules.access.recovery.asking import PDF, files, make_due, opened, ripened, staff, stop_token


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
