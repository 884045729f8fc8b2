"""Verwaltung → Protokoll."""

import ast
from pathlib import Path

import pytest

from models import AuditEntry, Session
from rules.access import passwords
from rules.audit_words import DONE

RULES = Path(__file__).parent.parent.parent.parent / "rules"
NOTING = {"note", "change", "note_difference"}
NEW = {"kind": "private", "first_name": "Carl", "last_name": "Cramer", "country": "DE"}


def noted():
    """The words with which the rules note what was done."""
    for path in RULES.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in NOTING:
                first = call.args[0] if call.args else None
                if isinstance(first, ast.Constant):
                    yield first.value


def test_everything_that_is_noted_has_a_german_name():
    assert set(noted()) - set(DONE) == set()


def test_the_chief_reads_who_changed_what_and_searches_it(clerk, chief):
    clerk.post("/verwaltung/kunden/neu", NEW)
    clerk.post("/verwaltung/kunden/10001/stammdaten", NEW | {"last_name": "Claasen"})
    page = chief.get("/verwaltung/protokoll").text
    assert "Clerk" in page and "Adressdaten geändert" in page and "<del>Cramer</del> → Claasen" in page
    for q in ("10001", "clerk", "claasen"):
        assert "Claasen" in chief.get(f"/verwaltung/protokoll?q={q}").text
    assert "Claasen" not in chief.get("/verwaltung/protokoll?q=502").text


def test_the_desk_shows_what_happened_with_this_customer_only(clerk):
    clerk.post("/verwaltung/kunden/502/stammdaten", NEW)
    assert "<del>Brandt</del> → Cramer" in clerk.get("/verwaltung/kunden/502/protokoll").text
    assert "Cramer" not in clerk.get("/verwaltung/kunden/501/protokoll").text


def test_no_secret_is_shown(chief, bob, password):
    passwords.change(Session.get(Session.account == bob.account), password, "Ein-anderer-Kuchen")
    page = chief.get("/verwaltung/protokoll").text
    assert "Service-Passwort geändert" in page and "argon2" not in page and "***" in page


def test_a_long_log_is_paged_and_every_entry_seen_once(clerk, chief):
    for n in range(24):
        clerk.post("/verwaltung/hinweise/neu", {"title": f"Hinweis <{n}>", "shown_from": "01.01.2020"})
    seen, query = [], "?size=10"
    while query:
        page = chief.get(f"/verwaltung/protokoll{query}").text
        seen += [n for n in range(24) if f"Hinweis &lt;{n}&gt;" in page]
        query = page.partition('chevron-right" href="/verwaltung/protokoll')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(seen) == list(range(24)) and AuditEntry.select().count() == 24


@pytest.mark.parametrize("query", ["?after=x", "?sort=who&size=7", "?q=%25_!", "?before=WzEsMV0&q=a"])
def test_bad_queries_are_taken_as_not_asked(chief, query):
    assert chief.get(f"/verwaltung/protokoll{query}").status_code == 200


def test_the_log_is_the_chief_s_business(clerk, bookkeeper, alice):
    for person in (clerk, bookkeeper, alice):
        assert person.get("/verwaltung/protokoll").status_code == 403
