"""Meine Dokumente."""

import pytest

import clock
import gateways
from models import Document

GENERAL = {"name": "Preisliste", "description": "Preise für Dienstleistungen", "file_name": "preisliste.pdf"}


def document(content=b"%PDF-1.7 Inhalt", **values):
    return Document.create(file_key=gateways.files.put(content), **(GENERAL | values))


def test_general_and_own_documents_are_listed_with_name_description_and_what_to_do(alice, bob):
    document()
    document(customer=alice.customer, name="Protokoll von Alice")
    Document.create(name="Handbuch", action="Zum Onlinehandbuch", url="https://handbuch.example/")
    page = alice.get("/dokumente").text
    for part in ("Preisliste", "Preise für Dienstleistungen", "Download", "Protokoll von Alice", "Zum Onlinehandbuch"):
        assert part in page
    assert 'href="https://handbuch.example/"' in page
    assert "Preisliste" in bob.get("/dokumente").text
    assert "Protokoll von Alice" not in bob.get("/dokumente").text


def test_an_empty_list_says_what_would_stand_here(alice):
    assert "Hier stehen Bedingungen, Preislisten und Formulare" in alice.get("/dokumente").text


def test_a_file_comes_whole_under_its_own_name_and_is_kept_by_nobody(alice):
    response = alice.get(f"/dokumente/{document().id}")
    assert response.data == b"%PDF-1.7 Inhalt"
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment; filename=preisliste.pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["seite.html", "bild.svg", "ohne", "pdf", "skript.pdf.js"])
def test_what_is_no_pdf_leaves_as_bytes_that_no_browser_shows(alice, name):
    response = alice.get(f"/dokumente/{document(b'<script>', file_name=name).id}")
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_name_with_umlauts_and_quotes_arrives_whole(alice):
    response = alice.get(f"/dokumente/{document(file_name='Kündigung „neu“.pdf').id}")
    assert "filename*=UTF-8''K%C3%BCndigung%20%E2%80%9Eneu%E2%80%9C.pdf" in response.headers["Content-Disposition"]


def test_a_link_leads_to_its_page(alice):
    row = Document.create(name="Handbuch", action="Zum Onlinehandbuch", url="https://handbuch.example/")
    response = alice.get(f"/dokumente/{row.id}")
    assert (response.status_code, response.location) == (303, "https://handbuch.example/")


def test_the_other_customers_document_is_not_found(alice, bob):
    row = document(customer=alice.customer)
    assert alice.get(f"/dokumente/{row.id}").status_code == 200
    assert bob.get(f"/dokumente/{row.id}").status_code == 404


@pytest.mark.parametrize("path", ["0", "99999999999999999999", "-1", "x"])
def test_a_document_that_does_not_exist_is_not_found(alice, path):
    assert alice.get(f"/dokumente/{path}").status_code == 404


def test_a_withdrawn_document_is_gone(alice):
    row = document(withdrawn_at=clock.now())
    assert "Preise für Dienstleistungen" not in alice.get("/dokumente").text
    assert alice.get(f"/dokumente/{row.id}").status_code == 404


@pytest.mark.parametrize("right", ["data", "billing", "contracts"])
def test_own_documents_need_a_right_to_the_customers_affairs_and_general_ones_none(alice, agency, right):
    general, own = document(), document(customer=alice.customer, name="Protokoll von Alice")
    assert agency.get(f"/dokumente/{general.id}").status_code == 200
    assert agency.get(f"/dokumente/{own.id}").status_code == 404
    assert "Protokoll von Alice" not in agency.get("/dokumente").text
    alice.grant(agency, right)
    assert agency.get(f"/dokumente/{own.id}").status_code == 200
    assert "Protokoll von Alice" in agency.get("/dokumente").text
