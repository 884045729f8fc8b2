"""Which of waitress' threads take what."""

import time
from threading import Event, current_thread
from types import SimpleNamespace

import pytest
from waitress.utilities import RequestEntityTooLarge

import server


class Channel:
    """What waitress hands over: a request that is being served until it is let go."""

    def __init__(self, command="GET", path="/", error=None):
        self.requests = [SimpleNamespace(command=command, path=path, error=error)]
        self.begun, self.let_go = Event(), Event()

    def service(self):
        self.begun.set()
        self.let_go.wait(10)

    def cancel(self):
        self.let_go.set()


@pytest.fixture
def dispatcher(monkeypatch):
    monkeypatch.setattr(server, "REST_SECONDS", 0)
    dispatcher = server.Dispatcher(2)
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
