"""What lies between two states of a zone, for the name server and for people."""

import dns.rdata
import pytest
from hypothesis import given, settings

from gateways.dns import Record, RecordSet
from gateways.dns.rdata import data_of
from rules.dns.differences import applied, changes, replaced, sets
from tests.rules.dns import zones


def rows(*texts):
    return [zones.record(each) for each in texts]


@settings(deadline=None)
@given(zones.sane(), zones.sane())
def test_the_sets_applied_to_before_give_after(before, after):
    assert set(applied(before, sets(before, after))) == set(after)


@settings(deadline=None)
@given(zones.sane(), zones.sane())
def test_the_shown_rows_say_exactly_what_the_sets_do(before, after):
    shown = changes(before, after)
    told = set(before) - {each.before for each in shown} | {each.after for each in shown if each.after}
    assert told == set(applied(before, sets(before, after)))
    assert all(each.before != each.after for each in shown)
    assert {(each.record.name, each.record.type) for each in shown} == {
        (each.name, each.type) for each in sets(before, after)
    }


@settings(deadline=None)
@given(zones.sane())
def test_nothing_lies_between_a_zone_and_itself(records):
    assert sets(records, reversed(records)) == changes(records, records) == ()


def test_the_zone_s_own_name_servers_are_left_alone():
    before = rows("@ 60 NS ns1.hoster.example.", "sub 60 NS ns.example.")
    assert sets(before, []) == (RecordSet("sub", "NS", 60, ()),)
    assert replaced(before, [], lambda record: True) == (before[0],)


def test_a_changed_record_is_one_row_and_another_time_is_a_change():
    before = rows("a 60 A 192.0.2.1", "a 60 A 192.0.2.2", "b 60 A 192.0.2.3", "@ 60 A 192.0.2.4")
    after = rows("a 300 A 192.0.2.1", "a 300 A 192.0.2.9", "@ 60 A 192.0.2.4", "c 60 A 192.0.2.5")
    assert [(each.kind, each.record.name, each.record.data) for each in changes(before, after)] == [
        ("changed", "a", "192.0.2.1"), ("changed", "a", "192.0.2.9"), ("removed", "b", "192.0.2.3"),
        ("added", "c", "192.0.2.5"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("added", "stays"),
    [
        ("www 300 CNAME x.example.", ["@ 60 A 192.0.2.1"]),
        ("www 60 AAAA 2001:db8::1", ["@ 60 A 192.0.2.1", "www 60 A 192.0.2.2"]),
        ("www 60 A 192.0.2.3", ["@ 60 A 192.0.2.1"]),
    ],
)
def test_what_excludes_each_other_is_replaced(added, stays):
    before = rows("@ 60 A 192.0.2.1", "www 60 A 192.0.2.2")
    assert set(replaced(before, rows(added))) == set(rows(added, *stays))


def test_an_alias_goes_for_anything_else():
    assert replaced(rows("a 60 CNAME b.example."), rows("a 60 A 192.0.2.1")) == tuple(rows("a 60 A 192.0.2.1"))


def test_a_set_keeps_one_time():
    before = rows('@ 60 TXT "a"', '@ 60 TXT "b"')
    after = replaced(before, [Record("@", "TXT", 300, '"c"')], lambda record: record.data == '"a"')
    assert set(after) == set(rows('@ 300 TXT "b"', '@ 300 TXT "c"'))


@settings(deadline=None)
@given(zones.records())
def test_what_people_type_is_what_the_gateways_compare(records):
    for each in records:
        assert data_of(dns.rdata.from_text("IN", each.type, each.data, relativize=False)) == each.data
