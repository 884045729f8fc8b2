"""Traffic out of CSV files: every line that is not taken is named, and nothing counts twice."""

from datetime import date, datetime

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import clock
import commands
from models import AuditEntry, TrafficReading, TrafficSample
from rules import Refused
from rules.products.traffic import files
from tests.rules.products.measuring import days, server

TABLE = """server;day;bytes_in;bytes_out
s1.example;2026-11-01;100;200
192.0.2.7;02.11.2026;1;2
s1.example;2026-11-19T12:05:00+01:00;5;6
"""


@pytest.fixture(autouse=True)
def now(house, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 12))


@pytest.fixture
def take(tmp_path):
    """Takes a file with this content; gives whether all was taken, and what was said."""

    def take(content, dry_run=False):
        path = tmp_path / "traffic.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = []
        return files.take(path, said.append, dry_run), said

    return take


def test_a_table_is_taken_and_again_changes_nothing(take):
    server(address="192.0.2.7")
    assert take(TABLE) == (True, ["Neu: 3, ersetzt: 0, schon bekannt: 0, nicht übernommen: 0."])
    expected = {date(2026, 11, 1): (100, 200), date(2026, 11, 2): (1, 2), date(2026, 11, 19): (5, 6)}
    assert {day: value for (_, day), value in days().items()} == expected
    assert take(TABLE) == (True, ["Neu: 0, ersetzt: 0, schon bekannt: 3, nicht übernommen: 0."])
    assert {day: value for (_, day), value in days().items()} == expected
    assert AuditEntry.select().where(AuditEntry.what == "traffic imported").count() == 1


def test_a_corrected_line_replaces_the_former(take):
    server(address="192.0.2.7")
    take(TABLE)
    assert take(TABLE.replace(";100;", ";150;"))[1][-1].startswith("Neu: 0, ersetzt: 1")
    assert days()["s1.example", date(2026, 11, 1)] == (150, 200)


def test_every_line_that_is_not_taken_is_named_with_its_reason(take):
    server()
    table = b"\xef\xbb\xbfIP-Adresse,Zeitpunkt,Eingehend,Ausgehend,Notiz\r\n" + b"\r\n".join((
        b"s1.example,2026-11-01,1,2,gut", b"nobody.example,2026-11-01,1,2,", b"s1.example,gestern,1,2,", b"",
        b"s1.example,2026-11-02,1.5,2,", b"s1.example,2026-11-02,-1,2,", b"s1.example", b'"s1.example,2026-11-02,1,2,',
        b"s1.example\xff,2026-11-02,1,2,", b"x" * 2000, b"s1.example,2026-11-01T10:00:00,1,2,",
        b"s1.example,2026-11-01T10:00:00Z,1,2,", b"\x00,\x00,\x00,\x00,", b"s1.example,2026-11-02,1,2,gut",
    ))  # fmt: skip
    everything, said = take(table)
    assert not everything and said[-1] == "Neu: 2, ersetzt: 0, schon bekannt: 0, nicht übernommen: 11."
    assert [int(line.split()[1].rstrip(":")) for line in said[:-1]] == [3, 4, *range(6, 15)]
    assert all(line.endswith(".") and len(line) < 200 for line in said)
    assert days() == {("s1.example", date(2026, 11, day)): (1, 2) for day in (1, 2)}


@pytest.mark.parametrize("head", ["", "server;day;bytes_in", "a,b,c,d", "\x00", "server day bytes_in bytes_out"])
def test_a_file_without_the_columns_is_refused_and_says_what_is_expected(take, head):
    with pytest.raises(Refused, match="server;day;bytes_in;bytes_out"):
        take(head + "\n1;2;3;4\n")


def test_a_trial_says_what_would_be_and_changes_nothing(take):
    server(address="192.0.2.7")
    everything, said = take(TABLE, dry_run=True)
    assert everything and said[0].startswith("Neu: 3") and "nur eine Probe" in said[1]
    assert not TrafficSample.select().exists() and not TrafficReading.select().exists()
    assert not AuditEntry.select().where(AuditEntry.what == "traffic imported").exists()


def test_a_file_of_many_lines_is_taken_in_pieces(take, monkeypatch):
    server()
    monkeypatch.setattr(files, "AT_ONCE", 3)
    lines = [f"s1.example;2026-10-{day:02};{day};0" for day in range(1, 32)] + ["x"]
    assert take("\n".join(["server;day;bytes_in;bytes_out", *lines]))[1] == [
        "Zeile 33: Es fehlen Spalten.", "Neu: 31, ersetzt: 0, schon bekannt: 0, nicht übernommen: 1.",
    ]  # fmt: skip
    assert sum(value[0] for value in days().values()) == sum(range(1, 32))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.binary(max_size=300) | some.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_garbage_is_refused_line_by_line_and_brings_nothing_down(take, garbage):
    everything, said = take(b"server;day;bytes_in;bytes_out\n" + garbage)
    lines = [line for line in garbage.split(b"\n") if line.strip()]
    assert len(said) == len(lines) + 1 and everything == (not lines)


def test_the_command_names_lines_and_ends_with_1_when_some_were_not_taken(tmp_path, monkeypatch, house):
    monkeypatch.setenv("KUNDENCENTER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KUNDENCENTER_DATABASE_URL", house.database_url)
    server(address="192.0.2.7")
    path = tmp_path / "t.csv"

    def run(*words):
        answer = CliRunner().invoke(commands.take_in, words)
        return answer.exit_code, answer.output

    path.write_text(TABLE)
    assert run("traffic", str(path), "--dry-run")[0] == 0 and days() == {}
    assert run("traffic", str(path))[0] == 0 and len(days()) == 3
    path.write_text(TABLE + "nobody.example;2026-11-01;1;1\n")
    code, said = run("traffic", str(path))
    assert code == 1 and "Zeile 5: Den Server „nobody.example“ gibt es hier nicht." in said
    path.write_text("")
    assert run("traffic", str(path))[0] == 1
    assert run("letters", str(path))[0] == 2 and run("traffic", str(tmp_path / "none.csv"))[0] == 2
