"""The Kundenkonto: how rows stand, corrections and bookings by the staff, files to download; also without scripts."""

import pytest

from tests.browser.chromium import expect

DESK = "/verwaltung/kunden/10002/buchungen"
PHONE = {"width": 375, "height": 800}


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def scripts(request):
    return {"java_script_enabled": request.param, **({} if request.param else {"viewport": PHONE})}


def row(page, text):
    return page.locator("#content tbody tr", has_text=text)


def test_the_demo_stands_as_in_the_sources(window, portal):
    page = window(portal, "10001")
    page.goto("/buchhaltung/kundenkonto")
    expect(page.locator("#content")).to_contain_text("Alles bezahlt.")
    expect(row(page, "1731953")).to_contain_text("bezahlt")
    expect(row(page, "1633134")).to_contain_text("bezahlt")
    expect(row(page, "KONTOAUSGLEICH")).to_contain_text("Überweisungen/Gutschriften bis zum 11.06.2019")
    other = window(portal, "10002")
    other.goto("/buchhaltung/kundenkonto")
    expect(other.locator("#content")).to_contain_text("Sie müssen noch 4,00 € bezahlen.")
    expect(row(other, "1698001")).to_contain_text("teilweise offen")


def test_an_invoice_is_corrected_in_part_then_whole_and_the_customer_sees_it(window, own_portal, scripts):
    staff = window(own_portal, "admin@example.com", **scripts)
    staff.goto(DESK)
    staff.get_by_role("link", name="1698001").click()
    staff.get_by_role("link", name="Korrigieren").click()
    staff.get_by_label("1. Domain beispiel-petra.example").fill("2,00")
    staff.get_by_label("Grund").fill("Ausfall im Mai")
    staff.get_by_role("button", name="Summe ansehen").click()
    expect(staff.locator("#content")).to_contain_text("-2,38 €")
    staff.get_by_role("button", name="Zurück und ändern").click()
    expect(staff.get_by_label("Grund")).to_have_value("Ausfall im Mai")
    staff.get_by_role("button", name="Summe ansehen").click()
    staff.get_by_role("button", name="Rechnungskorrektur erstellen").click()
    expect(staff.get_by_role("heading", name="Rechnungskorrektur 9000001")).to_be_visible()
    staff.get_by_role("link", name="Rechnung 1698001").click()
    staff.get_by_role("link", name="Stornieren").click()
    staff.get_by_label("Grund").fill("Kulanz")
    staff.get_by_role("button", name="Rechnung stornieren").click()
    expect(staff.get_by_role("heading", name="Rechnungskorrektur 9000002")).to_be_visible()
    page = window(own_portal, "10002", **scripts)
    page.goto("/buchhaltung/kundenkonto")
    expect(page.locator("#content")).to_contain_text("Guthaben 10,28 €")
    expect(row(page, "Domain beispiel-petra.example")).to_contain_text("korrigiert")
    page.get_by_role("link", name="9000001").click()
    expect(page.locator("#content")).to_contain_text("Ausfall im Mai")


def test_a_booking_by_hand_is_asked_for_once_more_and_then_made(window, own_portal, scripts):
    staff = window(own_portal, "admin@example.com", **scripts)
    staff.goto(DESK)
    staff.get_by_role("link", name="Buchung eintragen").click()
    staff.get_by_label("Gutschrift ohne Rechnung").check()
    staff.get_by_label("Betrag in Euro").fill("4,00")
    staff.get_by_label("Text").fill("Kulanz")
    staff.get_by_role("button", name="Weiter").click()
    expect(staff.locator("#content")).to_contain_text("Kontostand danach")
    staff.get_by_role("button", name="Jetzt buchen").click()
    expect(staff.get_by_role("status").first).to_contain_text("Buchung eingetragen.")
    expect(row(staff, "1698001")).to_contain_text("bezahlt")


def test_the_files_are_downloaded(window, portal, scripts):
    page = window(portal, "10001", **scripts)
    page.goto("/buchhaltung/kundenkonto")
    with page.expect_download() as pdf:
        row(page, "1731953").get_by_role("link", name="PDF").click()
    assert pdf.value.suggested_filename == "Rechnung-1731953.pdf"
    page.get_by_role("link", name="Herunterladen").click()
    page.get_by_label("Von").fill("01.01.2018")
    with page.expect_download() as statement:
        page.get_by_role("button", name="Kontoauszug herunterladen (PDF)").click()
    assert statement.value.suggested_filename == "Kontoauszug-10001.pdf"
    expect(page.get_by_role("button", name="Kontoauszug herunterladen (PDF)")).to_be_enabled()  # for another one
    with page.expect_download() as year:
        page.get_by_role("link", name="Rechnungen 2019 herunterladen (ZIP)").click()
    assert year.value.suggested_filename == "Rechnungen-2019.zip"
    with page.expect_download() as bookings:
        page.get_by_role("link", name="Buchungen herunterladen (CSV)").click()
    assert bookings.value.suggested_filename == "Kundenkonto-10001.csv"
