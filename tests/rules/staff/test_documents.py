"""Documents laid out by the hoster's people."""

from io import BytesIO

import pytest

import gateways
from gateways import Unreachable
from models import Document
from rules import Refused
from rules.staff import documents

OLD, NEW = b"%PDF-1.4 old\n%%EOF\n", b"%PDF-1.7 new\n%%EOF\n"
DETAILS = {"name": "AGB", "description": "", "action": "Download", "url": "", "position": 0}


def test_a_new_file_takes_the_place_of_the_old_one(house):
    document = documents.publish(None, BytesIO(OLD), "C:\\alt\\agb.pdf", **DETAILS)
    documents.change(document, BytesIO(NEW), "agb2.pdf", **DETAILS)
    assert Document.get().file_name == "agb2.pdf"
    with gateways.files.open(Document.get().file_key) as file:
        assert file.read() == NEW


def test_without_a_new_file_the_old_one_stays(house):
    document = documents.publish(None, BytesIO(OLD), "C:\\alt\\agb.pdf", **DETAILS)
    documents.change(document, None, "", **DETAILS | {"name": "AGB 2"})
    assert (Document.get().name, Document.get().file_name) == ("AGB 2", "agb.pdf")


def test_a_file_that_becomes_a_link_is_a_link_only(house):
    document = documents.publish(None, BytesIO(OLD), "agb.pdf", **DETAILS)
    documents.change(document, None, "", **DETAILS | {"url": "https://hoster.example/agb"})
    assert (Document.get().file_key, Document.get().file_name) == ("", "")


def test_a_link_and_a_file_at_once_are_refused(house):
    with pytest.raises(Refused) as refusal:
        documents.publish(None, BytesIO(OLD), "x.pdf", **DETAILS | {"url": "https://hoster.example/agb"})
    assert refusal.value.field == "file"


def test_nothing_is_written_while_files_cannot_be_kept(house, monkeypatch):
    class Away:
        def put(self, content):
            raise Unreachable("the disk is full")

    monkeypatch.setattr(gateways, "files", Away())
    with pytest.raises(Refused):
        documents.publish(None, BytesIO(OLD), "x.pdf", **DETAILS)
    assert not Document.select().exists()


def test_what_is_no_document_is_refused_at_the_field_and_keeps_the_old_one(house):
    document = documents.publish(None, BytesIO(OLD), "agb.pdf", **DETAILS)
    for content in (b"MZ\x90\x00" + bytes(60), b"<html>", b""):
        with pytest.raises(Refused) as refusal:
            documents.change(document, BytesIO(content), "agb.pdf", **DETAILS)
        assert refusal.value.field == "file"
    assert Document.get().file_name == "agb.pdf" and Document.get().file_key == document.file_key
