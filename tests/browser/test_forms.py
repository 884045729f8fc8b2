"""Forms: mistakes at their fields, nothing typed is lost, what cannot be undone asks once."""

import re

from tests.browser.chromium import expect


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_mistake_stands_at_its_field_which_has_the_focus_and_what_is_right_is_saved(window, own_portal, watch):
    watch.expect("422")
    page = window(own_portal, "10001")
    page.goto("/daten/adresse")
    page.get_by_label("Straße").fill("Neue Straße 9")
    page.get_by_label("PLZ").fill("12")
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("PLZ")
    field = page.get_by_label("PLZ")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("PLZ|Ziffern"))
    expect(page.get_by_label("Straße")).to_have_value("Neue Straße 9")
    field.fill("30161")
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Adressdaten gespeichert.")
    page.reload()
    expect(page.get_by_label("PLZ")).to_have_value("30161")
    expect(page.get_by_label("Straße")).to_have_value("Neue Straße 9")


def test_removing_a_contact_asks_once_and_names_the_person(window, own_portal):
    page = window(own_portal, "10001")
    page.goto("/daten/ansprechpartner")
    bea = page.locator("tr", has_text="Bea Buchhalter")
    dialog = page.get_by_role("dialog")
    bea.get_by_role("button", name="Entfernen").click()
    expect(dialog).to_contain_text("Bea Buchhalter wirklich entfernen?")
    expect(dialog.get_by_role("button", name="Abbrechen")).to_be_focused()
    dialog.get_by_role("button", name="Abbrechen").click()
    expect(bea).to_be_visible()
    bea.get_by_role("button", name="Entfernen").click()
    dialog.get_by_role("button", name="Entfernen").click()
    expect(page.get_by_role("status")).to_contain_text("Bea Buchhalter ist nicht mehr Ansprechpartner.")
    expect(bea).to_have_count(0)


def test_anzeigen_shows_the_password_that_is_being_typed(window, portal):
    page = window(portal, "10001")
    page.goto("/daten/passwoerter")
    field = page.get_by_label("Neues Service-Passwort", exact=True)
    field.press_sequentially("Kuchen am Morgen")
    expect(field).to_have_attribute("type", "password")
    group = page.locator(".input-group", has=field)
    group.get_by_role("button", name="Anzeigen").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("Kuchen am Morgen")
    group.get_by_role("button", name="Verbergen").click()
    expect(field).to_have_attribute("type", "password")


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing_and_does_nothing(window, own_portal, watch, log_in):
    watch.expect("401")
    page = window(own_portal, "10001")
    page.goto("/daten/adresse")
    page.get_by_label("Straße").fill("Halbfertiger Weg 7")
    own_portal.forget_sessions()
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_text("Sie waren länger nicht aktiv.")).to_be_visible()
    log_in(page, "10001")
    expect(heading(page)).to_have_text("Adressdaten")
    expect(page).to_have_url(own_portal.address + "/daten/adresse")
    expect(page.get_by_label("Straße")).to_have_value("Halbfertiger Weg 7")
    stored = page.context.new_page()
    stored.goto("/daten/adresse")
    expect(stored.get_by_label("Straße")).to_have_value("Musterstraße 1")
    page.get_by_role("button", name="Änderungen speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Adressdaten gespeichert.")


def test_a_session_that_ends_between_two_clicks_leads_over_the_login_to_the_page(window, own_portal, watch, log_in):
    watch.expect("401")
    page = window(own_portal, "10001")
    page.goto("/")
    own_portal.forget_sessions()
    page.get_by_role("link", name="Meine Dokumente").click()
    expect(heading(page)).to_have_text("Anmelden")
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_have_count(0)
    log_in(page, "10001")
    expect(heading(page)).to_have_text("Meine Dokumente")


def test_a_wrong_password_keeps_the_login_and_says_what_to_do(window, own_portal, watch):
    watch.expect("422")
    page = window(own_portal)
    page.goto("/anmelden")
    page.get_by_label("Kundennummer").fill("10001")
    page.get_by_label("Service-Passwort").fill("falsch")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("Kundennummer oder Passwort stimmt nicht.")
    expect(page.get_by_label("Kundennummer")).to_have_value("10001")
    expect(page.get_by_role("link", name="Passwort vergessen?")).to_be_visible()


def test_a_server_that_is_away_is_said_and_what_was_typed_stays(window, own_portal, watch):
    watch.expect("ERR_CONNECTION_REFUSED", "Failed to fetch")
    page = window(own_portal, "10001")
    page.goto("/support")
    page.get_by_label("Betreff").fill("Frage zur Rechnung")
    page.get_by_label("Anfrage", exact=True).fill("Was heißt KONTOAUSGLEICH?")
    own_portal.stop()
    send = page.get_by_role("button", name="Anfrage senden")
    send.click()
    expect(page.get_by_role("status")).to_contain_text("Das Kundencenter ist gerade nicht erreichbar.")
    expect(page.get_by_label("Anfrage", exact=True)).to_have_value("Was heißt KONTOAUSGLEICH?")
    page.get_by_role("link", name="Meine Dokumente").click()
    expect(page.get_by_role("status")).to_contain_text("Ihre Eingaben stehen noch hier")
    expect(page.get_by_label("Betreff")).to_have_value("Frage zur Rechnung")
    own_portal.start()
    expect(send).to_be_enabled()
    send.click()
    expect(page.get_by_role("status")).to_contain_text("Ihre Anfrage ist angekommen.")
    expect(heading(page)).to_have_text("Frage zur Rechnung")


def test_who_has_to_wait_reads_so_at_once_and_keeps_what_was_typed(window, own_portal, watch):
    watch.expect("429")
    page = window(own_portal, "10001")
    page.goto("/support")
    page.set_viewport_size({"width": 1280, "height": 300})
    own_portal.brake("request")
    page.get_by_label("Betreff").fill("Noch etwas")
    page.get_by_label("Anfrage", exact=True).fill("Das möchte ich nicht noch einmal tippen.")
    page.get_by_role("button", name="Anfrage senden").click()
    expect(page.get_by_text("Das ging zu oft hintereinander.")).to_be_in_viewport()
    expect(page.get_by_label("Anfrage", exact=True)).to_have_value("Das möchte ich nicht noch einmal tippen.")


def test_a_pressed_button_says_what_happens_and_cannot_be_pressed_twice(window, own_portal, hold):
    page = window(own_portal, "10001")
    page.goto("/daten/adresse")
    release = hold(page, "**/daten/adresse")
    with page.expect_request("**/daten/adresse"):
        page.get_by_role("button", name="Änderungen speichern").click()
    waiting = page.get_by_role("button", name="Wird gespeichert …")
    expect(waiting).to_be_disabled()
    release()
    expect(page.get_by_role("status")).to_contain_text("Adressdaten gespeichert.")
    expect(page.get_by_role("button", name="Änderungen speichern")).to_be_enabled()


def test_a_question_with_an_attachment_is_answered_with_its_number(window, own_portal):
    page = window(own_portal, "10002")
    page.goto("/support")
    page.get_by_label("Betreff").fill("Bild anbei")
    page.get_by_label("Anfrage", exact=True).fill("Zeile eins\nZeile zwei")
    page.get_by_label("Anhang").set_input_files({"name": "bild.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    page.get_by_role("button", name="Anfrage senden").click()
    expect(heading(page)).to_have_text("Bild anbei")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"Nummer \d+"))
    with page.expect_download() as download:
        page.get_by_role("link", name="bild.png").click()
    assert download.value.path().read_bytes() == b"\x89PNG"
