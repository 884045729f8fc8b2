"""What was saved, and undoing it."""

import pytest

from models import ZoneDraft, ZoneSave
from rules import Refused
from rules.dns import drafts, history, saving
from rules.dns.entries import key_of
from tests.rules.dns import zones
from tests.rules.dns.test_saving import save


@pytest.fixture
def saved(server, domain, alice):
    drafts.change(domain, alice, key_of(zones.record("@ 3600 A 192.0.2.1")), ("@", "A", 3600, "192.0.2.9"))
    drafts.remove(domain, alice, key_of(zones.record("www 3600 CNAME brot.example.")))
    drafts.add(domain, alice, ("shop", "A", 300, "192.0.2.7"))
    return save(domain, alice)


def test_every_save_is_kept_the_newest_first(server, domain, alice, saved):
    drafts.add(domain, alice, ("blog", "A", 300, "192.0.2.7"))
    save(domain, alice)
    found = history.pasts(domain.customer, domain)
    assert [[each.record.name for each in past.changes] for past in found.found] == [["blog"], ["@", "shop", "www"]]
    assert found.older is None


def test_old_saves_come_page_by_page(server, domain, alice):
    rows = [
        ZoneSave.create(customer=domain.customer, domain=domain, before="[]", after="[]", state="done")
        for _ in range(45)
    ]
    seen, before = [], None
    while True:
        page = history.pasts(domain.customer, domain, before)
        seen += [each.save.id for each in page.found]
        if page.older is None:
            break
        before = page.older
    assert seen == [each.id for each in reversed(rows)]


def test_a_save_is_undone_by_a_new_change_set(server, domain, alice, saved, stands):
    history.undo(saved, alice)
    row = save(domain, alice)
    assert row.undo_of == saved
    assert (
        stands("@ 3600 A 192.0.2.1") and stands("www 3600 CNAME brot.example.") and not stands("shop 300 A 192.0.2.7")
    )


def test_an_undoing_can_be_undone(server, domain, alice, saved, stands):
    history.undo(saved, alice)
    history.undo(save(domain, alice), alice)
    save(domain, alice)
    assert (
        stands("@ 3600 A 192.0.2.9") and stands("shop 300 A 192.0.2.7") and not stands("www 3600 CNAME brot.example.")
    )


def test_what_was_changed_since_is_not_undone_with_it(server, domain, alice, saved, elsewhere, stands):
    elsewhere("blog 60 A 192.0.2.8")
    elsewhere("shop 300 A 192.0.2.70", gone="shop 300 A 192.0.2.7")
    history.undo(saved, alice)
    save(domain, alice)
    assert stands("@ 3600 A 192.0.2.1") and stands("shop 300 A 192.0.2.70") and stands("blog 60 A 192.0.2.8")


def test_a_record_that_was_changed_again_is_left_alone_and_that_is_said(
    server, domain, alice, saved, elsewhere, stands
):
    elsewhere("@ 3600 A 192.0.2.99", gone="@ 3600 A 192.0.2.9")
    history.undo(saved, alice)
    left = history.remaining(drafts.look(domain, alice))
    assert [(each.before.data, each.after.data) for each in left] == [("192.0.2.1", "192.0.2.9")]
    save(domain, alice)
    assert stands("@ 3600 A 192.0.2.99") and not stands("@ 3600 A 192.0.2.1")
    assert stands("www 3600 CNAME brot.example.") and not stands("shop 300 A 192.0.2.7")


def test_only_what_undoes_leaves_something_out(server, domain, alice, saved):
    assert history.remaining(drafts.look(domain, alice)) == ()
    drafts.add(domain, alice, ("blog", "A", 300, "192.0.2.7"))
    assert history.remaining(drafts.look(domain, alice)) == ()


def test_what_was_replaced_since_does_not_come_back_beside_its_successor(
    server, domain, alice, saved, elsewhere, stands
):
    elsewhere("@ 3600 A 192.0.2.90", gone="@ 3600 A 192.0.2.9")
    elsewhere("shop 60 A 192.0.2.7", gone="shop 300 A 192.0.2.7")  # only its time
    history.undo(saved, alice)
    save(domain, alice)
    assert stands("@ 3600 A 192.0.2.90") and not stands("@ 3600 A 192.0.2.1")
    assert not stands("shop 60 A 192.0.2.7") and stands("www 3600 CNAME brot.example.")


def test_a_time_that_was_changed_again_is_left_alone(server, domain, alice, elsewhere, stands):
    drafts.change(domain, alice, key_of(zones.record("mail 3600 A 192.0.2.2")), ("mail", "A", 60, "192.0.2.2"))
    row = save(domain, alice)
    elsewhere("mail 300 A 192.0.2.2", gone="mail 60 A 192.0.2.2")
    with pytest.raises(Refused, match="nichts mehr übrig"):
        history.undo(row, alice)
    assert stands("mail 300 A 192.0.2.2")


def test_nothing_is_undone_beside_other_edits_nor_twice_nor_what_was_never_done(server, domain, alice, saved):
    history.undo(saved, alice)
    with pytest.raises(Refused, match="speichern oder verwerfen"):
        history.undo(saved, alice)
    save(domain, alice)
    with pytest.raises(Refused, match="nichts mehr übrig"):
        history.undo(saved, alice)
    assert not ZoneDraft.select().exists()
    saved.state = "failed"
    with pytest.raises(Refused, match="nicht gespeichert"):
        history.undo(saved, alice)
    assert saving.why(saved) == ""
