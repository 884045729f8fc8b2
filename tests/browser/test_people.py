"""People with more than one customer, and the hoster's people."""

import re

from tests.browser.chromium import expect


def heading(page):
    return page.get_by_role("heading", level=1)


def test_an_agency_changes_from_one_customer_to_the_other_and_sees_what_it_may(window, own_portal):
    page = window(own_portal, "agentur@example.com")
    page.goto("/produkte/webhosting")
    expect(page.locator(".whose")).to_contain_text("Muster GmbH")
    expect(page.locator("#content")).to_contain_text("profihost-demo.de")
    page.get_by_role("link", name="Kunde wechseln").click()
    page.locator("tr", has_text="10002").get_by_role("button", name="Zu diesem Kunden").click()
    expect(page.locator(".whose")).to_contain_text("Petra Beispiel")
    page.locator("#menu summary", has_text="Meine Produkte").click()
    page.locator("#menu").get_by_role("link", name="Webhosting & Domains").click()
    expect(page.locator("#content")).to_contain_text("beispiel-petra.example")
    expect(page.locator("#content")).not_to_contain_text("profihost-demo.de")
    expect(page.locator("#menu")).not_to_contain_text("Kundenkonto")


def test_a_customer_with_one_account_is_not_offered_to_change(window, portal):
    page = window(portal, "10001")
    page.goto("/")
    expect(page.get_by_role("link", name="Kunde wechseln")).to_have_count(0)


def test_staff_find_a_customer_by_the_domain_and_open_it(window, portal):
    page = window(portal, "admin@example.com")
    page.goto("/verwaltung")
    search = page.get_by_role("search", name="Kunden suchen").get_by_role("searchbox")
    search.fill("beispiel-petra.example")
    search.press("Enter")
    expect(heading(page)).to_have_text("Kunden")
    expect(page.locator("#content tbody tr")).to_have_count(1)
    page.get_by_role("link", name="10002").click()
    expect(heading(page)).to_have_text("Petra Beispiel")
    expect(page).to_have_url(portal.address + "/verwaltung/kunden/10002")


def test_staff_create_a_customer_after_a_mistake(window, own_portal, watch):
    watch.expect("422")
    page = window(own_portal, "admin@example.com")
    page.goto("/verwaltung/kunden")
    page.get_by_role("link", name="Kunde anlegen").click()
    expect(heading(page)).to_have_text("Kunde anlegen")
    page.get_by_label("Privatkunde").check()
    page.get_by_label("Vorname").fill("Berta")
    page.get_by_label("Ort (optional)").fill("Celle")
    page.get_by_role("button", name="Kunde anlegen").click()
    name = page.get_by_label(re.compile(r"^Name"))
    expect(name).to_be_focused()
    expect(page.get_by_label("Privatkunde")).to_be_checked()
    name.fill("Backmann")
    page.get_by_role("button", name="Kunde anlegen").click()
    expect(heading(page)).to_have_text("Berta Backmann")
    expect(page.locator("#content")).to_contain_text("Celle")
    expect(page).to_have_url(re.compile(r"/verwaltung/kunden/\d+$"))


def test_the_answer_of_the_staff_stands_at_the_customer_s_request(window, own_portal):
    staff, petra = window(own_portal, "admin@example.com"), window(own_portal, "10002")
    staff.goto("/verwaltung/anfragen")
    staff.get_by_role("link", name="1003").click()
    expect(heading(staff)).to_have_text("E-Mail lässt sich nicht abrufen")
    staff.get_by_label("Antwort").fill("Der Posteingang\nläuft wieder.")
    staff.get_by_role("button", name="Antwort senden").click()
    expect(staff.get_by_role("status")).not_to_be_empty()
    petra.goto("/support")
    expect(petra.locator("tr", has_text="E-Mail lässt sich nicht abrufen")).to_contain_text("beantwortet")
    petra.get_by_role("link", name="E-Mail lässt sich nicht abrufen").click()
    expect(petra.locator("#content")).to_contain_text("Der Posteingang\nläuft wieder.")


def test_nobody_takes_a_page_of_the_staff_for_a_customer_s(window, portal):
    colours = []
    for login, address in (("10001", "/"), ("admin@example.com", "/verwaltung")):
        page = window(portal, login)
        page.goto(address)
        colours.append(page.locator(".top").evaluate("top => getComputedStyle(top).backgroundColor"))
    assert colours[0] != colours[1]


def test_a_customer_under_the_staff_s_address_sees_nothing(window, portal, watch):
    watch.expect("40[34]")
    page = window(portal, "10001")
    page.goto("/verwaltung/kunden")
    expect(page.locator("#content")).not_to_contain_text("Petra Beispiel")
    expect(page.locator(".refusal")).to_be_visible()
