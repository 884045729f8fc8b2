"""Verwaltung → Hinweise and Dokumente for all customers."""

import clock
import texts
from models import AuditEntry, Document, Notice

NOTICE = {"title": "Wartung am Sonntag", "text": "Von 2 bis 4 Uhr.", "shown_from": "01.01.2020"}
DOCUMENT = {"name": "AGB", "action": "Zur Übersicht", "url": "https://hoster.example/agb", "position": "2"}


def test_a_notice_for_all_is_read_by_all_until_it_is_deleted(clerk, alice, bob):
    assert clerk.post("/verwaltung/hinweise/neu", NOTICE).status_code == 303
    assert "Wartung am Sonntag" in alice.get("/").text and "Wartung am Sonntag" in bob.get("/").text
    at = f"/verwaltung/hinweise/{Notice.get().id}"
    clerk.post(at, NOTICE | {"title": "Wartung am Montag"})
    assert "Wartung am Montag" in alice.get("/").text
    assert "wirklich löschen" in clerk.post(f"{at}/loeschung").text
    clerk.post(f"{at}/loeschung", {"confirmed": "1"})
    assert "Wartung" not in alice.get("/").text
    kinds = [each.what for each in AuditEntry.select().order_by(AuditEntry.id)]
    assert kinds == ["notice made", "notice changed", "notice removed"]


def test_a_notice_for_one_customer_is_read_by_nobody_else(clerk, alice, bob):
    clerk.post("/verwaltung/hinweise/neu", NOTICE | {"number": "502"})
    assert "Wartung" in bob.get("/").text and "Wartung" not in alice.get("/").text
    assert 'value="502"' in clerk.get(f"/verwaltung/hinweise/{Notice.get().id}").text


def test_a_notice_of_tomorrow_is_not_shown_yet(clerk, alice):
    clerk.post("/verwaltung/hinweise/neu", NOTICE | {"shown_from": texts.date(clock.later(days=2).date())})
    assert "Wartung" not in alice.get("/").text and "kommt noch" in clerk.get("/verwaltung/hinweise").text


def test_a_bad_notice_is_refused_at_its_field(clerk):
    for field, value in (("title", ""), ("shown_from", "bald"), ("shown_until", "31.12.2019"), ("number", "4711")):
        answer = clerk.post("/verwaltung/hinweise/neu", NOTICE | {field: value})
        assert answer.status_code == 422 and f'id="{field}-error"' in answer.text, field
    assert not Notice.select().exists()


def test_a_general_document_is_laid_out_changed_and_withdrawn(clerk, alice):
    clerk.post("/verwaltung/dokumente/neu", DOCUMENT)
    assert "AGB" in alice.get("/dokumente").text
    at = f"/verwaltung/dokumente/{Document.get().id}"
    clerk.post(at, DOCUMENT | {"name": "AGB für Unternehmer"})
    assert "AGB für Unternehmer" in alice.get("/dokumente").text
    clerk.post(f"{at}/loeschung", {"confirmed": "1"})
    assert "AGB" not in alice.get("/dokumente").text
    assert clerk.get(at).status_code == 404


def test_a_document_is_a_file_or_a_link_and_the_link_no_script(clerk):
    for wrong in ({"url": ""}, {"url": "javascript:alert(1)"}, {"url": "https://"}, {"name": ""}, {"position": "x"}):
        answer = clerk.post("/verwaltung/dokumente/neu", DOCUMENT | wrong)
        assert answer.status_code == 422 and '-error"' in answer.text, wrong
    assert not Document.select().exists()


def test_these_pages_are_the_support_s_business(bookkeeper, alice):
    for path in ("hinweise", "hinweise/neu", "dokumente", "dokumente/neu"):
        assert bookkeeper.get(f"/verwaltung/{path}").status_code == 403
        assert alice.get(f"/verwaltung/{path}").status_code == 403
