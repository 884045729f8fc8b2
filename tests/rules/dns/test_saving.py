"""Saving: written once, read back, and whatever fails on the way, the truth in the end."""

import pytest

import clock
import gateways
from gateways.dns import Changed
from models import AuditEntry, Domain, Work, ZoneDraft, ZoneSave
from rules import Refused, work
from rules.access import brakes
from rules.dns import drafts, saving
from rules.dns.entries import key_of
from tests.rules.dns import zones

NEW = ("shop", "A", 300, "192.0.2.7")
SHOP = "shop 300 A 192.0.2.7"


@pytest.fixture
def drafted(server, domain, alice):
    drafts.add(domain, alice, NEW)


def save(domain, account, accepted=False):
    return saving.save(domain, account, drafts.look(domain, account).digest, accepted)


def settle(later, minutes=3):
    """Let time go by and the work be done."""
    for _ in range(minutes):
        later(minutes=1)
        while work.do_next({saving.WORK: saving.check}):
            pass
    return ZoneSave.get()


def test_what_is_saved_is_served_and_noted_and_the_draft_is_gone(server, domain, alice, drafted, stands):
    row = save(domain, alice)
    assert row.state == "done" and stands(SHOP) and not ZoneDraft.select().exists()
    assert (row.who, row.account, row.customer) == ("Tests", alice, domain.customer)
    notes = [each.what for each in AuditEntry.select().order_by(AuditEntry.id)]
    assert notes[-2:] == ["dns change sent", "dns change done"]
    assert "shop 300 A 192.0.2.7" in AuditEntry.get(AuditEntry.what == "dns change sent").after


def test_the_job_that_looks_after_it_finds_nothing_to_do(server, domain, alice, drafted, later):
    save(domain, alice)
    assert settle(later).state == "done" and server.changes == 1
    assert not Work.select().where(Work.done_at.is_null()).exists()


def test_nothing_to_save_is_said(server, domain, alice):
    with pytest.raises(Refused, match="keine Änderungen"):
        save(domain, alice)


def test_a_program_that_saves_without_end_has_to_wait_and_its_draft_stays(server, domain, alice, drafted):
    for _ in range(60):
        brakes.failed(("dns", str(alice)))
    with pytest.raises(brakes.Braked):
        save(domain, alice)
    assert server.changes == 0 and ZoneDraft.select().exists() and not ZoneSave.select().exists()


def test_errors_stop_and_warnings_have_to_be_accepted(server, domain, alice, stands):
    drafts.add(domain, alice, ("old", "MX", 300, "10 nowhere.brot.example."))
    with pytest.raises(Refused, match="Hinweise gelesen"):
        save(domain, alice)
    drafts.add(domain, alice, ("www", "A", 300, "192.0.2.7"))
    with pytest.raises(Refused, match="lässt sich das nicht speichern"):
        save(domain, alice, accepted=True)
    drafts.remove(domain, alice, key_of(zones.record("www 300 A 192.0.2.7")))
    assert save(domain, alice, accepted=True).state == "done" and stands("old 300 MX 10 nowhere.brot.example.")


def test_a_fault_that_was_there_before_stops_nobody(server, domain, alice, elsewhere, stands):
    elsewhere('@ 3600 TXT "v=spf1 -all"')
    drafts.add(domain, alice, NEW)
    assert save(domain, alice).state == "done" and stands(SHOP)


def test_nothing_is_written_when_somebody_changed_the_zone_since_it_was_shown(
    server, domain, alice, drafted, elsewhere, stands
):
    shown = drafts.look(domain, alice).digest
    elsewhere("blog 60 A 192.0.2.8")
    with pytest.raises(saving.Overtaken):
        saving.save(domain, alice, shown, True)
    assert server.changes == 0 and not stands(SHOP) and not ZoneSave.select().exists()
    assert save(domain, alice).state == "done" and stands(SHOP) and stands("blog 60 A 192.0.2.8")


def test_nothing_is_written_when_the_draft_is_not_what_was_shown(server, domain, alice, drafted):
    shown = drafts.look(domain, alice).digest
    drafts.add(domain, alice, ("a", "A", 300, "192.0.2.7"))
    with pytest.raises(saving.Overtaken):
        saving.save(domain, alice, shown, True)
    assert server.changes == 0


def test_whoever_is_quicker_between_reading_and_writing_wins(server, domain, alice, drafted, stands):
    server.on_change = [Changed()]
    with pytest.raises(saving.Overtaken):
        save(domain, alice)
    assert ZoneSave.get().state == "failed" and ZoneDraft.select().exists() and not stands(SHOP)


def test_a_server_that_is_away_leaves_the_edits(server, domain, alice, drafted):
    server.on_change = [gateways.Unreachable("away")]
    with pytest.raises(Refused, match="Ihre Änderungen stehen noch hier"):
        save(domain, alice)
    assert ZoneSave.get().state == "failed" and ZoneDraft.select().exists()
    shown = drafts.look(domain, alice).digest
    server.on_zone = [gateways.Unreachable("away")]
    with pytest.raises(Refused, match="Ihre Änderungen stehen noch hier"):
        saving.save(domain, alice, shown, False)


def test_what_the_server_refuses_is_said_with_its_reason(server, domain, alice, drafted):
    server.on_change = [gateways.Rejected("Der Eintrag shop A ist nicht möglich: {so}")]
    with pytest.raises(Refused, match=r"nicht angenommen\. Der Eintrag shop A ist nicht möglich: \{so\}"):
        save(domain, alice)
    assert ZoneSave.get().state == "failed" and ZoneDraft.select().exists()


def test_no_answer_after_it_was_written_is_settled_as_saved(server, domain, alice, drafted, stands, later):
    server.after_change = [gateways.Unanswered("no answer")]
    assert save(domain, alice).state == "checking" and stands(SHOP)
    assert settle(later, 1).state == "done" and not ZoneDraft.select().exists()


def test_no_answer_and_nothing_written_is_settled_as_not_saved_but_not_too_early(
    server, domain, alice, drafted, stands, later
):
    server.on_change = [gateways.Unanswered("no answer")]
    assert save(domain, alice).state == "checking"
    assert settle(later, 1).state == "checking"  # it may yet arrive
    row = settle(later, 2)
    assert (row.state, row.reason) == ("failed", "missing") and "nicht angekommen" in saving.why(row)
    assert ZoneDraft.select().exists()


def test_a_late_arrival_is_seen(server, domain, alice, drafted, elsewhere, later):
    server.on_change = [gateways.Unanswered("no answer")]
    save(domain, alice)
    settle(later, 1)
    elsewhere(SHOP)
    assert settle(later, 1).state == "done"


def test_a_server_that_stays_away_is_asked_every_minute_until_it_is_back(server, domain, alice, drafted, later):
    server.after_change = [gateways.Unanswered("no answer")]
    save(domain, alice)
    server.on_zone = [gateways.Unreachable("away")] * 7
    assert settle(later, 7).state == "checking"
    assert settle(later, 1).state == "done"


def test_a_server_that_wrote_but_could_not_be_read_is_looked_at_again(server, domain, alice, drafted, later):
    shown = drafts.look(domain, alice).digest
    server.on_zone = [None, gateways.Unreachable("away")]
    assert saving.save(domain, alice, shown, False).state == "checking"
    assert settle(later, 1).state == "done"


def test_a_server_that_says_yes_and_does_nothing_is_caught(server, domain, alice, drafted, monkeypatch):
    monkeypatch.setattr(server.real, "change", lambda before, sets: None, raising=False)
    monkeypatch.setattr(type(server), "change", lambda self, before, sets: None)
    with pytest.raises(Refused, match="nicht angekommen"):
        save(domain, alice)
    assert ZoneSave.get().state == "failed" and ZoneDraft.select().exists()


def test_a_server_that_does_half_of_it_is_caught_and_the_rest_stays(
    server, domain, alice, drafted, monkeypatch, stands
):
    drafts.add(domain, alice, ("blog", "A", 300, "192.0.2.8"))
    monkeypatch.setattr(type(server), "change", lambda self, before, sets: self.real.change(before, sets[:1]))
    with pytest.raises(Refused, match="nur ein Teil"):
        save(domain, alice)
    assert stands("blog 300 A 192.0.2.8") and not stands(SHOP)
    standing = drafts.look(domain, alice)
    assert [each.record.name for each in standing.changes] == ["shop"] and not standing.lost


def test_while_it_is_being_checked_nobody_saves_or_edits(server, domain, alice, agency, drafted, later):
    server.after_change = [gateways.Unanswered("no answer")]
    save(domain, alice)
    for account in (alice, agency):
        with pytest.raises(Refused, match="wird noch geprüft"):
            drafts.add(domain, account, ("a", "A", 300, "192.0.2.7"))
    with pytest.raises(Refused, match="wird noch geprüft"):
        drafts.discard(domain, alice)
    settle(later, 1)
    drafts.add(domain, agency, ("a", "A", 300, "192.0.2.7"))


def test_of_two_clicks_at_once_the_second_writes_nothing(server, domain, alice, drafted):
    shown = drafts.look(domain, alice).digest
    second = []

    def click_again():
        with pytest.raises(Refused, match="wird noch geprüft") as refused:
            saving.save(domain, alice, shown, False)
        second.append(refused)

    server.on_change = [click_again]
    assert saving.save(domain, alice, shown, False).state == "done"
    assert second and server.changes == 1 and ZoneSave.select().count() == 1


def test_a_second_click_just_after_the_save_is_told_the_same(server, domain, alice, agency, drafted, later):
    shown = drafts.look(domain, alice).digest
    row = saving.save(domain, alice, shown, False)
    assert saving.save(domain, alice, shown, False) == row and server.changes == 1
    with pytest.raises(Refused, match="keine Änderungen"):
        saving.save(domain, agency, shown, False)
    later(minutes=1)
    with pytest.raises(Refused, match="keine Änderungen"):
        saving.save(domain, alice, shown, False)


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize(("place", "state"), [("on_change", "failed"), ("after_change", "done")])
def test_a_process_that_dies_around_the_write_leaves_the_truth_to_the_job(
    server, domain, alice, drafted, later, place, state
):
    def die():
        raise Killed

    setattr(server, place, [die])
    with pytest.raises(Killed):
        save(domain, alice)
    assert ZoneSave.get().state == "checking"
    assert settle(later).state == state
    assert ZoneDraft.select().exists() == (state == "failed")


def test_a_zone_that_vanished_meanwhile_is_said(server, domain, alice, drafted, later, house):
    server.after_change = [gateways.Unanswered("no answer")]
    save(domain, alice)
    (house.data_dir / "zones" / "brot.example.zone").unlink()
    assert settle(later, 1).reason == "no zone"


def test_what_is_told_about_the_last_save(server, domain, alice, drafted, later):
    assert saving.to_tell(None, True) is None
    server.on_change = [gateways.Unanswered("no answer")]
    row = save(domain, alice)
    assert saving.to_tell(row, True).state == "checking"
    row = settle(later)
    assert "nicht angekommen" in saving.to_tell(row, True).reason
    assert saving.to_tell(row, False) is None
    quick = ZoneSave(state="done", created_at=clock.now(), settled_at=clock.now())
    assert saving.to_tell(quick, False) is None


def test_a_save_that_got_the_id_of_one_that_went_with_its_domain_is_looked_after(server, domain, alice, drafted, later):
    save(domain, alice)
    Work.update(done_at=clock.now()).execute()
    customer, name = domain.customer, domain.name
    domain.delete_instance()
    later(minutes=1)
    domain = Domain.create(customer=customer, name=name)
    drafts.add(domain, alice, ("blog", "A", 300, "192.0.2.8"))
    row = save(domain, alice)
    waiting = Work.select().where(Work.kind == saving.WORK, Work.done_at.is_null())
    assert [each.key.split()[0] for each in waiting] == [str(row.id)]
