"""What stands on standard error."""

import logging
import re

from logs import OneLine


def written(message, *values):
    return OneLine().format(logging.LogRecord("kundencenter.refused", logging.WARNING, "", 1, message, values, None))


def test_each_event_is_a_line_with_its_moment_in_utc():
    line = written("403 GET '/verwaltung'")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING kundencenter\.refused: 403 GET '/verwaltung'", line)


def test_nobody_forges_a_line_by_what_they_send():
    line = written("404 %s", "/x\n2026-01-01T00:00:00Z WARNING kundencenter: all is well\x1b[2J\u2028")
    assert "\n" not in line and "\x1b" not in line and "\u2028" not in line
    assert r"/x\n2026" in line
