"""Which of waitress' threads take what."""

import time
from threading import Event, current_thread
from types import SimpleNamespace

import pytest
from waitress.utilities import RequestEntityTooLarge

import app
import server


class Channel:
    """What waitress hands over: a request that is being served until it is let go."""

    def __init__(self, command="GET", path="/", error=None, sender="192.0.2.1"):
        self.requests, self.sender = [SimpleNamespace(command=command, path=path, error=error)], sender
        self.begun, self.let_go = Event(), Event()

    def service(self):
        self.begun.set()
        self.let_go.wait(10)

    def cancel(self):
        self.let_go.set()


@pytest.fixture
def dispatcher(monkeypatch):
    monkeypatch.setattr(server, "REST_SECONDS", 0)
    monkeypatch.setattr(server, "REST_IN_FLOOD", 0)
    dispatcher = server.Dispatcher(2, lambda channel: channel.sender)
    yield dispatcher
    dispatcher.shutdown(timeout=5)


def test_pages_are_served_while_many_logins_wait(dispatcher):
    logins = [Channel("POST", "/anmelden") for _ in range(10)]
    for login in logins:
        dispatcher.add_task(login)
    page = Channel()
    dispatcher.add_task(page)
    assert page.begun.wait(5)
    assert sum(login.begun.is_set() for login in logins) <= server.LOGIN_THREADS
    for each in (*logins, page):
        each.let_go.set()


def test_somebody_s_login_waits_for_nobody_else_s_flood(dispatcher):
    begun = []

    class Noted(Channel):
        def service(self):
            super().service()
            begun.append(self.sender)

    first = [Channel("POST", "/anmelden") for _ in range(server.LOGIN_THREADS)]
    flood = [Noted("POST", "/anmelden") for _ in range(60)]
    people = [Noted("POST", "/anmelden", sender=f"198.51.100.{n}") for n in range(3)]
    for each in (*first, *flood, *people):
        dispatcher.add_task(each)
    for each in (*flood, *people, *first):
        each.let_go.set()
    until(lambda: len(begun) == 63)
    assert {"198.51.100.0", "198.51.100.1", "198.51.100.2"} <= set(begun[:6])


@pytest.mark.parametrize(
    ("peer", "forwarded", "known_as"),
    [
        ("127.0.0.1", "", "127.0.0.1"), ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("192.0.2.9", "203.0.113.7", "192.0.2.9"), ("127.0.0.1", "2001:db8::7", "2001:db8::/64"),
        ("127.0.0.1", "nonsense", ""),
    ],
)  # fmt: skip
def test_who_sends_is_said_by_a_trusted_proxy_only(peer, forwarded, known_as):
    request = SimpleNamespace(headers={"X_FORWARDED_FOR": forwarded} if forwarded else {})
    said = app.sender(SimpleNamespace(trusted_proxies=("127.0.0.0/8",)))
    assert said(SimpleNamespace(addr=(peer, 50000), requests=[request])) == known_as


def test_the_login_page_itself_is_a_page(dispatcher):
    logins = [Channel("POST", "/anmelden") for _ in range(5)]
    page = Channel("GET", "/anmelden")
    for each in (*logins, page):
        dispatcher.add_task(each)
    assert page.begun.wait(5)
    for each in (*logins, page):
        each.let_go.set()


def test_all_logins_are_served_in_the_end(dispatcher):
    logins = [Channel("POST", "/anmelden") for _ in range(5)]
    for login in logins:
        login.let_go.set()
        dispatcher.add_task(login)
    assert all(login.begun.wait(5) for login in logins)


def test_what_could_not_be_parsed_is_answered(dispatcher):
    broken = Channel(error="no request")
    del broken.requests[0].command
    dispatcher.add_task(broken)
    assert broken.begun.wait(5)
    broken.let_go.set()


def test_of_the_waiting_threads_the_last_one_to_work_works_next(dispatcher):
    workers = []

    class Quick(Channel):
        def service(self):
            workers.append(current_thread())

    until(lambda: dispatcher.active_count == 0)  # both wait
    for n in range(1, 6):
        dispatcher.add_task(Quick())
        until(lambda n=n: len(workers) == n and dispatcher.active_count == 0)
    assert len(set(workers)) == 1


def test_what_is_too_large_to_be_looked_at_is_refused_in_both_languages(dispatcher):
    large = Channel(error=RequestEntityTooLarge("too much"))
    large.let_go.set()
    dispatcher.add_task(large)
    said = large.requests[0].error.to_response()[2].decode()
    assert "Bitte gehen Sie zurück" in said and 'lang="en"' in said and "Please go back" in said


def until(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
