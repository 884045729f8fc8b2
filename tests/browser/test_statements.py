"""Bank statements in a browser: the page follows the matching, and one click decides what was left."""

import re

from tests.browser.chromium import expect
from tests.gateways.bank.samples import Move, camt

LIST = "/verwaltung/kontoauszuege"
UNKNOWN = Move(12_345, text="Kundennummer 10002, wie besprochen", name="Petra Beispiel")
POWER = Move(-1_990, text="Abschlag November", name="Stadtwerke Hannover")


def upload(page, content, name="auszug.xml"):
    page.goto(LIST)
    page.get_by_label("Kontoauszug").set_input_files({"name": name, "mimeType": "text/xml", "buffer": content})
    page.get_by_role("button", name="Einlesen").click()


def read(page):
    """Upload two entries that nobody can match and go to the queue."""
    upload(page, camt(UNKNOWN, POWER))
    expect(page).to_have_url(re.compile(rf"{LIST}/dateien/\d+$"))
    page.get_by_role("link", name="Offene Umsätze zuordnen").click(timeout=20_000)


def test_what_was_left_is_decided_with_one_click(window, own_portal):
    page = window(own_portal, "admin@example.com")
    read(page)
    row = page.locator("tr", has_text="Petra Beispiel")
    row.get_by_role("button", name="Bei Petra Beispiel buchen").click()
    expect(page.locator("body")).to_contain_text("Gebucht bei Kunde 10002.")
    expect(page.locator("tr", has_text="Petra Beispiel")).to_have_count(0)


def test_a_decision_is_taken_back_after_a_question(window, own_portal):
    page = window(own_portal, "admin@example.com")
    read(page)
    page.locator("tr", has_text="Stadtwerke").get_by_role("link", name="Zuordnen").click()
    page.get_by_label("Notiz").fill("Strom")
    page.get_by_role("button", name="Ohne Buchung ablegen").click()
    expect(page.locator("body")).to_contain_text("Abgelegt, ohne Buchung.")
    page.get_by_role("link", name="Alle Umsätze").click()
    page.locator("tr", has_text="Stadtwerke").get_by_role("link").first.click()
    page.get_by_role("button", name="Zuordnung zurücknehmen").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("zurücknehmen")).click()
    expect(page.locator("body")).to_contain_text("Der Umsatz ist wieder offen.")


def test_without_javascript_it_works_too(window, own_portal):
    page = window(own_portal, "admin@example.com", java_script_enabled=False)
    upload(page, camt(UNKNOWN))
    for _ in range(200):
        if page.get_by_role("link", name="Offene Umsätze zuordnen").count():
            break
        page.get_by_role("link", name="Seite neu laden").click()
    page.get_by_role("link", name="Offene Umsätze zuordnen").click()
    page.get_by_role("button", name="Bei Petra Beispiel buchen").click()
    expect(page.locator("body")).to_contain_text("Gebucht bei Kunde 10002.")


def test_a_file_that_is_no_statement_is_refused_where_it_was_chosen(window, own_portal, watch):
    watch.expect("422")
    page = window(own_portal, "admin@example.com")
    upload(page, b"Guten Tag")
    expect(page.locator("#file-error")).to_contain_text("Das ist kein Kontoauszug.")
