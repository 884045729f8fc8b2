"""What every answer has in common, whatever was asked."""

import logging

import pytest

from rules import operation

SECRET = "postgresql://portal:geheim@db.example"


@pytest.fixture
def broken(monkeypatch):
    """Something inside fails with a message that is nobody's business."""

    def fail():
        raise RuntimeError(SECRET)

    monkeypatch.setattr(operation, "check_database", fail)


def test_a_fault_of_ours_says_nothing_about_itself_but_to_the_log(visitor, broken, caplog):
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/healthz")
    assert answer.status_code == 500
    assert SECRET not in answer.text and "RuntimeError" not in answer.text and "Traceback" not in answer.text
    assert SECRET in caplog.text


def test_pages_refusals_and_faults_carry_the_same_protection(alice, visitor, broken):
    answers = [alice.get("/daten/adresse"), alice.get("/gibt-es-nicht"), visitor.get("/daten/adresse"),
               visitor.get("/healthz"), visitor.post("/anmelden", csrf=False)]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 404, 303, 500, 400]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "base-uri 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_other_sites_are_told_nothing(alice):
    answer = alice.get("/daten/adresse", headers={"Origin": "https://evil.example"})
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT"])
def test_methods_that_nobody_needs_are_refused(alice, method):
    answer = alice.client.open("/daten/adresse", method=method, headers={"Content-Type": "", "X-Secret": "echo me"})
    assert answer.status_code == 405 and "echo me" not in answer.text


def test_pages_say_how_they_are_written(alice, visitor):
    for answer in (alice.get("/daten/adresse"), alice.htmx("/daten/adresse"), visitor.get("/gibt-es-nicht")):
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert visitor.get("/healthz").headers["Content-Type"] == "application/json"
