"""Somebody rings up: the customer reads a PIN from the portal, staff type what they hear."""

from tests.browser.chromium import expect
from tests.browser.quality import faults

SAYS = "Was sagt die Person?"
CALM = {"reduced_motion": "reduce"}


def check(staff, said):
    staff.get_by_label(SAYS).fill(said)
    staff.get_by_role("button", name="Prüfen").click()


def test_what_the_caller_says_is_typed_and_five_mistakes_lock(window, own_portal, watch):
    watch.expect("422")
    staff = window(own_portal, "admin@example.com", **CALM)
    staff.goto("/verwaltung")
    staff.get_by_role("link", name="Anruf").click()
    staff.get_by_label("Kundennummer", exact=True).fill("10001")
    staff.get_by_role("button", name="Weiter").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("Muster GmbH")
    expect(staff.get_by_text("Keine Auskunft geben")).to_be_visible()
    check(staff, "Kohlmeise")
    expect(staff.locator("#phone_password-error")).to_contain_text("Das stimmt nicht.")
    expect(staff.get_by_label(SAYS)).to_be_focused()
    expect(staff.get_by_label(SAYS)).to_have_value("")
    check(staff, "blaumeise ")
    expect(staff.get_by_role("status")).to_contain_text("Das stimmt: Am Telefon ist Max Mustermann.")
    expect(staff.get_by_text("noch 15 Minuten")).to_be_visible()
    assert faults(staff) == []
    for left in (3, 2, 1):  # the first mistake was nobody's in particular: it still counts
        check(staff, "Kohlmeise")
        expect(staff.locator("#phone_password-error")).to_contain_text(f"Versuche bis zur Sperre: {left}.")
    check(staff, "Kohlmeise")
    expect(staff.get_by_text("gesperrt: noch 15 Minuten")).to_be_visible()
    expect(staff.get_by_label(SAYS)).to_have_count(0)
    assert faults(staff) == []


def test_a_pin_from_the_portal_passes_without_javascript_too(window, own_portal):
    customer = window(own_portal, "10002", java_script_enabled=False)
    customer.goto("/daten/passwoerter")
    customer.get_by_role("button", name="PIN für ein Telefonat").click()
    expect(customer.get_by_role("heading", level=1)).to_have_text("PIN für ein Telefonat")
    pin = customer.locator("#content .figure").inner_text()
    staff = window(own_portal, "admin@example.com", java_script_enabled=False)
    staff.goto("/verwaltung/anruf/10002")
    check(staff, pin)
    expect(staff.get_by_role("status")).to_contain_text("Am Telefon ist Petra Beispiel.")
    customer.get_by_role("link", name="Passwörter").first.click()
    expect(customer.get_by_role("row", name="Petra Beispiel")).to_contain_text("stimmt")
