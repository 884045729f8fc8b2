"""An address or host name replaced wherever records point to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.dns import Record
from rules.dns.replacing import replaced


def after(type, data, old, new, name="www"):
    (found,) = replaced([Record(name, type, 300, data)], old, new)
    assert (found.name, found.type, found.ttl) == (name, type, 300)
    return found.data


OLD, NEW, OLD6, NEW6 = "192.0.2.1", "198.51.100.7", "2001:db8::1", "2001:db8:1::7"


@pytest.mark.parametrize(
    ("type", "before", "expected"),
    [
        ("A", OLD, NEW),
        ("A", "192.0.2.10", "192.0.2.10"),
        ("HTTPS", f'1 . alpn="h2" ipv4hint="{OLD},192.0.2.2"', f'1 . alpn="h2" ipv4hint="{NEW},192.0.2.2"'),
        ("HTTPS", f'1 . ipv4hint="{OLD},{NEW}"', f'1 . ipv4hint="{NEW}"'),
        ("HTTPS", '1 . ipv4hint="192.0.2.10"', '1 . ipv4hint="192.0.2.10"'),
        ("TXT", f'"v=spf1 ip4:{OLD} -all"', f'"v=spf1 ip4:{NEW} -all"'),
        ("TXT", f'"v=spf1 +ip4:{OLD}/32 ?all"', f'"v=spf1 +ip4:{NEW}/32 ?all"'),
        ("TXT", f'"v=spf1 ip4:{OLD}/24 ip4:192.0.2.10 -all"', f'"v=spf1 ip4:{OLD}/24 ip4:192.0.2.10 -all"'),
        ("TXT", f'"moved from ip4:{OLD}"', f'"moved from ip4:{OLD}"'),
        ("TXT", f'"v=spf1 " "ip4:{OLD} -all"', f'"v=spf1 ip4:{NEW} -all"'),
    ],
)
def test_an_ipv4_address_is_replaced_where_it_is_one(type, before, expected):
    assert after(type, before, OLD, NEW) == expected


@pytest.mark.parametrize(
    ("type", "before", "expected"),
    [
        ("AAAA", OLD6, NEW6),
        ("SVCB", f'1 x.example. ipv6hint="{OLD6}"', f'1 x.example. ipv6hint="{NEW6}"'),
        ("TXT", '"v=spf1 ip6:2001:DB8:0::1/128 -all"', f'"v=spf1 ip6:{NEW6}/128 -all"'),
        ("A", OLD, OLD),
    ],
)
def test_an_ipv6_address_is_replaced_however_it_is_written(type, before, expected):
    assert after(type, before, OLD6, NEW6) == expected


@pytest.mark.parametrize(
    ("type", "before", "expected"),
    [
        ("CNAME", "old.hoster.example.", "new.hoster.example."),
        ("MX", "10 old.hoster.example.", "10 new.hoster.example."),
        ("SRV", "0 5 5060 old.hoster.example.", "0 5 5060 new.hoster.example."),
        ("NS", "old.hoster.example.", "new.hoster.example."),
        ("PTR", "old.hoster.example.", "new.hoster.example."),
        ("HTTPS", '1 old.hoster.example. alpn="h2"', '1 new.hoster.example. alpn="h2"'),
        ("TXT", '"v=spf1 a:OLD.hoster.example/24 include:old.hoster.example ~all"',
         '"v=spf1 a:new.hoster.example/24 include:new.hoster.example ~all"'),
        ("TXT", '"v=spf1 redirect=old.hoster.example"', '"v=spf1 redirect=new.hoster.example"'),
        ("MX", "10 very-old.hoster.example.", "10 very-old.hoster.example."),
        ("CNAME", "sub.old.hoster.example.", "sub.old.hoster.example."),
        ("TXT", '"old.hoster.example"', '"old.hoster.example"'),
        ("ALIAS", "old.hoster.example.", "old.hoster.example."),
        ("TXT", f'"v=spf1 {"a" * 300}"', f'"v=spf1 {"a" * 300}"'),
    ],
)  # fmt: skip
def test_a_host_name_is_replaced_where_it_is_the_target(type, before, expected):
    assert after(type, before, "old.hoster.example", "new.hoster.example") == expected


def test_the_zone_s_own_name_servers_stay_and_those_of_a_delegation_do_not():
    records = [Record("@", "NS", 300, "old.example."), Record("sub", "NS", 300, "old.example.")]
    assert replaced(records, "old.example", "new.example") == (
        Record("@", "NS", 300, "old.example."), Record("sub", "NS", 300, "new.example."),
    )  # fmt: skip


def test_where_the_new_one_stood_beside_the_old_one_it_stands_once():
    records = [Record("www", "A", 300, OLD), Record("www", "A", 300, NEW)]
    assert replaced(records, OLD, NEW) == (Record("www", "A", 300, NEW),)


def test_names_of_records_stay():
    assert replaced([Record("old", "CNAME", 300, "x.example.")], "old.muster.example", "new.example")[0].name == "old"


ADDRESSES = st.sampled_from([f"192.0.2.{number}" for number in range(1, 6)])
RECORDS = st.lists(
    st.one_of(
        st.builds(lambda name, data: Record(name, "A", 300, data), st.sampled_from("abc"), ADDRESSES),
        st.builds(lambda all: Record("@", "TXT", 300, f'"v=spf1 {" ".join(f"ip4:{e}" for e in all)} -all"'),
                  st.lists(ADDRESSES, min_size=1, max_size=3)),
        st.builds(lambda all: Record("@", "HTTPS", 300, f'1 . ipv4hint="{",".join(all)}"'),
                  st.lists(ADDRESSES, min_size=1, max_size=3, unique=True)),
    ),
    unique=True,
)  # fmt: skip


@given(RECORDS, ADDRESSES)
def test_nothing_of_the_old_one_is_left_and_the_way_back_leads_to_where_it_began(records, old):
    there = replaced(records, old, "198.51.100.7")
    assert not [each for each in there if old in each.data]
    assert replaced(there, old, "198.51.100.7") == there
    assert set(replaced(there, "198.51.100.7", old)) == set(records)
