"""The audit log on another machine: nothing is lost, and nothing personal but who and from where goes there."""

import json
import socket
import struct
import threading
from contextlib import closing, suppress
from dataclasses import replace

import pytest
from peewee import fn

import clock
import database
import gateways
import work as due
from database import write
from gateways import Unreachable
from models import AuditEntry, UnsentEntry, Work
from rules import audit, doctor, log_server, work
from tests.middleman import Middleman, _forward


@pytest.fixture(autouse=True)
def nothing_daily(monkeypatch):
    """The day's work notes things of its own, once a process: it is not what is looked at here."""
    monkeypatch.setattr(due, "put_down_daily", lambda: None)


def note(alice, what="login refused", **after):
    with write():
        audit.note(what, alice.contact, after=after)
    return AuditEntry.select().order_by(AuditEntry.id.desc()).get().id


def numbers(received):
    return [said["number"] for _, said in received]


def start(house, url):
    gateways.start(replace(house, audit_log_url=url), database.in_write)


def waiting():
    return [row["number"] for row in UnsentEntry.oldest(100)]


def test_what_is_noted_arrives_once_and_in_order(alice, forwarding):
    with audit.acting("Jörg \u202e<13>1 \n\x1b Müller", alice.customer, "192.0.2.7", "r-1"):
        sent = [note(alice), note(alice, "contact added", first_name="Geheim")]
    log_server.send()
    (head, said), (other, _) = received = forwarding.received(2)
    assert numbers(received) == sent and waiting() == []
    at = AuditEntry.get_by_id(sent[0]).at.isoformat()
    assert head == ["108", f"{at}Z", "127.0.0.1", "kundencenter", "login-refused"]
    assert other[0] == "109" and other[4] == "contact-added"
    assert said == {
        "what": "login refused", "number": sent[0], "who": "Jörg \u202e<13>1 \n\x1b Müller", "account": None,
        "customer": 501, "address": "192.0.2.7", "request": "r-1", "table": "contact", "row": alice.contact.id,
    }  # fmt: skip


def test_what_was_before_and_after_stays_here(alice, forwarding):
    note(alice, "contact added", first_name="Geheim")
    log_server.send()
    assert "Geheim" not in json.dumps(forwarding.received(1))


def test_without_a_log_server_nothing_is_kept_for_it(alice, house):
    note(alice)
    due.all_due()
    assert not UnsentEntry.select().exists() and not Work.select().where(Work.kind == log_server.WORK).exists()


def test_what_is_taken_back_is_not_sent(alice, forwarding):
    with pytest.raises(RuntimeError), write():
        audit.note("login refused", alice.contact)
        raise RuntimeError
    assert waiting() == []


def test_a_server_that_is_away_gets_all_of_it_when_it_is_back(alice, forwarding, house, later):
    start(house, "syslog+tls://localhost:1")
    first = note(alice)
    for _ in range(30):  # two hours
        due.all_due()
        later(minutes=4)
    job = Work.get(Work.kind == log_server.WORK)
    assert job.failed_at is None and "Logserver" in job.error and waiting() == [first]
    said = [line for line in doctor.lines() if "Logserver" in line or "Protokolls" in line]
    assert len(said) == 2 and all(line.startswith(doctor.WARNING) for line in said)
    second = note(alice)
    start(house, forwarding.url)
    due.all_due()
    assert numbers(forwarding.received(2)) == [first, second]
    assert not [line for line in doctor.lines() if "Logserver" in line]


def test_a_process_that_ends_between_sending_and_noting_sends_it_again_with_its_number(alice, forwarding, monkeypatch):
    sent = note(alice)
    with monkeypatch.context() as broken:
        broken.setattr(UnsentEntry, "delete", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log_server.send()
    log_server.send()
    assert numbers(forwarding.received(2)) == [sent, sent]


class Cutter(Middleman):
    """Passes on so many bytes of what the client says, then hangs up: at once, or in peace after it has heard all."""

    most, in_peace = 0, False

    def _talk(self, client):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.target))) as server:
            threading.Thread(target=_forward, args=(server, client), daemon=True).start()
            passed = 0
            while passed < self.most and (piece := client.recv(1000)):
                server.sendall(piece)
                passed += len(piece)
            while self.in_peace and client.recv(65536):
                client.settimeout(0.2)
        if self.in_peace:
            client.shutdown(socket.SHUT_RDWR)
            return
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()


# In clear nothing tells a peaceful end from one in the middle: that is for a daemon on this machine.
@pytest.mark.parametrize(("address", "in_peace"), [("url", False), ("url", True), ("clear_url", False)])
@pytest.mark.parametrize("most", [0, 1000, 5000])
def test_a_connection_that_is_cut_in_the_middle_loses_nothing(alice, forwarding, house, address, in_peace, most):
    sent = [note(alice) for _ in range(50)]
    url, port = getattr(forwarding, address), str({"url": forwarding.tls, "clear_url": forwarding.clear}[address])
    with Cutter(int(port)) as cutter:
        cutter.most, cutter.in_peace = most, in_peace
        start(house, url.replace(port, str(cutter.port)))
        with pytest.raises(Unreachable):
            log_server.send()
        assert waiting() == sent
    start(house, forwarding.url)
    log_server.send()
    arrived = []
    while arrived[-50:] != sent:
        arrived += numbers(forwarding.received(1))
    assert set(arrived) == set(sent) and waiting() == []


def test_many_go_in_several_batches(alice, forwarding, monkeypatch):
    monkeypatch.setattr(log_server, "AT_ONCE", 3)
    sent = [note(alice) for _ in range(8)]
    log_server.send()
    assert numbers(forwarding.received(8)) == sent


def test_one_that_becomes_visible_late_is_sent_all_the_same(alice, forwarding):
    """On PostgreSQL an entry with a lower number may be committed after one with a higher."""
    first, second = note(alice), note(alice)
    row = UnsentEntry.get(UnsentEntry.entry == first)
    row.delete_instance()
    log_server.send()
    UnsentEntry.create(entry=first)
    log_server.send()
    assert numbers(forwarding.received(2)) == [second, first]


def test_of_two_transactions_at_once_the_one_that_ends_later_is_sent_too(alice, forwarding):
    """On SQLite the second waits for the first; on PostgreSQL it overtakes it."""
    noted, overtaken, ids = threading.Event(), threading.Event(), []

    def slow():
        try:
            with audit.acting("Tests"), write():
                audit.note("login refused", alice.contact)
                ids.append(AuditEntry.select(fn.MAX(AuditEntry.id)).scalar())
                noted.set()
                overtaken.wait(0.2 if database.is_sqlite() else 10)
        finally:
            database.drop_connection()

    other = threading.Thread(target=slow)
    other.start()
    noted.wait(10)
    ids.append(note(alice))
    log_server.send()
    overtaken.set()
    other.join()
    log_server.send()
    assert ids[0] < ids[1] and waiting() == []
    assert numbers(forwarding.received(2)) == (ids if database.is_sqlite() else ids[::-1])


@pytest.mark.parametrize(
    ("what", "severity"),
    [
        ("login refused", "108"), ("second factor wrong", "108"), ("malware found", "108"), ("caller failed", "108"),
        ("passkey refused: its counter went back", "108"), ("malware no longer found", "109"), ("month locked", "109"),
        ("month unlocked", "109"),
    ],
)  # fmt: skip
def test_what_was_refused_or_wrong_is_a_warning(alice, forwarding, what, severity):
    note(alice, what)
    log_server.send()
    assert [head[0] for head, _ in forwarding.received(1)] == [severity]


def test_whatever_goes_wrong_it_is_tried_again_for_ever(alice, forwarding, house, later, monkeypatch):
    first = note(alice)
    with monkeypatch.context() as broken:
        broken.setattr(log_server, "_entry", lambda row: 1 / 0)
        for _ in range(40):
            due.all_due()
            later(minutes=4)
    job = Work.get(Work.kind == log_server.WORK)
    assert job.failed_at is None and "ZeroDivisionError" in job.error
    due.all_due()
    assert numbers(forwarding.received(1)) == [first]


@pytest.fixture
def told(monkeypatch):
    """The numbers that were about to be sent; `told.meanwhile` is done each time."""

    class Told(list):
        meanwhile = staticmethod(lambda: None)

    real, told = log_server._entry, Told()

    def entry(row):
        told.append(row["number"])
        told.meanwhile()
        return real(row)

    monkeypatch.setattr(log_server, "_entry", entry)
    return told


def test_a_server_that_is_away_is_not_asked_again_at_once(alice, house, forwarding, told, later):
    start(house, "syslog+tls://localhost:1")
    sent = note(alice)
    for _ in range(5):
        due.all_due()
        later(seconds=1)
    assert told == [sent]


def test_while_one_process_sends_another_does_not(alice, forwarding, told):
    sent = note(alice)
    told.meanwhile = due.all_due
    due.all_due()
    assert told == [sent] and numbers(forwarding.received(1)) == [sent]


def test_what_waits_when_the_setting_is_emptied_is_sent_when_it_is_set_again(alice, forwarding, house):
    first = note(alice)
    start(house, "")
    note(alice)
    due.all_due()
    assert waiting() == [first]
    start(house, forwarding.url)
    due.all_due()
    assert numbers(forwarding.received(1)) == [first]


def test_it_is_put_down_once_while_it_waits(alice, forwarding):
    note(alice)
    log_server.wake()
    log_server.wake()
    note(alice)
    log_server.wake()
    assert Work.select().where(Work.kind == log_server.WORK).count() == 1
    while work.do_next({log_server.WORK: log_server.send}):
        pass
    assert waiting() == [] and len(forwarding.received(2)) == 2
    note(alice)
    log_server.wake()
    assert Work.get(Work.kind == log_server.WORK).due <= clock.now()
    while work.do_next({log_server.WORK: log_server.send}):
        pass
    assert len(forwarding.received(1)) == 1
