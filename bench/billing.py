"""Billing beside bare INSERTs of the very same rows: `python -m bench.billing [CONTRACTS]`.

Both write to copies of one database, in bundles of as many customers, each bundle one transaction that is on the disk
when it ends; what counts is the ratio of the processor times, as for pages, so that neighbours do not count.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from datetime import timedelta
from pathlib import Path

import clock

CONTRACTS, EACH, TARGET = 100_000, 3, 0.6
TABLES = ("sellersnapshot", "invoice", "invoiceline", "billedperiod", "booking", "openitem", "work", "auditentry")
PARENTS = {  # whose rows must be there first, and the column that names them
    "invoiceline": ("invoice", "invoice_id"),
    "billedperiod": ("invoiceline", "line_id"),
    "booking": ("invoice", "invoice_id"),
    "openitem": ("booking", "booking_id"),
}
RUN = """
import sys, time, commands, config
from datetime import date
from rules import audit
from rules.accounting import issuing

commands.open_house(config.load())
with audit.acting("bench"):
    began, cpu = time.perf_counter(), time.process_time()
    report = issuing.run(date.fromisoformat(sys.argv[1]), print)
    cpu, clock = time.process_time() - cpu, time.perf_counter() - began
    print(f"seconds {cpu:.3f} {clock:.3f} invoices {len(report.invoices)} bundle {issuing.AT_ONCE}")
"""


def prepared(folder: Path, contracts: int) -> dict[str, str]:
    """A database with so many contracts that are due within a year; gives the environment for it."""
    environ = os.environ | {"KUNDENCENTER_DATA_DIR": str(folder), "KUNDENCENTER_CONFIG": "", "PYTHONPATH": "."}
    customers = str(-(-contracts // EACH))
    subprocess.run([sys.executable, "app.py", "demo", "--customers", customers], env=environ, check=True)
    return environ


def billed(environ: dict[str, str]) -> tuple[float, float, int, int]:
    """Bill everything; gives the seconds of the processor and of the clock, how many invoices, the size of a bundle."""
    until = (clock.today() + timedelta(days=365)).isoformat()
    run = subprocess.Popen([sys.executable, "-c", RUN, until], env=environ, stdout=subprocess.PIPE, text=True)
    for line in run.stdout:
        if found := re.match(r"seconds (\S+) (\S+) invoices (\d+) bundle (\d+)", line):
            return float(found[1]), float(found[2]), int(found[3]), int(found[4])
        print(line, end="", flush=True)
    raise SystemExit("the run failed")


def written(before: sqlite3.Connection, after: sqlite3.Connection) -> dict[str, list[tuple]]:
    """The rows that the run wrote, by table, and as "contract" the new days of the contracts."""
    rows = {}
    for table in TABLES:
        highest = before.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()
        rows[table] = after.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id", highest).fetchall()
    known = set(before.execute("SELECT next_invoice_on, id FROM contract"))
    rows["contract"] = [row for row in after.execute("SELECT next_invoice_on, id FROM contract") if row not in known]
    return rows


def cut(database: sqlite3.Connection, rows: dict[str, list[tuple]], bundles: int) -> list[dict[str, list[tuple]]]:
    """The rows in so many bundles, children with their parents."""
    ends = {table: [len(each) * n // bundles for n in range(1, bundles + 1)] for table, each in rows.items()}
    ends["sellersnapshot"] = [len(rows["sellersnapshot"])] * bundles
    for table, (parent, column) in PARENTS.items():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        named = [row[columns.index(column)] for row in rows[table]]
        ends[table] = [bisect_right(named, rows[parent][end - 1][0]) for end in ends[parent]]
    starts = {table: [0, *each] for table, each in ends.items()}
    return [
        {table: rows[table][starts[table][n] : ends[table][n]] for table in rows if ends[table][n] > starts[table][n]}
        for n in range(bundles)
    ]


def insert(target: sqlite3.Connection, bundles: list[dict[str, list[tuple]]]) -> tuple[float, float]:
    """Write each bundle in one transaction with nothing but executemany; gives the seconds as above."""
    began, cpu = time.perf_counter(), time.process_time()
    for bundle in bundles:
        target.execute("BEGIN IMMEDIATE")
        for table, rows in bundle.items():
            if table == "contract":
                target.executemany("UPDATE contract SET next_invoice_on = ? WHERE id = ?", rows)
            else:
                places = ", ".join("?" * len(rows[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        target.execute("COMMIT")
    return time.process_time() - cpu, time.perf_counter() - began


def opened(path: Path) -> sqlite3.Connection:
    """A database with the portal's settings."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = wal", "foreign_keys = 1", "synchronous = full"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def main(contracts: int = CONTRACTS) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = prepared(folder, contracts)
        bare = folder / "bare.db"
        with opened(folder / "kundencenter.db") as source:
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.close()
        shutil.copy(folder / "kundencenter.db", bare)
        cpu, seconds, invoices, bundle = billed(environ)
        target, after = opened(bare), opened(folder / "kundencenter.db")
        rows = written(target, after)
        after.close()
        count = sum(map(len, rows.values()))
        raw_cpu, raw = insert(target, cut(target, rows, -(-invoices // bundle)))
        target.close()
        lines = len(rows["invoiceline"])
        print(
            f"billing {lines} periods, {invoices} invoices, {count} rows: {cpu:.1f} s of the processor, "
            f"executemany of the same rows {raw_cpu:.1f} s, ratio {raw_cpu / cpu:.2f} (at least {TARGET}); "
            f"by the clock {seconds:.1f} s and {raw:.1f} s, ratio {raw / seconds:.2f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
