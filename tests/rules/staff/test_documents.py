"""Documents laid out by the hoster's people."""

from io import BytesIO

import pytest

import gateways
from gateways import Unreachable
from models import Document
from rules import Refused
from rules.staff import documents

DETAILS = {"name": "AGB", "description": "", "action": "Download", "url": "", "position": 0}


def test_a_new_file_takes_the_place_of_the_old_one(house):
    document = documents.publish(None, BytesIO(b"old"), "C:\\alt\\agb.pdf", **DETAILS)
    documents.change(document, BytesIO(b"new"), "agb2.pdf", **DETAILS)
    assert Document.get().file_name == "agb2.pdf"
    with gateways.files.open(Document.get().file_key) as file:
        assert file.read() == b"new"


def test_without_a_new_file_the_old_one_stays(house):
    document = documents.publish(None, BytesIO(b"old"), "C:\\alt\\agb.pdf", **DETAILS)
    documents.change(document, None, "", **DETAILS | {"name": "AGB 2"})
    assert (Document.get().name, Document.get().file_name) == ("AGB 2", "agb.pdf")


def test_a_file_that_becomes_a_link_is_a_link_only(house):
    document = documents.publish(None, BytesIO(b"old"), "agb.pdf", **DETAILS)
    documents.change(document, None, "", **DETAILS | {"url": "https://hoster.example/agb"})
    assert (Document.get().file_key, Document.get().file_name) == ("", "")


def test_a_link_and_a_file_at_once_are_refused(house):
    with pytest.raises(Refused) as refusal:
        documents.publish(None, BytesIO(b"x"), "x.pdf", **DETAILS | {"url": "https://hoster.example/agb"})
    assert refusal.value.field == "file"


def test_nothing_is_written_while_files_cannot_be_kept(house, monkeypatch):
    class Away:
        def put(self, content):
            raise Unreachable("the disk is full")

    monkeypatch.setattr(gateways, "files", Away())
    with pytest.raises(Refused):
        documents.publish(None, BytesIO(b"x"), "x.pdf", **DETAILS)
    assert not Document.select().exists()
