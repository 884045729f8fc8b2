"""English: one click, and it stays."""

import re

from tests.browser.chromium import expect

GERMAN = re.compile(
    r"Mein|Produkt|Andere|Bestellen|Buchhaltung|Kundenkonto|Rechnung|Zahlung|Daten|Passwört|Ansprech|Mitteil"
    r"|Dokument|Supportanfrage|erstellen|Kunden|Übersicht|Tarife|Hinweis|Protokoll|Schließen"
)


def test_the_menu_has_no_german_word_left_after_the_switch_to_english(window, own_portal):
    for login in ("10001", "admin@example.com"):
        page = window(own_portal, login)
        page.goto("/dokumente" if login == "10001" else "/verwaltung")
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        words = page.locator("#menu").evaluate("menu => menu.textContent")
        assert GERMAN.findall(words) == []


def test_the_language_stays_on_the_next_page_and_at_the_next_login(window, own_portal, log_in):
    page = window(own_portal, "10001")
    page.goto("/support")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(own_portal.address + "/support")
    page.goto("/dokumente")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    another = window(own_portal)
    another.goto("/anmelden")
    log_in(another, "10001")
    expect(another.locator("html")).to_have_attribute("lang", "en")
