"""With JavaScript switched off everything works too; only the way is longer."""

import pytest

from tests.browser.chromium import expect

PHONE = {"width": 375, "height": 800}


def heading(page):
    return page.get_by_role("heading", level=1)


@pytest.fixture
def plain(window, own_portal, log_in):
    """A phone without JavaScript on which 10001 has logged in."""
    page = window(own_portal, java_script_enabled=False, viewport=PHONE)
    page.goto("/")
    log_in(page, "10001")
    expect(heading(page)).to_have_text("Guten Tag, Max Mustermann")
    return page


def test_the_menu_is_a_page_and_an_address_is_changed_after_a_mistake(plain, watch):
    watch.expect("422")
    plain.get_by_role("link", name="Menü", exact=True).click()
    expect(heading(plain)).to_have_text("Menü")
    menu = plain.get_by_role("navigation", name="Alle Seiten")
    menu.locator("summary", has_text="Meine Daten").click()
    menu.get_by_role("link", name="Adressdaten").click()
    expect(heading(plain)).to_have_text("Adressdaten")
    plain.get_by_label("Ort").fill("Hildesheim")
    plain.get_by_label("PLZ").fill("x")
    plain.get_by_role("button", name="Änderungen speichern").click()
    expect(plain.locator("#zip-error")).to_be_visible()
    expect(plain.get_by_label("Ort")).to_have_value("Hildesheim")
    plain.get_by_label("PLZ").fill("31134")
    plain.get_by_role("button", name="Änderungen speichern").click()
    expect(plain.get_by_role("status")).to_contain_text("Adressdaten gespeichert.")
    expect(plain.get_by_label("Ort")).to_have_value("Hildesheim")


def test_a_contact_is_removed_over_a_page_that_asks(plain):
    plain.goto("/daten/ansprechpartner")
    row = plain.locator("tr", has_text="Bea Buchhalter")
    row.get_by_role("button", name="Entfernen").click()
    expect(heading(plain)).to_have_text("Bitte bestätigen")
    expect(plain.get_by_text("Möchten Sie Bea Buchhalter wirklich entfernen?")).to_be_visible()
    plain.get_by_role("link", name="Abbrechen").click()
    expect(row).to_be_visible()
    row.get_by_role("button", name="Entfernen").click()
    plain.get_by_role("button", name="Ja, fortfahren").click()
    expect(plain.get_by_role("status")).to_contain_text("Bea Buchhalter ist nicht mehr Ansprechpartner.")
    expect(row).to_have_count(0)


def test_a_question_with_two_attachments_is_asked(plain):
    plain.goto("/support")
    plain.get_by_label("Betreff").fill("Zwei Anhänge")
    plain.get_by_label("Anfrage", exact=True).fill("Siehe Anhang.")
    plain.get_by_label("Anhang").set_input_files(
        [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()} for name in ("eins", "zwei")]
    )
    plain.get_by_role("button", name="Anfrage senden").click()
    expect(heading(plain)).to_have_text("Zwei Anhänge")
    for name in ("eins", "zwei"):
        with plain.expect_download() as download:
            plain.get_by_role("link", name=f"{name}.txt").click()
        assert download.value.path().read_text() == name


def test_lists_are_searched_and_sized_with_a_button_and_paged_with_links(window, portal):
    page = window(portal, "20001", java_script_enabled=False)
    page.goto("/buchhaltung/kundenkonto")
    rows = page.locator("#content tbody tr")
    page.get_by_label("Einträge anzeigen").select_option("25")
    page.get_by_role("button", name="Suchen").click()
    expect(rows).to_have_count(25)
    page.get_by_role("link", name="Nächste").click()
    expect(rows).to_have_count(5)
    page.get_by_role("link", name="Rnr").click()
    expect(rows).to_have_count(25)


def test_nothing_is_shown_that_needs_javascript(plain):
    plain.goto("/daten/passwoerter")
    expect(plain.get_by_role("button", name="Anzeigen")).to_have_count(0)
    expect(plain.get_by_role("button", name="Menü")).to_have_count(0)


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(plain, own_portal, log_in, watch):
    watch.expect("401")
    plain.goto("/daten/adresse")
    plain.get_by_label("Straße").fill("Halbfertiger Weg 7")
    own_portal.forget_sessions()
    plain.get_by_role("button", name="Änderungen speichern").click()
    expect(plain.get_by_text("Sie waren länger nicht aktiv.")).to_be_visible()
    log_in(plain, "10001")
    expect(heading(plain)).to_have_text("Adressdaten")
    expect(plain.get_by_label("Straße")).to_have_value("Halbfertiger Weg 7")


def test_logging_out_closes_the_pages(plain):
    plain.get_by_role("button", name="Abmelden").click()
    expect(heading(plain)).to_have_text("Anmelden")
    expect(plain.get_by_role("status")).to_contain_text("Sie sind abgemeldet.")
    plain.goto("/daten/adresse")
    expect(heading(plain)).to_have_text("Anmelden")


def test_a_customer_reads_in_english(plain):
    plain.get_by_role("button", name="English").click()
    expect(plain.locator("html")).to_have_attribute("lang", "en")
