"""Nothing outside is touched while a transaction is open."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

import gateways
from config import NameServer, WrongSetting
from gateways.dns import Zone
from gateways.mail import Mail

CALLS = {
    "mail.send": lambda: gateways.mail.send(Mail("alice@muster.example", "Hallo", "Text", "<1@muster.example>")),
    "audit_log.check": lambda: gateways.audit_log.check(),
    "files.put": lambda: gateways.files.put(b"Inhalt"),
    "files.open": lambda: gateways.files.open("0" * 64),
    "files.size": lambda: gateways.files.size("0" * 64),
    "scanner.scan": lambda: gateways.scanner.scan(BytesIO(b"Inhalt")),
    "scanner.version": lambda: gateways.scanner.version(),
    "typst.pdf": lambda: gateways.typst.pdf("paper", {"date": date(2026, 1, 1)}),
    "dns.exists": lambda: gateways.dns.of("zones").exists("muster.example"),
    "dns.zone": lambda: gateways.dns.default.zone("muster.example"),
    "dns.create": lambda: gateways.dns.of("zones").create(Zone("muster.example", 0, ())),
    "dns.change": lambda: gateways.dns.of("zones").change(Zone("muster.example", 0, ()), ()),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_inside_a_transaction_fails_loudly_and_touches_nothing(call, start, tmp_path):
    start(in_transaction=lambda: True)
    with pytest.raises(RuntimeError, match="inside a transaction"):
        CALLS[call]()
    assert list(tmp_path.iterdir()) == []


def test_a_method_taken_before_the_transaction_is_closed_during_it_and_open_again_after(start):
    inside = []
    start(in_transaction=lambda: bool(inside))
    put = gateways.files.put
    inside.append("a transaction")
    with pytest.raises(RuntimeError):
        put(b"Inhalt")
    inside.clear()
    assert gateways.files.size(put(b"Inhalt")) == 6


def test_a_name_server_that_the_settings_no_longer_have_may_come_back(start):
    start()
    with pytest.raises(gateways.Unreachable, match="„ns9“"):
        gateways.dns.of("ns9")


def test_the_default_name_server_is_the_first(settings, start, tmp_path):
    second = NameServer("more", "zonefile", ("ns1.example.",), {"folder": str(tmp_path / "more")})
    start(replace(settings, nameserver=(*settings.nameserver, second)))
    gateways.dns.default.create(Zone("muster.example", 0, ()))
    assert gateways.dns.of("zones").exists("muster.example")
    assert not gateways.dns.of("more").exists("muster.example")
    assert gateways.dns.names == ("zones", "more")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"files_url": "s3://bucket"}, "files_url: s3:// is not supported"),
        ({"files_url": "file://files"}, "files_url: 'file://files' must be a whole path"),
        ({"mail_url": "file://mails"}, "mail_url: 'file://mails' must be a whole path"),
        ({"mail_url": "smtp://:25"}, "mail_url: the host is missing"),
        ({"mail_url": "smtp://mail.example:many"}, "mail_url: "),
        ({"nameserver": (NameServer("ns1", "zonefile", ("ns1.example.",)),)}, "nameserver ns1: folder is missing"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_at_the_start(wrong, sentence, settings, start):
    with pytest.raises(WrongSetting) as refusal:
        start(replace(settings, **wrong))
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("wrong", [{"email": "kein-at"}, {"name": "Muster\r\nBcc: eve@evil.example"}])
def test_a_hoster_who_cannot_stand_in_a_from_line_is_refused_at_the_start(wrong, settings, start):
    with pytest.raises(WrongSetting, match="hoster"):
        start(replace(settings, hoster=replace(settings.hoster, **wrong)))
