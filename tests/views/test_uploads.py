"""Files that people send, from the form to whoever opens them."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gateways
from models import Attachment, Document, Ticket

PDF = b"%PDF-1.7\n%%EOF\n"
TYPED = {"author": "Alice", "subject": "Frage", "text": "Guten Tag"}
EXE = b"MZ\x90\x00\x03" + bytes(60)


def send(person, content, name="datei.pdf"):
    return person.post("/support", TYPED | {"files": [(BytesIO(content), name)]})


def at_the_field(answer, field):
    return answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]


@pytest.mark.parametrize("content", [EXE, b"<!doctype html><script>alert(1)</script>", b"<svg onload='alert(1)'/>"])
def test_a_renamed_program_or_page_is_refused_at_the_field_and_what_goes_is_named(alice, content):
    answer = send(alice, content, "rechnung.pdf")
    assert answer.status_code == 422
    assert "„rechnung.pdf“: Solche Dateien nehmen wir nicht an. Möglich sind: PDF" in at_the_field(answer, "files")
    assert "Guten Tag" in answer.text and not Ticket.select().exists()


def test_one_bad_file_among_good_ones_keeps_none(alice, house):
    files = [(BytesIO(PDF), "a.pdf"), (BytesIO(EXE), "b.pdf")]
    assert "„b.pdf“" in at_the_field(alice.post("/support", TYPED | {"files": files}), "files")
    assert not Attachment.select().exists() and not list((house.data_dir / "files").glob("*/*/*"))


def test_the_hoster_s_people_are_asked_the_same(clerk, alice):
    send(alice, PDF)
    path = f"/verwaltung/anfragen/{Ticket.get().number}"
    answer = clerk.post(path, {"text": "Bitte", "files": [(BytesIO(EXE), "hilfe.pdf")]})
    assert answer.status_code == 422 and "„hilfe.pdf“" in at_the_field(answer, "files")
    fields = {"name": "AGB", "action": "Download", "position": "0", "file": (BytesIO(b"<html>"), "agb.pdf")}
    answer = clerk.post("/verwaltung/dokumente/neu", fields)
    assert answer.status_code == 422 and "„agb.pdf“" in at_the_field(answer, "file")
    fields["file"] = (BytesIO(PDF[:-6]), "agb.pdf")
    answer = clerk.post("/verwaltung/kunden/501/dokumente/neu", fields)
    assert answer.status_code == 422 and "nicht vollständig" in at_the_field(answer, "file")
    assert not Document.select().exists()


def test_what_is_opened_is_saved_never_shown_and_runs_nothing(alice, clerk):
    send(alice, PDF + b"<script>alert(1)</script>%%EOF", "rechnung.html")
    Document.create(name="AGB", file_key=gateways.files.put(b"<script>"), file_name="agb.html")
    ticket, attachment = Ticket.get().number, Attachment.get().id
    for person, path, name in (
        (alice, f"/support/{ticket}/anhang/{attachment}", "rechnung.html.pdf"),
        (clerk, f"/verwaltung/anfragen/{ticket}/anhang/{attachment}", "rechnung.html.pdf"),
        (alice, f"/dokumente/{Document.get().id}", "agb.html"),
        (clerk, f"/verwaltung/dokumente/{Document.get().id}/datei", "agb.html"),
    ):
        headers = person.get(path).headers
        assert headers.getlist("Content-Security-Policy") == [
            "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        ], path
        assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
        assert headers["Content-Disposition"] == f"attachment; filename={name}"
        assert headers["Content-Type"].partition(";")[0] in ("application/pdf", "application/octet-stream")


def test_every_other_page_keeps_the_policy_of_the_house(alice, visitor):
    for answer in (alice.get("/support"), visitor.get("/anmelden"), visitor.get("/gibt-es-nicht")):
        policies = answer.headers.getlist("Content-Security-Policy")
        assert len(policies) == 1 and "script-src 'self'" in policies[0] and "sandbox" not in policies[0]


def test_the_file_lies_outside_of_what_is_served_under_a_name_of_the_house(alice, house):
    send(alice, PDF, "../../static/js/portal.js")
    (file,) = (path for path in (house.data_dir / "files").rglob("*") if path.is_file())
    assert "portal" not in file.name and file.suffix == "" and file.stat().st_mode & 0o777 == 0o600
    assert Attachment.get().name == "portal.js.pdf"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.text(max_size=20))
def test_random_bytes_under_random_names_are_taken_or_refused_but_never_a_fault(alice, content, name):
    ticket = Ticket.get_or_none() or Ticket.create(number=7, customer=alice.customer, subject="Frage")
    sent = {"text": "Datei", "files": [(BytesIO(content), name)]}
    assert alice.post(f"/support/{ticket.number}/antwort", sent).status_code in (303, 422)
