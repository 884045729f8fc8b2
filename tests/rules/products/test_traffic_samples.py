"""Samples are taken: the same sums come out of them in whatever order and however often they come."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import clock
import database
from database import write
from models import AuditEntry, TrafficReading, TrafficSample
from rules import Refused, doctor
from rules.products import traffic
from rules.products.traffic import samples
from tests.rules.products.measuring import days, readings, server, take

NOW = datetime(2026, 11, 20, 12)
S1 = "s1.example"


@pytest.fixture(autouse=True)
def now(house, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(moment):
    return moment.replace(tzinfo=UTC).isoformat()


class Rolled(Exception):
    """Ends an example, and with it all that it wrote."""


bytes_ = some.integers(0, 10**12)
moments = some.integers(0, 3 * 24 * 12).map(lambda n: NOW - timedelta(minutes=5 * n))
fine = some.dictionaries(some.tuples(some.sampled_from([S1, "s2.example"]), moments), some.tuples(bytes_, bytes_))
past = some.integers(0, 40).map(lambda n: date(2026, 11, 19) - timedelta(n))
whole = some.dictionaries(
    some.tuples(some.sampled_from([S1, "s2.example"]), past), some.tuples(bytes_, bytes_), max_size=10
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fine, whole, some.randoms(use_true_random=False), some.integers(1, 4))
def test_the_sums_agree_with_the_samples_whatever_order_and_repetition(now, readings_, days_, random, batches):
    owned = {}
    sent = [(name, at(moment), *value) for (name, moment), value in readings_.items()]
    sent += [(name, day.isoformat(), *value) for (name, day), value in days_.items()]
    sent += random.sample(sent, len(sent) // 2)
    random.shuffle(sent)
    expected = dict(days_)
    for (name, moment), (received, sent_) in readings_.items():
        key = (name, clock.local(moment).date())
        if key not in days_:
            known = expected.get(key, (0, 0))
            expected[key] = known[0] + received, known[1] + sent_
    try:
        with write():
            for name in (S1, "s2.example"):
                owned[name] = server(name)
            for start in range(batches):
                take(*sent[start::batches])
            take(*sent)  # and all of it once more
            assert days() == expected
            for name, made in owned.items():
                months = traffic.course(made.id).months
                for each in months:
                    mine = [
                        value
                        for (whose, day), value in expected.items()
                        if whose == name and day.month == each.day.month
                    ]
                    assert (
                        (each.bytes_in, each.bytes_out) == tuple(map(sum, zip(*mine, strict=True))) if mine else (0, 0)
                    )
            raise Rolled
    except Rolled:
        pass


def test_the_same_again_changes_nothing_and_another_value_replaces(house):
    server()
    batch = [(S1, at(NOW), 5, 7), (S1, at(NOW - timedelta(minutes=5)), 1, 2), (S1, "2026-11-01", 100, 200)]
    first, again = take(*batch), take(*batch)
    assert (first.new, first.replaced, first.unchanged) == (3, 0, 0)
    assert (again.new, again.replaced, again.unchanged) == (0, 0, 3)
    corrected = take((S1, at(NOW), 50, 7), (S1, "2026-11-01", 100, 201))
    assert corrected.replaced == 2
    assert days() == {(S1, date(2026, 11, 20)): (51, 9), (S1, date(2026, 11, 1)): (100, 201)}


def test_the_sum_of_a_whole_day_takes_the_place_of_its_readings_and_stays(house):
    server()
    take((S1, at(NOW), 5, 7), (S1, "2026-11-20", 100, 200))
    assert days() == {(S1, date(2026, 11, 20)): (100, 200)} and readings() == 0
    late = take((S1, at(NOW), 5, 7))
    assert late.refused == [(1, "Für den 20.11.2026 gibt es schon die Summe des ganzen Tages.")]
    assert days() == {(S1, date(2026, 11, 20)): (100, 200)}


def test_a_day_begins_at_midnight_in_berlin(house):
    server()
    take(
        (S1, "2026-11-18T22:59:59Z", 1, 0), (S1, "2026-11-18T23:00:00Z", 2, 0), (S1, "2026-11-19T23:59:59+01:00", 4, 0)
    )
    assert days() == {(S1, date(2026, 11, 18)): (1, 0), (S1, date(2026, 11, 19)): (6, 0)}


def test_a_server_is_found_by_its_name_in_any_case_and_by_its_addresses(house):
    server(address="192.0.2.7")
    server("s2.example", address="2001:db8::7")
    outcome = take(
        ("S1.Example.", "2026-11-01", 1, 0), ("192.0.2.7", "2026-11-02", 1, 0), ("2001:DB8:0::7", "2026-11-01", 1, 0)
    )
    assert outcome.new == 3 and not outcome.refused


def test_unknown_servers_and_names_that_two_have_are_not_taken_and_the_others_are(house):
    server(), server("twice.example"), server("twice.example", 502)
    outcome = take(
        ("nobody.example", "2026-11-01", 1, 0), ("twice.example", "2026-11-01", 1, 0), (S1, "2026-11-01", 1, 0)
    )
    assert [place for place, _ in outcome.refused] == [1, 2] and outcome.new == 1
    assert "gibt es hier nicht" in outcome.refused[0][1] and "IP-Adresse" in outcome.refused[1][1]


def test_readings_are_forgotten_after_a_while_and_their_days_stay(house, monkeypatch):
    server()
    take((S1, at(NOW - timedelta(days=14)), 5, 7), (S1, at(NOW), 1, 1))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    samples.forget_old("2026-11-21")
    assert readings() == 1 and days()[S1, date(2026, 11, 6)] == (5, 7)
    outcome = take((S1, at(NOW - timedelta(days=14)), 5, 7))
    assert "länger als 14 Tage" in outcome.refused[0][1] and days()[S1, date(2026, 11, 6)] == (5, 7)


def test_doctor_says_where_a_day_is_not_the_sum_of_its_readings(house):
    server()
    take((S1, at(NOW), 5, 7), (S1, at(NOW - timedelta(minutes=5)), 1, 1), (S1, "2026-11-01", 3, 3))
    assert list(doctor.faults()) == []
    TrafficSample.update(bytes_in=TrafficSample.bytes_in + 1).execute()
    assert list(doctor.faults()) == [
        "Server s1.example: der Traffic vom 2026-11-20 ist nicht die Summe seiner Messwerte."
    ]


def test_a_trial_changes_nothing_and_says_the_same(house):
    server()
    assert take((S1, "2026-11-01", 1, 0), dry_run=True).new == 1
    assert days() == {} and take((S1, "2026-11-01", 1, 0)).new == 1


NO_MOMENTS = (
    *("", "gestern", "2026-11-21", "2026-11-20T12:06:00Z", "1999-12-31", "2026-11-19T12:00:00", "31.02.2026"),
    *("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "9999999999", "\x00", "-1", "2026-11-19T25:00Z"),
)


@pytest.mark.parametrize("when", NO_MOMENTS)
def test_a_moment_that_makes_no_sense_is_refused_with_a_sentence(house, when):
    with pytest.raises(ValueError, match=r"\.$"):
        samples.sample(S1, when, 1, 1)


def test_seconds_since_1970_and_german_days_are_understood(house):
    assert samples.moment_of("1795176000") == (date(2026, 11, 20), datetime(2026, 11, 20, 12))
    assert samples.moment_of("19.11.2026") == (date(2026, 11, 19), None)


@pytest.mark.parametrize("size", [-1, 10**15 + 1, 2**64])
def test_sizes_that_cannot_be_are_refused(house, size):
    with pytest.raises(ValueError):
        samples.sample(S1, "2026-11-01", size, 0)


def test_a_day_holds_no_more_than_can_be_and_nothing_of_the_batch_is_kept_then(house):
    server()
    batch = [(S1, at(NOW - timedelta(seconds=n)), 10**15, 0) for n in range(101)]
    with pytest.raises(Refused, match="an einem Tag"):
        take(*batch)
    assert days() == {} and readings() == 0


def test_a_correction_is_in_the_audit_log_and_a_day_that_goes_on_is_not(house):
    owned = server()
    take((S1, "2026-11-20", 10, 10), (S1, "2026-11-01", 10, 10))
    take((S1, "2026-11-20", 20, 10))
    assert not AuditEntry.select().where(AuditEntry.what == "traffic corrected").exists()
    take((S1, "2026-11-01", 5, 10))
    entry = AuditEntry.get(AuditEntry.what == "traffic corrected")
    assert entry.row == owned.contract_id and entry.customer_id == owned.contract.customer_id
    assert (json.loads(entry.before), json.loads(entry.after)) == ({"bytes": 20, "days": 1}, {"bytes": 15, "days": 1})


def test_a_batch_asks_the_database_as_often_as_one_sample(house):
    server()

    def questions(count):
        asked = []
        execute = database.database.obj.execute_sql

        def counting(sql, *more, **others):
            asked.append(sql)
            return execute(sql, *more, **others)

        database.database.obj.execute_sql = counting
        try:
            take(*((S1, at(NOW - timedelta(minutes=n, hours=count)), 1, 1) for n in range(count)))
        finally:
            database.database.obj.execute_sql = execute
        return len(asked)

    assert questions(2) == questions(200)
    assert TrafficReading.select().count() == 202 and TrafficSample.select().count() == 2
