"""Every page that can be reached by clicking: in order, accessible, wide, narrow, light and dark."""

import pytest

from tests.browser.chromium import expect
from tests.browser.crawl import Crawl
from tests.browser.quality import faults, frame_faults

CALM = {"reduced_motion": "reduce"}  # colours must not be on their way while axe looks
ONE_CUSTOMER = r"/verwaltung/kunden/\d"


@pytest.mark.parametrize(
    ("login", "start", "only", "most", "fewest"),
    [
        ("admin@example.com", "/verwaltung/kunden", ONE_CUSTOMER, 1, 25),
        ("admin@example.com", "/", f"(?!{ONE_CUSTOMER})", 1, 20),
        ("10001", "/", "", 2, 30),
        ("10002", "/", "", 1, 30),
    ],
    ids=["staff at one customer", "staff elsewhere", "10001", "10002"],
)
def test_every_page_that_can_be_clicked_is_in_order(window, portal, login, start, only, most, fewest):
    crawl = Crawl(window(portal, login, **CALM), faults, frame_faults, only, most)
    crawl.walk(start)
    assert not crawl.faults, "\n".join(crawl.faults)
    assert len(crawl.visited) >= fewest


def test_a_visitor_s_pages_are_in_order(window, portal):
    crawl = Crawl(window(portal, **CALM), faults, frame_faults)
    crawl.walk("/anmelden")
    assert not crawl.faults, "\n".join(crawl.faults)
    assert "/passwort-vergessen" in crawl.visited


def test_who_has_a_few_rights_is_led_nowhere_where_they_may_not_go(window, portal):
    crawl = Crawl(window(portal, "agentur@example.com"), frame_faults, frame_faults)
    crawl.walk("/")
    assert not crawl.faults, "\n".join(crawl.faults)
    assert "/support" in crawl.visited and "/buchhaltung/kundenkonto" not in crawl.visited


def test_a_form_with_mistakes_is_in_order_too(window, portal, watch):
    watch.expect("422")
    page = window(portal, "10001", **CALM)
    page.goto("/support")
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == []


def test_an_open_question_and_an_unfolded_row_are_in_order_too(window, portal):
    page = window(portal, "10001", **CALM)
    page.goto("/daten/ansprechpartner")
    page.locator("tr", has_text="Bea Buchhalter").get_by_role("button", name="Entfernen").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []
    page.goto("/produkte/server")
    page.locator("#content summary").first.click()
    expect(page.get_by_text("Spezifikationen").first).to_be_visible()
    assert faults(page) == []


def test_a_page_that_refuses_is_in_order_too(window, portal, watch):
    watch.expect("404")
    page = window(portal, "10001", **CALM)
    page.goto("/produkte/domains/gibt-es-nicht.example")
    title = page.get_by_role("heading", level=1).inner_text()
    assert [fault for fault in faults(page) if not fault.startswith(f"refused: '{title}")] == []
