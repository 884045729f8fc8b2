"""Syslog: one frame a message whatever is in it, over TLS to whom it should be, in clear on this machine only."""

import json
import re
import socket
import ssl
import threading
from contextlib import closing
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


def server_at(url, public_url="https://portal.example"):
    return from_settings(Settings(audit_log_url=url, public_url=public_url))


@pytest.mark.parametrize("address", ["url", "clear_url"])
def test_messages_arrive_in_their_order(rsyslog, address):
    server = server_at(getattr(rsyslog, address))
    server.check()
    server.send([Entry(ENTRY.at, "contact added", False, {"number": number}) for number in range(600)])
    received = rsyslog.received(600)
    assert [said["number"] for _, said in received] == list(range(600))
    assert received[0][0] == ["109", "2026-07-01T12:30:00Z", "portal.example", "kundencenter", "contact-added"]


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


@pytest.fixture
def hasty(authority, tmp_path):
    """A server that takes all and hangs up without TLS's farewell, as rsyslog does with GnuTLS; gives its address."""
    certificate, key = authority.certify()
    (tmp_path / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "server.pem").write_bytes(certificate + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        client, _ = listener.accept()
        with closing(context.wrap_socket(client, server_side=True)) as server:
            while server.recv(65536):
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"syslog+tls://localhost:{listener.getsockname()[1]}?ca={tmp_path}/ca.pem"
    thread.join(5)
    listener.close()


def test_one_that_hangs_up_without_a_farewell_is_named_as_that(hasty):
    with pytest.raises(Unreachable, match="GnuTLS"):
        server_at(hasty).send([ENTRY])


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        ("https://kunden.müller.example", "kunden.xn--mller-kva.example"), ("http://[::1]:8000", "::1"),
        ("http://127.0.0.1:8000", "127.0.0.1"), ("https://log_host", "log_host"),
    ],
)  # fmt: skip
def test_whatever_the_portal_is_called_the_log_server_can_read_it(rsyslog, public_url, host):
    server_at(rsyslog.clear_url, public_url).send([ENTRY])
    ((head, said),) = rsyslog.received(1)
    assert head[2] == host and said["number"] == 7


def test_a_log_server_is_found_by_its_name_in_the_dns():
    assert server_at("syslog+tls://löghost.example").target == ("xn--lghost-wxa.example", 6514)
    assert server_at("syslog://[::1]").target == ("::1", 601)


@pytest.mark.parametrize("public_url", ["https://a b.example", "https://a..b", "https://ü..b"])
def test_a_name_of_the_portal_that_no_log_server_can_read_stops_the_start(public_url):
    with pytest.raises(WrongSetting, match="public_url"):
        server_at("syslog://127.0.0.1", public_url)


def test_without_an_address_there_is_none():
    with pytest.raises(Unreachable, match="AUDIT_LOG_URL"):
        server_at("").check()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1", "syslog://loghost.example", "syslog://192.0.2.1:601", "syslog+tls://", "syslog+tls://h:x",
        "syslog+tls://h/path", "syslog+tls://user@h", "syslog+tls://h?ca=/nowhere.pem", "syslog+tls://h?other=1",
        "syslog+tls://h?ca", "syslog://127.0.0.1?ca=/x", "syslog+tls://[", "loghost.example", "syslog+tls://h?ca=",
        "syslog+tls://h?ca=%00", "syslog+tls://h:0", "syslog+tls://a..b", "syslog+tls://a b", "syslog+tls://-a.example",
        f"syslog+tls://{'a' * 64}.example", "syslog+tls://h?ca=/etc/passwd&ca=/etc/passwd", "syslog+tls://h?ca=/etc/passwd",
    ],
)  # fmt: skip
def test_a_wrong_address_stops_the_start(url):
    with pytest.raises(WrongSetting, match="audit_log_url"):
        server_at(url)
