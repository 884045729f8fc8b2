"""POST /api/traffic: programs send what they measured, and nobody else does."""

import json
from datetime import date, datetime

import pytest

import clock
from models import ApiToken, AuditEntry, TrafficReading, TrafficSample
from rules.products.traffic import batches
from rules.staff import api_tokens
from tests.rules.products.measuring import days, server

ADDRESS = "/api/traffic"


@pytest.fixture
def token(house, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 12))
    return api_tokens.make("Rechenzentrum 1")


@pytest.fixture
def send(visitor, token):
    def send(body, token=token, content_type="application/json", **headers):
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        given = {"Authorization": f"Bearer {token}"} if token else {}
        return visitor.client.post(ADDRESS, data=data, content_type=content_type, headers=given | headers)

    return send


def sample(**more):
    return {"server": "s1.example", "time": "2026-11-20T11:55:00Z", "bytes_in": 5, "bytes_out": 7} | more


def test_a_batch_is_taken_and_its_repetition_is_recognised(send):
    server()
    batch = {
        "samples": [
            sample(),
            sample(time="2026-11-20T11:50:00Z"),
            sample(time=None, day="2026-11-01") | {"time": "2026-11-01"},
        ]
    }
    answer = send(batch)
    assert answer.status_code == 200 and answer.json == {"new": 3, "replaced": 0, "unchanged": 0, "refused": []}
    assert [send(batch).json["unchanged"] for _ in range(3)] == [3, 3, 3]
    assert days() == {("s1.example", date(2026, 11, 20)): (10, 14), ("s1.example", date(2026, 11, 1)): (5, 7)}
    assert send({"samples": [sample(bytes_in=6)]}).json["replaced"] == 1
    assert days()["s1.example", date(2026, 11, 20)] == (11, 14)


def test_an_empty_batch_is_fine_and_a_day_stands_for_itself(send):
    server()
    assert send({"samples": []}).json == {"new": 0, "replaced": 0, "unchanged": 0, "refused": []}
    body = {"server": "s1.example", "day": "2026-11-02", "bytes_in": 1, "bytes_out": 2}
    assert send({"samples": [body]}).json["new"] == 1 and TrafficReading.select().count() == 0


def test_what_fits_is_taken_and_the_others_are_named_by_their_place(send):
    server()
    answer = send({"samples": [sample(server="x.example"), sample(), sample(bytes_in="5"), 7, sample(time="heute")]})
    assert answer.status_code == 422 and answer.json["new"] == 1
    assert [each["index"] for each in answer.json["refused"]] == [0, 2, 3, 4]
    assert all(each["error"].endswith(".") for each in answer.json["refused"])


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic dTpw", "bearer\t", "Bearer " + "x" * 9000, "Bearer \xff"]
)
def test_without_a_valid_token_nothing_is_taken(visitor, token, header):
    server()
    headers = {} if header is None else {"Authorization": header}
    answer = visitor.client.post(ADDRESS, json={"samples": [sample()]}, headers=headers)
    assert (
        answer.status_code == 401 and "Token" in answer.json["error"] and answer.headers["WWW-Authenticate"] == "Bearer"
    )
    assert not TrafficSample.select().exists()


def test_a_revoked_token_and_one_for_something_else_are_worth_nothing(send):
    server()
    row = ApiToken.get()
    ApiToken.update(use="other").execute()
    assert send({"samples": [sample()]}).status_code == 401
    ApiToken.update(use="traffic").execute()
    api_tokens.revoke(row)
    assert send({"samples": [sample()]}).status_code == 401 and not TrafficSample.select().exists()


def test_a_login_is_no_token(alice, chief, token):
    for person in (alice, chief):
        answer = person.client.post(ADDRESS, json={"samples": []})
        assert answer.status_code == 401 and answer.is_json


NO_BATCHES = (
    *("", "x", "[]", "7", "null", '"samples"', "{}", '{"samples": 7}', '{"samples": null}', '{"samples": {}}'),
    *(
        "[" * 100_000,
        '{"samples":' * 20_000,
        '{"samples": [' + "9" * 5000 + "]}",
        b"\xff\xfe",
        b"\x00",
        '{"samples": [NaN',
    ),
)


@pytest.mark.parametrize("body", NO_BATCHES, ids=lambda body: repr(body[:12]))
def test_what_is_no_batch_is_refused_with_a_sentence(send, body):
    answer = send(body)
    assert answer.status_code == 400 and answer.json["error"].endswith(".")


NONSENSE = (
    None,
    True,
    1.5,
    [],
    {},
    "",
    "\x00",
    "\ud800",
    "x" * 5000,
    -1,
    10**30,
    float("inf"),
    float("nan"),
    "\u202e",
    "%s'\"--",
)


@pytest.mark.parametrize("field", ["server", "time", "bytes_in", "bytes_out"])
def test_no_value_brings_it_down(send, field):
    server()
    answer = send({"samples": [sample(**{field: value}) for value in NONSENSE]})
    assert answer.status_code == 422 and len(answer.json["refused"]) == len(NONSENSE)
    assert not TrafficSample.select().exists()


def test_too_many_samples_and_too_large_a_body_are_refused(send):
    server()
    answer = send({"samples": [7] * (batches.MOST_SAMPLES + 1)})
    assert answer.status_code == 422 and "5000" in answer.json["error"]
    answer = send(b" " * (batches.MOST_BODY + 1))
    assert answer.status_code == 413 and "zu groß" in answer.json["error"]


def test_an_impossible_day_is_refused_as_a_whole(send):
    server()
    batch = [sample(time=f"2026-11-20T10:{n // 60:02}:{n % 60:02}Z", bytes_in=10**15) for n in range(101)]
    answer = send({"samples": batch})
    assert answer.status_code == 422 and "an einem Tag" in answer.json["error"] and days() == {}


def test_other_methods_and_addresses_are_answered_as_json_too(visitor, token):
    assert (visitor.get(ADDRESS).status_code, visitor.get(ADDRESS).is_json) == (405, True)
    answer = visitor.get("/api/nothing")
    assert (answer.status_code, answer.is_json) == (404, True)


def test_another_site_s_page_cannot_send_even_with_a_token(send):
    assert send({"samples": []}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 400


def test_the_last_use_is_put_down_and_no_measured_value_fills_the_audit_log(send):
    server()
    noted = AuditEntry.select().count()
    assert ApiToken.get().last_used_at is None
    send({"samples": [sample()]})
    assert ApiToken.get().last_used_at == datetime(2026, 11, 20, 12)
    assert AuditEntry.select().count() == noted


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59Z", "9999-12-31T23:30:00+00:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_at_the_end_of_all_calendars_is_refused(send, when):
    server()
    answer = send({"samples": [sample(time=when)]})
    assert answer.status_code == 422 and answer.json["refused"][0]["index"] == 0
