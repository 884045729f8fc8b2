"""The database: transactions, compiled queries, rows that stay as they are."""

from datetime import date

import peewee
import pytest
from playhouse.schema_diff import diff_models

import database
from database import Compiled, write
from database import database as db
from models import TABLES, Account, AuditEntry, Booking, Customer, NumberRange
from rules import audit, operation
from tables import triggers


def test_the_migrations_make_the_tables_that_the_models_describe(house):
    assert not diff_models(db.obj, list(TABLES)), str(diff_models(db.obj, list(TABLES)))


def test_every_compiled_query_is_what_peewee_would_write_today(house):
    for query in Compiled.known:
        query.compile()
        sql, places = query.build().sql()
        assert (query.sql, query.places) == (sql, places)


def test_a_compiled_query_gives_dates_as_dates(alice, house):
    Booking.create(customer=alice.customer, booked_on=date(2026, 1, 31), kind="RE", amount_cents=-100)
    query = Compiled(lambda: Booking.select(Booking.booked_on, Booking.created_at))
    assert query.one().booked_on == date(2026, 1, 31)


def test_nested_writes_join_and_fail_together(house):
    with pytest.raises(ZeroDivisionError), write():
        Account.create(email="a@a.example")
        with write():
            Account.create(email="b@b.example")
        raise ZeroDivisionError
    assert not Account.select().where(Account.email.in_(["a@a.example", "b@b.example"])).exists()


@pytest.mark.parametrize("change", ["UPDATE booking SET amount_cents = 0", "DELETE FROM booking"])
def test_a_booking_can_be_neither_changed_nor_deleted(alice, change):
    Booking.create(customer=alice.customer, booked_on=date(2026, 1, 31), kind="RE", amount_cents=-100)
    with pytest.raises((peewee.IntegrityError, peewee.InternalError)):
        db.execute_sql(change)
    assert Booking.get().amount_cents == -100


def test_all_triggers_are_there_after_the_migrations(house):
    assert triggers.present() == triggers.names()


def test_lost_triggers_come_back_at_the_next_start(house):
    db.execute_sql("DROP TRIGGER invoice_no_update" + ("" if database.is_sqlite() else " ON invoice"))
    operation.upgrade()
    assert triggers.present() == triggers.names()


def test_a_database_of_a_newer_version_is_refused(house):
    db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '2030-01-01')")
    with pytest.raises(operation.NewerDatabase, match="9999_from_the_future"):
        operation.upgrade()


def test_a_rollback_gives_its_number_back(house):
    assert operation.next_number("ticket", 1001) == 1001
    with pytest.raises(ZeroDivisionError), write():
        operation.next_number("ticket", 1001)
        raise ZeroDivisionError
    assert operation.next_number("ticket", 1001) == 1002


def test_numbers_go_on_behind_those_that_came_from_elsewhere(house):
    operation.reserve_numbers("customer", 10002)
    operation.reserve_numbers("customer", 501)
    assert operation.next_number("customer", 1) == 10003
    assert NumberRange.get(NumberRange.name == "customer").next_number == 10004


def test_a_change_notes_what_was_and_what_is_without_secrets(alice):
    with write():
        audit.change("changed", alice.account, password_hash="$argon2id$…", name="Alice A.")
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert "argon2" not in entry.before + entry.after
    assert '"Alice Ahrens"' in entry.before and '"Alice A."' in entry.after


def test_a_note_outside_a_transaction_is_a_mistake(alice):
    with pytest.raises(RuntimeError):
        audit.note("changed", alice.customer)


def test_a_change_that_changes_nothing_is_not_noted(alice):
    count = AuditEntry.select().count()
    with write():
        assert not audit.change("changed", alice.customer, city="Hannover")
    assert AuditEntry.select().count() == count and Customer.get_by_id(alice.customer.id).city == "Hannover"


@pytest.mark.parametrize(
    ("address", "mode", "certificates"),
    [
        ("u:p@db.example/kc", "verify-full", "system"),
        ("u:p@[2001:db8::5]:5433/kc?application_name=kc", "verify-full", "system"),
        ("db.example/kc?sslrootcert=/etc/ca.pem", "verify-full", "/etc/ca.pem"),
        ("db.example/kc?sslmode=require", "require", None),
        ("127.0.0.1:5433/kc", None, None),
        ("/kc?host=/run/postgresql", None, None),
    ],
)
def test_a_database_on_another_machine_has_to_prove_its_name(house, address, mode, certificates):
    database.start(f"postgresql://{address}")
    asked = db.obj.connect_params
    assert (asked.get("sslmode"), asked.get("sslrootcert")) == (mode, certificates)
    database.start(house.database_url)
