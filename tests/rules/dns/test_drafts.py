"""The change set that somebody collects."""

import pytest
from hypothesis import given, settings

from gateways.dns import Zone
from models import ZoneDraft
from rules import Refused
from rules.dns import drafts
from rules.dns.differences import changes
from rules.dns.entries import key_of, key_of_change
from tests.rules.dns import zones

NEW = ("shop", "A", 300, "192.0.2.7")


def key(text):
    return key_of(zones.record(text))


def edits(domain, account):
    return [(each.kind, each.record.name, each.record.data) for each in drafts.look(domain, account).changes]


@settings(deadline=None)
@given(zones.sane(), zones.sane())
def test_a_draft_laid_over_what_was_seen_is_what_was_wanted(before, after):
    draft = ZoneDraft(version=Zone("x", 0, before).version, edits=drafts.changes_as_json(changes(before, after)))
    standing = drafts.standing_of(Zone("x", 0, before), draft)
    assert set(standing.after) == set(after) and not standing.lost and not standing.theirs


@settings(deadline=None)
@given(zones.sane(), zones.sane(), zones.sane())
def test_what_others_changed_stays_and_nothing_of_the_draft_is_lost_silently(before, mine, theirs):
    edits = changes(before, mine)
    draft = ZoneDraft(version="older", seen=drafts.as_json(before), edits=drafts.changes_as_json(edits))
    standing = drafts.standing_of(Zone("x", 0, theirs), draft)
    assert standing.theirs == changes(before, theirs)
    touched = {(each.record.name, each.record.type) for each in edits}
    untouched = [each for each in theirs if (each.name, each.type) not in touched]
    assert set(untouched) <= set(standing.after)
    for each in edits:
        kept = each.after is None or key_of(each.after) in map(key_of, standing.after)
        assert each in standing.lost or kept


@settings(deadline=None)
@given(zones.sane(), zones.sane())
def test_changes_taken_back_one_by_one_leave_what_was(before, after):
    present, steps = tuple(after), 0
    while told := changes(before, present):
        present, steps = drafts.undone(present, told[:1]), steps + 1
        assert steps <= len(before) + len(after)
    assert set(present) == set(before)


def test_edits_are_collected_and_nothing_is_written(server, domain, alice):
    drafts.add(domain, alice, NEW)
    drafts.change(domain, alice, key("@ 3600 A 192.0.2.1"), ("@", "A", 3600, "192.0.2.9"))
    drafts.remove(domain, alice, key("www 3600 CNAME brot.example."))
    assert edits(domain, alice) == [
        ("changed", "@", "192.0.2.9"), ("added", "shop", "192.0.2.7"), ("removed", "www", "brot.example."),
    ]  # fmt: skip
    assert server.changes == 0


def test_everybody_has_a_draft_of_their_own(server, domain, alice, agency):
    drafts.add(domain, alice, NEW)
    assert edits(domain, agency) == []


def test_an_edit_that_was_edited_again_is_one(server, domain, alice):
    drafts.add(domain, alice, NEW)
    changed = drafts.change(domain, alice, key_of_new(), ("shop", "A", 300, "192.0.2.8"))
    assert edits(domain, alice) == [("added", "shop", "192.0.2.8")]
    drafts.remove(domain, alice, changed)
    assert not ZoneDraft.select().exists()


def key_of_new():
    return key("shop 300 A 192.0.2.7")


def test_going_back_to_what_was_leaves_no_draft(server, domain, alice):
    drafts.change(domain, alice, key("@ 3600 A 192.0.2.1"), ("@", "A", 3600, "192.0.2.9"))
    drafts.change(domain, alice, key("@ 3600 A 192.0.2.9"), ("@", "A", 3600, "192.0.2.1"))
    assert not ZoneDraft.select().exists()


def test_one_edit_is_taken_back(server, domain, alice):
    drafts.add(domain, alice, NEW)
    drafts.remove(domain, alice, key("@ 3600 A 192.0.2.1"))
    removal = next(each for each in drafts.look(domain, alice).changes if each.kind == "removed")
    drafts.take_back(domain, alice, key_of_change(removal))
    drafts.take_back(domain, alice, key_of_change(removal))
    assert edits(domain, alice) == [("added", "shop", "192.0.2.7")]


def test_a_set_has_one_time_and_the_others_follow_the_last(server, domain, alice):
    drafts.add(domain, alice, ("@", "A", 300, "192.0.2.5"))
    changed = {each.record.data: (each.kind, each.record.ttl) for each in drafts.look(domain, alice).changes}
    assert changed == {"192.0.2.1": ("changed", 300), "192.0.2.5": ("added", 300)}


def test_a_record_that_is_there_is_not_added_again(server, domain, alice):
    with pytest.raises(Refused, match="gibt es schon"):
        drafts.add(domain, alice, ("@", "A", 300, "192.0.2.1"))
    with pytest.raises(Refused, match="gibt es schon"):
        drafts.change(domain, alice, key("mail 3600 A 192.0.2.2"), ("@", "A", 300, "192.0.2.1"))


def test_what_is_gone_or_the_server_s_own_cannot_be_changed(server, domain, alice):
    own = next(each for each in server.real.zone("brot.example").records if each.type == "NS")
    for one in ("0" * 12, key_of(own)):
        with pytest.raises(Refused, match="gibt es nicht mehr"):
            drafts.remove(domain, alice, one)


def test_a_second_click_on_delete_changes_nothing(server, domain, alice):
    for _ in range(2):
        drafts.remove(domain, alice, key("@ 3600 A 192.0.2.1"))
    assert edits(domain, alice) == [("removed", "@", "192.0.2.1")]


def test_a_text_split_elsewhere_is_not_changed_by_looking_at_it(server, domain, alice, elsewhere):
    elsewhere('t 60 TXT "ab" "cd"')
    drafts.change(domain, alice, key('t 60 TXT "ab" "cd"'), ("t", "TXT", 60, '"abcd"'))
    assert edits(domain, alice) == []


def test_edits_beside_somebody_else_s_go_on_and_both_are_shown(server, domain, alice, elsewhere):
    drafts.add(domain, alice, NEW)
    elsewhere("blog 60 A 192.0.2.8")
    standing = drafts.look(domain, alice)
    assert standing.is_outdated and [each.record.name for each in standing.theirs] == ["blog"]
    drafts.remove(domain, alice, key("@ 3600 A 192.0.2.1"))
    standing = drafts.look(domain, alice)
    assert not standing.is_outdated and {each.record.name for each in standing.changes} == {"shop", "@"}


def test_edits_of_the_very_same_are_kept_apart_until_somebody_decides(server, domain, alice, elsewhere):
    drafts.change(domain, alice, key("@ 3600 A 192.0.2.1"), ("@", "A", 3600, "192.0.2.9"))
    drafts.add(domain, alice, NEW)
    elsewhere("@ 3600 A 192.0.2.50", gone="@ 3600 A 192.0.2.1")
    standing = drafts.look(domain, alice)
    assert [each.record.data for each in standing.lost] == ["192.0.2.9"]
    assert [each.data for each in drafts.now_instead(standing, standing.lost)] == ["192.0.2.50"]
    with pytest.raises(Refused, match="inzwischen dasselbe"):
        drafts.remove(domain, alice, key("mail 3600 A 192.0.2.2"))
    drafts.go_on(domain, alice)
    assert edits(domain, alice) == [("added", "shop", "192.0.2.7")]


def test_an_edit_that_somebody_else_made_too_is_done(server, domain, alice, elsewhere):
    drafts.add(domain, alice, NEW)
    elsewhere("shop 300 A 192.0.2.7")
    standing = drafts.look(domain, alice)
    assert standing.changes == standing.lost == ()


def test_a_draft_is_thrown_away(server, domain, alice):
    drafts.add(domain, alice, NEW)
    drafts.discard(domain, alice)
    assert not ZoneDraft.select().exists()


def test_a_zone_does_not_grow_without_end(server, domain, alice):
    many = [zones.record(f"h{n} 60 A 192.0.2.1") for n in range(1001)]
    with pytest.raises(Refused, match="Mehr als 500"):
        drafts.put(domain, alice, lambda present: [*present, *many])


def test_what_the_checks_find_is_new_or_was_so_before(server, domain, alice, elsewhere):
    elsewhere("x 60 CNAME nowhere.brot.example.")
    drafts.add(domain, alice, ("y", "CNAME", 60, "nowhere.brot.example."))
    fresh, old = drafts.found(domain, drafts.look(domain, alice))
    assert [each.name for each in fresh] == ["y"] and [each.name for each in old] == ["x"]
