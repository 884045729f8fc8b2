"""A server moves: looked for in all zones, released, done zone by zone, taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

import clock
import database
import gateways
import work
from config import NameServer
from gateways.dns import Record, RecordSet, Zone
from gateways.dns.zonefile import ZoneFiles
from models import Account, AuditEntry, Customer, Domain, Replacement, ReplacementZone, Staff, Work, ZoneDraft, ZoneSave
from rules import Refused, audit
from rules.access import brakes
from rules.dns import drafts, saving
from rules.staff.replacements import doing, searching, standing

OLD, NEW = "192.0.2.1", "198.51.100.7"
WWW, MAIL = Record("www", "A", 300, OLD), Record("mail", "A", 300, "192.0.2.9")


@pytest.fixture
def clerk(house):
    return Staff.get(Staff.role == "support").account


def domain(name, *records, number=501, server=""):
    row = Domain.create(customer=Customer.get(Customer.number == number), name=name, name_server=server)
    if records:
        gateways.dns.default.create(Zone(name, 0, records))
    return row


def do_work(kinds=(searching.SEARCH, doing.CHANGE, doing.UNDO)):
    """All that is put down, however late it is due."""
    while Work.select().where(Work.kind.in_(kinds), Work.done_at.is_null(), Work.failed_at.is_null()).exists():
        Work.update(due=clock.now() - timedelta(seconds=1)).where(Work.kind.in_(kinds)).execute()
        work.all_due()


def searched(clerk, old=OLD, new=NEW):
    with audit.acting(clerk):
        replacement = searching.begin(old, new, clerk)
    do_work()
    return Replacement.get_by_id(replacement)


def released(clerk, **more):
    replacement = searched(clerk, **more)
    with audit.acting(clerk):
        doing.release(replacement)
    do_work()
    return Replacement.get_by_id(replacement)


def outcomes(replacement):
    """The outcome of each zone, and why."""
    replacement = Replacement.get_by_id(replacement)
    rows = standing.ReplacementZone.outcomes(replacement)
    found = {key: count for key, count in standing.counts(replacement).items() if count}
    assert sum(found.values()) == len(list(rows))
    return found


def records(name):
    return {each for each in gateways.dns.default.zone(name).records if each.type != "NS"}


def moved(record):
    return Record(record.name, record.type, record.ttl, NEW)


def test_the_zones_in_which_it_stands_are_found_and_nothing_is_changed_yet(clerk):
    domain("one.example", WWW, MAIL)
    domain("two.example", MAIL)
    domain("three.example")
    replacement = searched(clerk)
    assert [each.domain.name for each in replacement.zones] == ["one.example"]
    assert outcomes(replacement) == {"to change": 1}
    assert standing.progress(replacement, standing.counts(replacement)) == standing.Progress("found", 0, 1)
    assert records("one.example") == {WWW, MAIL} and replacement.domain_count == replacement.searched_count == 3


def test_what_is_released_is_changed_saved_in_the_history_and_audited_in_the_name_of_the_person(clerk):
    one, two = domain("one.example", WWW, MAIL), domain("two.example", WWW, number=502)
    replacement = released(clerk)
    assert outcomes(replacement) == {"done": 2}
    assert records("one.example") == {moved(WWW), MAIL} and records("two.example") == {moved(WWW)}
    saves = {each.domain_id: each for each in ZoneSave.select()}
    assert {each.state for each in saves.values()} == {"done"} and saves.keys() == {one.id, two.id}
    assert {each.account_id for each in saves.values()} == {clerk.id}
    assert saves[two.id].customer.number == 502
    entry = AuditEntry.get(AuditEntry.what == "dns change sent", AuditEntry.customer == two.customer)
    assert entry.account == clerk
    assert AuditEntry.select().where(AuditEntry.what.in_(["replacement begun", "replacement released"])).count() == 2
    assert not ZoneDraft.select().exists()


def test_a_server_with_many_zones_moves_without_a_brake_and_brakes_nobody(clerk):
    count = brakes.LIMITS["dns"].free + 1
    for number in range(count):
        domain(f"d{number}.example", WWW)
    replacement = released(clerk)
    assert outcomes(replacement) == {"done": count}
    assert not Work.select().where(Work.error != "").exists()
    with audit.acting(clerk):
        doing.undo_all(replacement)
    do_work()
    assert outcomes(replacement) == {"undone": count}
    assert not Work.select().where(Work.error != "").exists()
    brakes.check(("dns", str(clerk)))


def test_a_zone_that_is_left_out_stays_as_it_is_and_can_be_taken_in_again(clerk):
    domain("one.example", WWW)
    domain("two.example", WWW)
    replacement = searched(clerk)
    first, second = replacement.zones
    doing.skip(first)
    doing.skip(second)
    doing.take_back(second)
    assert outcomes(replacement) == {"skipped": 1, "to change": 1}
    with audit.acting(clerk):
        doing.release(replacement)
    do_work()
    assert outcomes(replacement) == {"skipped": 1, "done": 1}
    assert records("one.example") == {WWW} and records("two.example") == {moved(WWW)}
    for late in (doing.skip, doing.take_back):
        with pytest.raises(Refused, match="läuft schon"):
            late(first)


def test_zones_that_cannot_be_read_are_named_and_a_server_that_is_away_is_asked_once(clerk, house, monkeypatch):
    domain("broken.example")
    (house.data_dir / "zones").mkdir(exist_ok=True)
    (house.data_dir / "zones" / "broken.example.zone").write_text("$INCLUDE /etc/passwd\n")
    for name in ("away.example", "away2.example"):
        domain(name, server="ns2")
    domain("gone.example", server="gone")
    domain("one.example", WWW)
    asked = []
    away = NameServer("ns2", "powerdns", ("ns1.example.",), {"url": "http://127.0.0.1:9", "api_key": "x"})
    gateways.start(replace(house, nameserver=(*house.nameserver, away)), lambda: False)
    of = gateways.dns.of
    monkeypatch.setattr(gateways.dns, "of", lambda name: asked.append(name) or of(name))
    replacement = searched(clerk)
    assert outcomes(replacement) == {"impossible": 4, "to change": 1}
    why = {each.domain.name: each.obstacle for each in replacement.zones}
    assert (
        "antwortet nicht" in why["away.example"] == why["away2.example"] and "nicht anzeigen" in why["broken.example"]
    )
    assert asked.count("ns2") == 1 and "nicht mehr in den Einstellungen" in why["gone.example"]


def test_a_zone_that_would_be_wrong_afterwards_is_not_changed(clerk):
    domain(
        "one.example", Record("www", "CNAME", 300, "old.example."), Record("alias", "CNAME", 300, "www.one.example.")
    )
    replacement = searched(clerk, old="old.example", new="alias.one.example")
    assert outcomes(replacement) == {"impossible": 1}
    with pytest.raises(Refused, match="keine Zone zu ändern"):
        doing.release(replacement)


def test_warnings_are_shown_beside_a_zone_and_do_not_stop_it(clerk):
    domain("one.example", Record("www", "CNAME", 300, "old.example."))
    replacement = searched(clerk, old="old.example", new="missing.one.example")
    (row,) = replacement.zones
    assert ["missing.one.example" in each for each in standing.remarks_of(row)] == [True]
    with audit.acting(clerk):
        doing.release(replacement)
    do_work()
    assert outcomes(replacement) == {"done": 1}


def test_a_zone_that_changed_after_it_was_shown_is_left_alone(clerk):
    domain("one.example", WWW)
    replacement = searched(clerk)
    server = gateways.dns.default
    server.change(server.zone("one.example"), [RecordSet("shop", "A", 300, (OLD,))])
    with audit.acting(clerk):
        doing.release(replacement)
    do_work()
    assert outcomes(replacement) == {"failed": 1} and records("one.example") == {WWW, Record("shop", "A", 300, OLD)}
    assert "sieht inzwischen anders aus" in replacement.zones.get().obstacle


def test_a_server_that_is_away_leaves_the_zone_to_another_try(clerk, monkeypatch):
    domain("one.example", WWW)
    replacement = searched(clerk)
    with monkeypatch.context() as patch:
        patch.setattr(gateways, "dns", Away())
        with audit.acting(clerk):
            doing.release(replacement)
        do_work()
    assert outcomes(replacement) == {"failed": 1} and not ZoneDraft.select().exists()
    with audit.acting(clerk):
        doing.try_again(replacement)
    do_work()
    assert outcomes(replacement) == {"done": 1} and records("one.example") == {moved(WWW)}
    with pytest.raises(Refused, match="Alle Zonen sind geändert"):
        doing.try_again(replacement)


class Away:
    """Name servers none of which answers."""

    @property
    def default(self):
        raise gateways.Unreachable("away")

    of = default


def test_a_change_without_an_answer_is_being_checked_and_then_counted(clerk, monkeypatch):
    domain("one.example", WWW)
    replacement = searched(clerk)
    silent(monkeypatch)
    with audit.acting(clerk):
        doing.release(replacement)
    do_work()
    assert outcomes(replacement) == {"checking": 1}
    monkeypatch.undo()
    do_work((saving.WORK,))
    assert outcomes(replacement) == {"done": 1}


def silent(monkeypatch):
    """The name server does what it is told and never says so."""
    change = ZoneFiles.change

    def changed(self, before, sets):
        change(self, before, sets)
        raise gateways.Unanswered("silence")

    monkeypatch.setattr(ZoneFiles, "change", changed)


def test_a_job_that_died_after_it_saved_knows_its_save_the_second_time(clerk, monkeypatch):
    domain("one.example", WWW)
    replacement = searched(clerk)
    with audit.acting(clerk):
        doing.release(replacement)
    with monkeypatch.context() as patch:
        patch.setattr(doing, "_put_down", dying)
        with pytest.raises(ZeroDivisionError), audit.acting("Zeitsteuerung"):
            doing.change(str(replacement.zones.get().id))
    do_work()
    assert outcomes(replacement) == {"done": 1} and ZoneSave.select().count() == 1
    assert replacement.zones.get().zone_save == ZoneSave.get()


def dying(*args, **more):
    raise ZeroDivisionError


def test_a_job_that_died_before_it_saved_begins_anew(clerk, monkeypatch):
    domain("one.example", WWW)
    replacement = searched(clerk)
    with audit.acting(clerk):
        doing.release(replacement)
    with monkeypatch.context() as patch:
        patch.setattr(saving, "save", dying)
        with pytest.raises(ZeroDivisionError), audit.acting("Zeitsteuerung"):
            doing.change(str(replacement.zones.get().id))
    assert ZoneDraft.select().count() == 1
    do_work()
    assert outcomes(replacement) == {"done": 1} and records("one.example") == {moved(WWW)}


def test_what_the_same_person_is_editing_there_is_not_touched(clerk):
    one = domain("one.example", WWW)
    drafts.put(one, clerk, lambda present: [each for each in present if each != WWW])
    replacement = released(clerk)
    assert outcomes(replacement) == {"failed": 1} and records("one.example") == {WWW}
    assert "ungespeicherte Änderungen" in replacement.zones.get().obstacle and ZoneDraft.select().count() == 1


def test_all_of_it_is_taken_back_and_stands_in_the_history(clerk):
    domain("one.example", WWW, MAIL)
    domain("two.example", WWW)
    replacement = released(clerk)
    with audit.acting(clerk):
        doing.undo_all(replacement)
    assert standing.progress(replacement, standing.counts(replacement)).step == "undoing"
    do_work()
    assert outcomes(replacement) == {"undone": 2}
    assert records("one.example") == {WWW, MAIL} and records("two.example") == {WWW}
    undone = {each.undo_of_id for each in ZoneSave.select().where(ZoneSave.undo_of.is_null(False))}
    assert len(undone) == 2
    with pytest.raises(Refused, match="nichts zurückzunehmen"):
        doing.undo_all(replacement)


def test_work_that_is_done_once_more_does_nothing_more(clerk):
    domain("one.example", WWW)
    replacement = released(clerk)
    row = replacement.zones.get()
    with audit.acting(clerk):
        doing.take_zone_back(str(row.id))
        assert records("one.example") == {moved(WWW)}
        doing.undo_all(replacement)
    do_work()
    with audit.acting(clerk):
        doing.change(str(row.id))
    assert records("one.example") == {WWW} and ZoneSave.select().count() == 2


def test_one_zone_is_taken_back_and_the_others_stay(clerk):
    domain("one.example", WWW)
    domain("two.example", WWW)
    replacement = released(clerk)
    with audit.acting(clerk):
        doing.undo(replacement.zones.order_by(ReplacementZone.id).first())
    do_work()
    assert outcomes(replacement) == {"done": 1, "undone": 1}
    assert records("one.example") == {WWW} and records("two.example") == {moved(WWW)}


def test_what_was_changed_again_since_is_not_taken_back(clerk):
    domain("one.example", WWW)
    replacement = released(clerk)
    server = gateways.dns.default
    server.change(server.zone("one.example"), [RecordSet("www", "A", 300, ("203.0.113.1",))])
    with audit.acting(clerk):
        doing.undo_all(replacement)
    do_work()
    assert outcomes(replacement) == {"not undone": 1}
    assert records("one.example") == {Record("www", "A", 300, "203.0.113.1")}


def test_more_zones_than_one_job_looks_through_are_looked_through_by_several(clerk, monkeypatch):
    monkeypatch.setattr(searching, "AT_ONCE", 2)
    for number in range(5):
        domain(f"zone{number}.example", WWW)
    replacement = searched(clerk)
    assert outcomes(replacement) == {"to change": 5}
    assert (replacement.searched_count, replacement.domain_count) == (5, 5)
    assert Work.select().where(Work.kind == searching.SEARCH).count() == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [(OLD, OLD), (OLD, "2001:db8::1"), ("2001:db8::1", OLD), (OLD, "server.example"), ("server.example", OLD)],
)
def test_what_does_not_go_together_is_refused(clerk, old, new):
    with pytest.raises(Refused) as refusal:
        searching.begin(old, new, clerk)
    assert refusal.value.field == "new" and not Replacement.select().exists()


def test_it_is_released_once(clerk):
    domain("one.example", WWW)
    replacement = released(clerk)
    with pytest.raises(Refused, match="läuft schon"):
        doing.release(replacement)


def test_a_zone_whose_row_has_the_id_of_one_that_went_with_its_domain_is_changed(clerk, later):
    gone = domain("alt.example", WWW)
    released(clerk)
    gone.delete_instance()
    domain("neu.example", WWW)
    later(minutes=1)
    released(clerk)
    assert moved(WWW) in records("neu.example")


def test_a_domain_that_was_removed_meanwhile_is_no_mistake(clerk):
    one = domain("one.example", WWW)
    replacement = searched(clerk)
    with audit.acting(clerk):
        doing.release(replacement)
    one.delete_instance()
    do_work()
    assert outcomes(replacement) == {} and Account.select().exists()
    assert not Work.select().where(Work.failed_at.is_null(False)).exists()


@pytest.mark.parametrize("kind", ["zonefiles", "powerdns", "bind", "knot"])
def test_a_server_moves_on_a_real_name_server_and_back(clerk, house, request, kind):
    server = request.getfixturevalue(kind)
    gateways.start(replace(house, nameserver=(server.setting,)), database.in_write)
    name = server.new_zone(WWW, MAIL, Record("@", "TXT", 300, f'"v=spf1 ip4:{OLD} -all"'))
    domain(name)
    replacement = released(clerk)
    assert outcomes(replacement) == {"done": 1}
    assert addresses(server, f"www.{name}.") == [NEW] and NEW in str(server.ask(f"{name}.", "TXT").answer[0])
    with audit.acting(clerk):
        doing.undo_all(replacement)
    do_work()
    assert outcomes(replacement) == {"undone": 1} and addresses(server, f"www.{name}.") == [OLD]


def addresses(server, name):
    """What the server answers over UDP."""
    return [each.address for each in server.ask(name, "A").answer[0]]
