"""Verwaltung → Postversand."""

from io import BytesIO

import pikepdf
import pytest

import gateways
import work
from models import Delivery, PrintBundle


@pytest.fixture
def waiting(alice):
    made, content = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(content)
    key = gateways.files.put(content.getvalue())
    return Delivery.create(paper="invoice 7001", customer=alice.customer, recipient="post", file_key=key)


def test_without_post_the_page_says_what_would_stand_here(bookkeeper):
    page = bookkeeper.get("/verwaltung/post").text
    assert "Gerade gibt es keine." in page
    assert "Druckstapel erstellen" not in page


def test_what_waits_is_put_together_downloaded_and_marked_as_printed(waiting, bookkeeper):
    page = bookkeeper.get("/verwaltung/post").text
    assert "Rechnung 7001" in page
    assert "Alices Backstube GmbH" in page
    assert "1 Sendung wird zusammengestellt." in bookkeeper.post("/verwaltung/post", follow=True).text
    bundle = PrintBundle.get()
    assert "wird zusammengestellt" in bookkeeper.get("/verwaltung/post").text
    assert bookkeeper.get(f"/verwaltung/post/{bundle.id}.pdf").status_code == 404
    work.all_due()
    answer = bookkeeper.get(f"/verwaltung/post/{bundle.id}.pdf")
    assert answer.data.startswith(b"%PDF")
    assert "zu drucken" in bookkeeper.get("/verwaltung/post").text
    assert "vermerkt" in bookkeeper.post(f"/verwaltung/post/{bundle.id}/druck", follow=True).text
    assert "gedruckt am" in bookkeeper.get("/verwaltung/post").text
    assert "Auflösen" not in bookkeeper.get("/verwaltung/post").text


def test_a_bundle_is_dissolved_after_a_question(waiting, bookkeeper):
    bookkeeper.post("/verwaltung/post")
    address = f"/verwaltung/post/{PrintBundle.get().id}/aufloesung"
    assert "wieder warten lassen?" in bookkeeper.post(address).text
    assert list(Delivery.to_print()) == []
    bookkeeper.post(address, {"confirmed": "1"})
    assert [each.id for each in Delivery.to_print()] == [waiting.id]


def test_a_bundle_that_failed_says_so(waiting, bookkeeper):
    gateways.files.delete(waiting.file_key)
    bookkeeper.post("/verwaltung/post")
    work.all_due()
    page = bookkeeper.get("/verwaltung/post").text
    assert "fehlgeschlagen" in page
    assert "Auflösen" in page


def test_the_bundles_ask_for_themselves_until_they_are_ready(waiting, bookkeeper):
    bookkeeper.post("/verwaltung/post")
    assert "every 2s" in bookkeeper.get("/verwaltung/post/stapel").text
    work.all_due()
    assert "every 2s" not in bookkeeper.get("/verwaltung/post/stapel").text


def test_where_nothing_waits_that_is_said(bookkeeper):
    assert "Gerade wartet nichts" in bookkeeper.post("/verwaltung/post", follow=True).text


@pytest.mark.parametrize("search", ["backstube", "7001", "501"])
def test_what_waits_is_found_by_customer_and_number(search, waiting, bookkeeper):
    assert "Alices Backstube" in bookkeeper.get(f"/verwaltung/post?q={search}").text
    assert "Alices Backstube" not in bookkeeper.get("/verwaltung/post?q=niemand").text


def test_post_is_a_matter_of_the_bookkeeping(waiting, clerk):
    assert clerk.get("/verwaltung/post").status_code == 403
    assert clerk.post("/verwaltung/post").status_code == 403
