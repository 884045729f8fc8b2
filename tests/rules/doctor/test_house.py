"""What `doctor` says of the database's shape, the files and what is to be looked at, and how it ends."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import clock
import database
import gateways
from commands import examine
from database import is_sqlite
from models import Document, Invoice, Work
from rules import doctor, work
from rules.accounting import parties
from tables import triggers
from tests.panels import rent


def test_a_missing_trigger_is_named(house):
    name = sorted(triggers.names())[0]
    table = name.split("_")[0]
    database.database.execute_sql(f'DROP TRIGGER "{name}"' + ("" if is_sqlite() else f' ON "{table}"'))
    assert list(doctor.lines()) == [f"In der Datenbank fehlt der Trigger {name}."]


def test_a_missing_column_index_or_table_is_named_and_nothing_else_is_asked(house):
    run = database.database.execute_sql
    run("DROP TABLE phonepin")
    run("ALTER TABLE document DROP COLUMN description")
    run("DROP INDEX openitem_booking_id")
    assert sorted(doctor.lines()) == [
        "In der Datenbank fehlt die Tabelle phonepin.",
        "In der Tabelle document fehlt die Spalte description.",
        "In der Tabelle openitem ist booking_id nicht eindeutig.",
    ]


def test_migrations_that_wait_or_are_unknown_are_named(house):
    database.database.execute_sql("UPDATE schema_migration SET name = '9999_future' WHERE name = '0003_money'")
    assert list(doctor.lines()) == [
        "Die Datenbank ist von einer neueren Version: 9999_future.",
        "Der Datenbank fehlen Schritte, bitte „upgrade“ aufrufen: 0003_money.",
    ]


@pytest.fixture
def document(house):
    key = gateways.files.put(b"Anlage")
    return Document.create(name="Anlage", file_key=key, file_name="anlage.pdf")


def path_of(house, key):
    return house.data_dir / "files" / key[:2] / key[2:4] / key


def test_a_file_that_is_gone_is_named(house, document):
    assert list(doctor.lines()) == []
    path_of(house, document.file_key).unlink()
    assert list(doctor.lines()) == [f"Die Datei von document {document.id} fehlt: {document.file_key}"]


def test_a_file_that_was_changed_is_named(house, document):
    path = path_of(house, document.file_key)
    path.chmod(0o600)
    path.write_bytes(b"Anlage!")
    assert list(doctor.lines()) == [f"Die Datei von document {document.id} wurde verändert: {document.file_key}"]


def test_mail_that_does_not_go_is_a_warning(house):
    gateways.start(replace(house, mail_url="smtp://127.0.0.1:1"), database.in_write)
    said = list(doctor.lines())
    assert len(said) == 1 and said[0].startswith("Warnung: Der Mailserver ist nicht erreichbar")


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://kunden.hoster.example", True), ("http://192.0.2.1:8000", True),
        ("https://kunden.hoster.example", False), ("http://127.0.0.1:8000", False), ("http://localhost:8000", False),
    ],
)  # fmt: skip
def test_an_address_under_which_passwords_travel_in_clear_is_a_warning(house, address, warned):
    gateways.start(replace(house, public_url=address), database.in_write)
    said = [line for line in doctor.lines() if line.startswith("Warnung: PUBLIC_URL beginnt mit http:")]
    assert bool(said) == warned


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({}, []),
        ({"name": "Nordhost"}, ["das Konto des Musters", "fehlt tax_number oder vat_id"]),
        ({"name": "Nordhost", "iban": "DE91100000000123456789", "tax_number": ""}, ["fehlt tax_number oder vat_id"]),
        ({"name": "Nordhost", "iban": "DE91100000000123456789", "vat_id": "DE136695976"}, []),
    ],
)
def test_what_a_hoster_left_as_in_the_sample_is_a_warning(house, own, said):
    gateways.start(replace(house, hoster=replace(house.hoster, **own)), database.in_write)
    found = list(doctor.lines())
    assert len(found) == len(said) and all(part in line for part, line in zip(said, found, strict=True))


def test_a_logo_that_cannot_be_printed_is_a_warning(house, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text("kein Bild")
    gateways.start(replace(house, hoster=replace(house.hoster, logo=str(logo))), database.in_write)
    assert list(doctor.lines()) == [
        f"Warnung: Die Datei {logo} ist kein SVG, PNG oder JPEG. Auf Rechnungen und Briefen steht darum nur der Name."
    ]


def test_work_that_waits_or_failed_is_a_warning(house, later):
    work.later("mail", 1)
    assert list(doctor.lines()) == []
    later(minutes=16)
    Work.create(kind="letters", key="1", failed_at=clock.now() - timedelta(days=1))
    said = list(doctor.lines())
    assert [line.split(":")[0] for line in said] == ["Warnung", "Warnung"]
    assert "1 Aufgabe wartet länger als 15 Minuten" in said[0] and "1-mal gescheitert: letters" in said[1]


def test_a_panel_that_contracts_have_and_the_settings_do_not_is_a_warning(alice):
    rent(alice.customer, panel="plesk1")
    rent(alice.customer, "zwei.example", panel="plesk1")
    assert list(doctor.lines()) == [
        "Warnung: Verträge haben einen Zugang in „plesk1“, das nicht mehr eingerichtet ist."
    ]


def test_an_invoice_without_its_documents_is_a_warning(alice):
    Invoice.create(
        number=1, customer=alice.customer, issued_on=clock.today(), due_on=clock.today(), recipient="x",
        seller=parties.seller(), net_cents=0, tax_cents=0, gross_cents=0,
    )  # fmt: skip
    assert list(doctor.lines()) == [
        "Warnung: 1 Rechnung hat noch keine Datei (PDF).",
        "Warnung: 1 Rechnung hat noch keine Datei (XML).",
    ]


@pytest.fixture
def run_doctor(house, monkeypatch):
    """The command on the test's house; gives how it ended and what it printed."""

    def run():
        monkeypatch.setattr("commands.open_house", lambda settings: None)
        monkeypatch.setattr("config.load", lambda: house)
        ended = CliRunner().invoke(examine)
        return ended.exit_code, ended.output

    return run


def test_the_command_ends_with_1_for_a_fault_and_with_0_for_warnings(house, document, run_doctor):
    assert run_doctor() == (0, "Alles ist in Ordnung.\n")
    Work.create(kind="letters", key="1", failed_at=clock.now())
    code, said = run_doctor()
    assert code == 0 and said.startswith("Warnung: ") and said.count("\n") == 1
    path_of(house, document.file_key).unlink()
    code, said = run_doctor()
    assert code == 1 and said.startswith("Die Datei von document")


def test_a_wrong_setting_ends_it_with_1(tmp_path):
    app = Path(__file__).parents[3] / "app.py"
    done = subprocess.run(
        [sys.executable, app, "doctor"], capture_output=True, text=True, timeout=60,
        env={"PATH": "/usr/bin:/bin", "KUNDENCENTER_DATA_DIR": str(tmp_path), "KUNDENCENTER_MAIL_URL": "gopher://x"},
    )  # fmt: skip
    assert done.returncode == 1 and "mail_url" in done.stderr
