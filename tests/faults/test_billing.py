"""SIGKILL at 50 random moments in a run over 1,000 contracts; run again, there are exactly 1,000 invoices."""

import shutil
from pathlib import Path

import pytest

import database
from tests import killing

COUNT, AT_ONCE, KILLS = 1000, 50, 50


@pytest.fixture
def fresh(house):
    """Gives the address of a copy of the database with 1,000 contracts, a new one at each call."""
    killing.customers(COUNT)
    database.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.drop_connection()
    source = Path(house.database_url.removeprefix("sqlite:///"))

    def copy(n):
        target = source.with_name(f"copy{n}.db")
        shutil.copy(source, target)
        return f"sqlite:///{target}"

    return copy


def test_a_run_killed_at_any_of_50_moments_is_made_whole_by_the_next(house, fresh):
    at_work = 0
    for n in range(KILLS):
        url = fresh(n)
        at_work += killing.kill(killing.start(house, AT_ONCE, url=url), 0.4)
        killing.finish(killing.start(house, AT_ONCE, url=url))
        database.start(url)
        killing.check(COUNT)
        database.drop_connection()
        Path(url.removeprefix("sqlite:///")).unlink()
    assert at_work > KILLS // 4, "most runs were over before they were killed"
