"""Abrechnung: a run is proposed, one customer held back, the rest released; the page follows it by itself."""

import re
from datetime import timedelta

import pytest

import clock
import texts
from tests.browser.chromium import expect

LIST = "/verwaltung/abrechnung"
SOON = texts.date(clock.today() + timedelta(days=45))


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(request, window, own_portal):
    return window(own_portal, "admin@example.com", java_script_enabled=request.param)


def propose(page):
    page.goto(LIST)
    page.get_by_role("link", name="Neuer Probelauf").click()
    page.get_by_label("Fällig bis").fill(SOON)
    page.get_by_role("button", name="Probelauf starten").click()
    expect(page.locator("#content")).to_contain_text(f"Probelauf bis {SOON}", timeout=20_000)
    result, again = page.get_by_role("heading", name="Im Einzelnen"), page.get_by_role("link", name="Seite neu laden")
    for _ in range(600):  # without JavaScript somebody clicks
        if result.count() or not again.is_visible():
            break
        again.click()
    result.wait_for(timeout=60_000)


def hold_first(page, reason):
    """Hold the first one back; gives its customer number."""
    row = page.locator("tr:not(.below)", has=page.get_by_role("link", name="Zurückhalten")).first
    number = row.get_by_role("link").first.inner_text()
    row.get_by_role("link", name="Zurückhalten").click()
    page.get_by_label("Grund").fill(reason)
    page.get_by_role("button", name="Zurückhalten").click()
    expect(page.locator("tr:not(.below)", has_text=number).first).to_contain_text(reason)
    return number


def release(page):
    page.get_by_role("button", name="Freigeben").click()
    expect(page.get_by_text(re.compile(r"Rechnung(en)? über .* ausstellen\?")).first).to_be_visible()
    page.get_by_role("button", name=re.compile("^(Freigeben|Ja, fortfahren)$")).last.click()
    expect(page).to_have_url(re.compile(rf"{LIST}/laeufe/\d+$"))


def test_a_run_is_proposed_one_held_back_and_the_rest_released(page):
    propose(page)
    number = hold_first(page, "Reklamation")
    release(page)
    result = page.get_by_text(re.compile(r"\d+ Rechnung(en)? über .* ausgestellt\."))
    again = page.get_by_role("link", name="Seite neu laden")
    for _ in range(600):  # without JavaScript somebody clicks
        if result.count() or not again.is_visible():
            break
        again.click()
    result.wait_for(timeout=60_000)
    waiting = page.locator("section", has=page.get_by_role("heading", name="Nicht ausgestellt"))
    expect(waiting).to_contain_text(number)
    expect(waiting).to_contain_text("Reklamation")
    expect(page.locator("#stand[hx-trigger]")).to_have_count(0)
    page.goto(LIST)
    expect(page.locator("#content")).to_contain_text("Gerade ist nichts vorgeschlagen")
    expect(page.get_by_role("table", name="Läufe")).to_contain_text("ausgestellt")


def test_the_positions_of_a_draft_unfold(window, own_portal):
    page = window(own_portal, "admin@example.com")
    propose(page)
    positions = page.locator("tr.below table").first
    expect(positions).to_be_hidden()
    page.locator("details.unfold summary").first.click()
    expect(positions).to_be_visible()
    expect(positions).to_contain_text("€")
