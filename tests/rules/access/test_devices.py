"""The devices on which somebody is logged in."""

import pytest

import clock
from models import AuditEntry, Session
from rules import NotFound
from rules.access import devices


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox 145 auf Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
         "Safari/605.1.15", "Safari 18 auf macOS"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile "
         "Safari/537.36", "Chrome Mobile 142 auf Android"),
        ("curl/8.5.0", "curl 8"),
        ("", "Unbekanntes Gerät"),
        ("x" * 255, "Unbekanntes Gerät"),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_people_call_it(agent, name):
    assert devices.named(agent) == name


def test_the_list_begins_with_this_device_and_leaves_out_what_is_over(alice):
    here = Session.get(Session.account == alice.account)
    other = Session.create(token_hash="other", account=alice.account, address="192.0.2.7")
    Session.create(token_hash="old", account=alice.account, last_used_at=clock.ago(hours=3))
    assert [(device.id, device.is_this) for device in devices.of(here)] == [(here.id, True), (other.id, False)]


def test_one_ends_one_s_own_devices_only(alice, bob):
    here = Session.get(Session.account == alice.account)
    theirs = Session.get(Session.account == bob.account)
    with pytest.raises(NotFound):
        devices.end(here, theirs.id)
    other = Session.create(token_hash="other", account=alice.account)
    devices.end(here, other.id)
    assert not Session.select().where(Session.id == other.id).exists()
    assert AuditEntry.get().what == "logged out elsewhere"


def test_all_others_end_at_once(alice, bob):
    here = Session.get(Session.account == alice.account)
    Session.create(token_hash="other", account=alice.account)
    Session.create(token_hash="third", account=alice.account)
    devices.end_others(here)
    assert [row.id for row in Session.select().where(Session.account == alice.account)] == [here.id]
    assert Session.select().where(Session.account == bob.account).exists()
