"""Syslog: one frame a message whatever is in it, over TLS to whom it should be, in clear on this machine only."""

import json
import re
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from config import Settings, WrongSetting
from gateways import Unreachable, audit_log
from gateways.audit_log import Entry, from_settings
from tests.middleman import Middleman
from tests.nameservers import folder_of, free_port
from tests.syslog import Authority, serving

ENTRY = Entry(datetime(2026, 7, 1, 12, 30), "login refused", True, {"number": 7, "who": "Jörg"})


def server_at(url):
    return from_settings(Settings(audit_log_url=url, public_url="https://portal.example"))


@pytest.mark.parametrize("address", ["url", "clear_url"])
def test_messages_arrive_in_their_order(rsyslog, address):
    server = server_at(getattr(rsyslog, address))
    server.check()
    server.send([Entry(ENTRY.at, "contact added", False, {"number": number}) for number in range(600)])
    received = rsyslog.received(600)
    assert [said["number"] for _, said in received] == list(range(600))
    assert received[0][0] == ["109", "2026-07-01T12:30:00Z", "portal.example", "kundencenter", "contact-added"]


SAID = st.dictionaries(st.text(), st.text() | st.integers())


SAID = st.dictionaries(st.text(), st.text() | st.integers())


@given(st.builds(Entry, st.datetimes(), st.text(), st.booleans(), SAID))
def test_whatever_it_says_it_is_one_frame_in_ascii(entry):
    length, _, message = audit_log._framed(audit_log._message(entry, "portal.example")).partition(b" ")
    assert int(length) == len(message)
    head = r"<10[89]>1 \S+Z portal\.example kundencenter - [!-~]{1,32} - (.*)"
    said = re.fullmatch(head, message.decode("ascii"))[1]
    assert json.loads(said) == {"what": entry.what, **entry.said}


@pytest.mark.parametrize(("name", "days"), [("other.example", 1), ("localhost", -1)])
def test_a_server_with_the_wrong_certificate_is_told_nothing(rsyslog, authority, name, days):
    with folder_of("syslog") as folder:
        port = free_port()
        (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        with serving(folder, *authority.certify(name, days), port, free_port()):
            with pytest.raises(Unreachable, match="Zertifikat"):
                server_at(f"syslog+tls://localhost:{port}?ca={folder}/ca.pem").send([ENTRY])
            assert not (folder / "received").exists()


def test_a_server_that_nobody_vouches_for_is_told_nothing(rsyslog, tmp_path):
    (tmp_path / "others.pem").write_bytes(Authority().certificate.public_bytes(Encoding.PEM))
    for more in ("", f"?ca={tmp_path}/others.pem"):
        with pytest.raises(Unreachable, match="Zertifikat"):
            server_at(f"syslog+tls://localhost:{rsyslog.tls}{more}").send([ENTRY])


@pytest.mark.parametrize("reaction", ["silence", b"\0", b"not TLS at all"])
def test_one_that_says_nothing_sensible_is_unreachable_in_time(rsyslog, monkeypatch, reaction):
    monkeypatch.setattr(audit_log, "SECONDS", 0.3)
    with Middleman(rsyslog.tls) as middleman:
        middleman.on = lambda asked: reaction
        with pytest.raises(Unreachable):
            server_at(rsyslog.url.replace(str(rsyslog.tls), str(middleman.port))).send([ENTRY])


def test_without_an_address_there_is_none():
    with pytest.raises(Unreachable, match="AUDIT_LOG_URL"):
        server_at("").check()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1", "syslog://loghost.example", "syslog://192.0.2.1:601", "syslog+tls://", "syslog+tls://h:x",
        "syslog+tls://h/path", "syslog+tls://user@h", "syslog+tls://h?ca=/nowhere.pem", "syslog+tls://h?other=1",
        "syslog+tls://h?ca", "syslog://127.0.0.1?ca=/x", "syslog+tls://[", "loghost.example",
    ],
)  # fmt: skip
def test_a_wrong_address_stops_the_start(url):
    with pytest.raises(WrongSetting, match="audit_log_url"):
        server_at(url)
