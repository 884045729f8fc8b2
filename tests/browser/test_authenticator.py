"""The authenticator app in a real browser: set up from the picture, asked at the next login, recovery codes."""

import pyotp
import pytest

from tests.browser.chromium import expect


@pytest.fixture
def page(window, own_portal):
    return window(own_portal, "10001")


def heading(page):
    return page.get_by_role("heading", level=1)


def set_up(page):
    """Set the app up; gives it and the recovery codes."""
    page.goto("/daten/sicherheit")
    page.get_by_role("button", name="Authenticator-App einrichten").click()
    picture = page.get_by_role("img", name="QR-Code für die Authenticator-App")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 100
    app = pyotp.parse_uri(page.get_by_role("link", name="App auf diesem Gerät öffnen").get_attribute("href"))
    page.get_by_label("Code aus Ihrer Authenticator-App").fill(app.now())
    page.get_by_role("button", name="Authenticator-App einrichten").click()
    expect(heading(page)).to_have_text("Codes für den Notfall")
    return app, page.locator("pre.codes").inner_text().split()


def log_out(page):
    page.get_by_role("button", name="Abmelden", exact=True).first.click()
    expect(heading(page)).to_have_text("Anmelden")


def test_the_app_is_set_up_and_asked_at_the_next_login(page, log_in, own_portal):
    app, _ = set_up(page)
    page.get_by_role("link", name="Ich habe die Codes gespeichert").click()
    expect(page.get_by_role("row", name="Wiederherstellungscodes")).to_contain_text("noch 10 von 10")
    log_out(page)
    own_portal.forget_used_codes()
    log_in(page, "10001")
    expect(heading(page)).to_have_text("Zweiter Schritt")
    page.get_by_label("Code aus Ihrer Authenticator-App").fill(app.now())
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("link", name="Meine Dokumente")).to_be_visible()


def test_the_codes_are_saved_as_a_file_and_one_goes_in_without_the_app(page, log_in, watch):
    watch.expect("422")
    _, codes = set_up(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Als Textdatei speichern").click()
    assert download.value.suggested_filename == "wiederherstellungscodes.txt"
    assert download.value.path().read_text().split()[-10:] == codes
    log_out(page)
    log_in(page, "10001")
    field, button = page.get_by_label("Wiederherstellungscode"), page.get_by_role("button", name="Mit diesem Code")
    field.fill("1-ABCDE-FGHJK")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("stimmt nicht oder wurde schon benutzt")
    field.fill(codes[6].lower())
    button.click()
    expect(page.get_by_role("status")).to_contain_text("Dieser Wiederherstellungscode ist verbraucht.")


def test_a_wrong_first_code_keeps_the_picture(page, watch):
    watch.expect("422")
    page.goto("/daten/sicherheit")
    page.get_by_role("button", name="Authenticator-App einrichten").click()
    picture = page.get_by_role("img", name="QR-Code für die Authenticator-App")
    before = picture.get_attribute("src")
    page.get_by_label("Code aus Ihrer Authenticator-App").fill("000000")
    page.get_by_role("button", name="Authenticator-App einrichten").click()
    expect(page.get_by_role("alert")).to_contain_text("Der Code stimmt nicht.")
    expect(picture).to_have_attribute("src", before)


def test_without_javascript_the_app_works_too(window, own_portal, log_in):
    page = window(own_portal, "10001", java_script_enabled=False)
    app, codes = set_up(page)
    assert len(codes) == 10
    log_out(page)
    own_portal.forget_used_codes()
    log_in(page, "10001")
    page.get_by_label("Code aus Ihrer Authenticator-App").fill(app.now())
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("link", name="Meine Dokumente").first).to_be_attached()
