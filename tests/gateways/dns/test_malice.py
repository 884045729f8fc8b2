"""A name server that answers with malice, or with nonsense."""

import json
import socket
import threading
import time
from contextlib import closing, suppress
from dataclasses import replace

import pytest

import config
from config import NameServer as Setting
from gateways import Rejected, Unreachable
from gateways.dns import Record, RecordSet, Zone, few, from_settings, patience
from gateways.dns.powerdns import PowerDns
from gateways.dns.rfc2136 import Rfc2136
from tests.middleman import Middleman

SET = {"name": "www.a.example.", "type": "A", "ttl": 60, "records": [{"content": "192.0.2.1", "disabled": False}]}
ZONE = {"name": "a.example.", "serial": 1, "rrsets": [SET]}


def powerdns_at(port):
    options = {"url": f"http://127.0.0.1:{port}", "api_key": "k"}
    return PowerDns(Setting("x", "powerdns", ("ns1.hoster.example.",), options))


@pytest.fixture
def saying():
    """A PowerDNS that says what a test wants."""
    with Middleman(0) as middleman:

        def say(answer):
            body = json.dumps(answer).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            middleman.on = lambda asked: head + body
            return powerdns_at(middleman.port)

        yield say


def test_a_zone_is_read_as_the_server_says_it(saying):
    assert saying(ZONE).zone("a.example") == Zone("a.example", 1, (Record("www", "A", 60, "192.0.2.1"),))


@pytest.mark.parametrize(
    "answer",
    [
        {"rrsets": []},
        ZONE | {"serial": "x"},
        ZONE | {"rrsets": [None]},
        *(
            ZONE | {"rrsets": [SET | wrong]}
            for wrong in (
                {"ttl": None}, {"ttl": "60"}, {"ttl": 10**30}, {"name": None}, {"type": 5}, {"records": None},
                {"records": [{"content": None, "disabled": False}]}, {"records": [{"content": "192.0.2.1"}]},
                {"name": "\ud800.a.example."}, {"type": "TXT", "records": [{"content": "\ud800", "disabled": False}]},
            )
        ),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_zone_is_refused_and_never_an_error_of_ours(saying, answer):
    with pytest.raises(Rejected):
        saying(answer).zone("a.example")


@pytest.mark.parametrize("answer", [[None], [{"name": "a."}], [{"name": None, "kind": "Master"}]])
def test_a_list_that_is_none_of_zones_is_refused(saying, answer):
    with pytest.raises(Rejected):
        saying(answer).zones()


@pytest.mark.parametrize(
    "answer",
    [
        [None],
        [{}],
        [{"active": True, "ds": [None]}],
        [{"active": True, "ds": ["1 2"]}],
        [{"active": True, "ds": ["1 2 2 a"], "dnskey": "x"}],
    ],
)
def test_keys_that_are_none_are_refused(saying, answer):
    with pytest.raises(Rejected):
        saying(answer).signing("a.example")


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_drips_holds_nobody_longer_than_the_patience_lasts(monkeypatch, head):
    monkeypatch.setattr(patience, "SECONDS", 0.5)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=drip, args=(listener, head), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(Unreachable):
            powerdns_at(listener.getsockname()[1]).zone("a.example")
        assert time.monotonic() - began < 5


def drip(listener, head):
    with suppress(OSError):
        client, _ = listener.accept()
        client.sendall(head)
        for _ in range(100):
            client.sendall(b" ")
            time.sleep(0.1)


def test_a_change_that_no_message_can_hold_is_refused_and_not_left_open():
    with Middleman(0) as middleman:
        middleman.on = lambda asked: "silence"
        options = {"server": f"127.0.0.1:{middleman.port}", "tsig_name": "k", "tsig_secret": "c2VjcmV0c2VjcmV0"}
        server = Rfc2136(Setting("x", "rfc2136", ("ns1.hoster.example.",), options))
        text = " ".join([f'"{"a" * 255}"'] * 16)
        with pytest.raises(Rejected):
            server.change(Zone("a.example", 1, ()), [RecordSet(f"a{n}", "TXT", 60, (text,)) for n in range(50)])


def test_a_server_that_hangs_takes_only_some_of_the_threads(monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 3)
    monkeypatch.setattr(few, "AT_ONCE", 1)
    monkeypatch.setattr(few, "WAIT_SECONDS", 0.05)
    with Middleman(0) as middleman:
        asked = threading.Event()
        middleman.on = lambda _: asked.set() or "silence"
        options = {"url": f"http://127.0.0.1:{middleman.port}", "api_key": "k"}
        setting = Setting("x", "powerdns", ("ns1.hoster.example.",), options)
        server = from_settings(replace(config.load({}), nameserver=(setting,)), lambda: False).default
        first = threading.Thread(target=ask, args=(server,))
        first.start()
        assert asked.wait(5)
        began = time.monotonic()
        with pytest.raises(Unreachable, match="antwortet gerade nicht"):
            server.zone("a.example")
        assert time.monotonic() - began < 2
        first.join()
        assert server.can_sign


def ask(server):
    with suppress(Unreachable):
        server.zone("a.example")
