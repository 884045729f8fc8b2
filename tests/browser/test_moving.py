"""Moving about: clicks swap the content, addresses are real, back and forward work."""

import re

import pytest

from tests.browser.chromium import expect
from tests.browser.quality import frame_faults

LOGINS = ["10001", "10002", "20001", "admin@example.com"]


def heading(page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_of_the_menu_opens_by_a_click_without_loading_the_frame_again(window, portal, login):
    page = window(portal, login)
    page.goto("/")
    page.evaluate("window.mark = 'still here'")
    menu = page.get_by_role("navigation", name="Hauptmenü")
    links = menu.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert len(links) >= 7
    for address in reversed(links):
        link = menu.locator(f'a[href="{address}"]')
        if not link.is_visible():
            menu.locator("summary").filter(has=page.locator(f'xpath=..//a[@href="{address}"]')).click()
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        expect(page).to_have_url(re.compile(re.escape(address) + r"$"))
        expect(heading(page)).to_be_visible()
        assert frame_faults(page) == []
    assert page.evaluate("window.mark") == "still here"


@pytest.mark.parametrize(
    ("login", "address", "title"),
    [
        ("10001", "/produkte/domains/profihost-demo.de/dns", "profihost-demo.de"),
        ("10001", "/buchhaltung/rechnungen/1731953", "Rechnung 1731953"),
        ("10002", "/support/1003", "E-Mail lässt sich nicht abrufen"),
        ("admin@example.com", "/verwaltung/kunden/10002", "Petra Beispiel"),
    ],
)
def test_an_address_typed_into_the_browser_opens_the_whole_page(window, portal, login, address, title):
    page = window(portal, login)
    page.goto(address)
    expect(heading(page)).to_contain_text(title)
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_visible()
    assert frame_faults(page) == []


def test_a_visitor_comes_to_the_deep_link_after_the_login(window, own_portal, log_in):
    page = window(own_portal)
    page.goto("/produkte/server?sort=-name")
    expect(heading(page)).to_have_text("Anmelden")
    log_in(page, "10001")
    expect(heading(page)).to_have_text("Server")
    expect(page).to_have_url(re.compile(r"/produkte/server\?sort=-name$"))


def test_a_customer_without_a_page_of_that_address_sees_a_sentence_and_the_menu(window, portal, watch):
    watch.expect("404")
    page = window(portal, "10001")
    page.goto("/produkte/domains/beispiel-petra.example")
    expect(heading(page)).to_have_text("Diese Seite gibt es nicht")
    page.get_by_role("link", name="Start", exact=True).click()
    expect(heading(page)).to_contain_text("Guten Tag")


def test_back_and_forward_go_through_the_pages_in_one_frame(window, portal):
    page = window(portal, "10001")
    page.goto("/dokumente")
    menu = page.get_by_role("navigation", name="Hauptmenü")
    menu.get_by_role("link", name="Supportanfrage erstellen").click()
    expect(heading(page)).to_have_text("Supportanfrage erstellen")
    menu.get_by_role("link", name="Start").click()
    expect(heading(page)).to_contain_text("Guten Tag")
    for step, title, address in (
        (page.go_back, "Supportanfrage erstellen", "/support"),
        (page.go_back, "Meine Dokumente", "/dokumente"),
        (page.go_forward, "Supportanfrage erstellen", "/support"),
    ):
        step()
        expect(heading(page)).to_have_text(title)
        expect(page).to_have_title(f"{title} – Muster Hosting")
        expect(page).to_have_url(portal.address + address)
        expect(menu).to_have_count(1)
        expect(menu.locator("[aria-current=page]")).to_have_attribute("href", address)


def test_back_after_leaving_the_site_shows_a_whole_page(window, portal):
    page = window(portal, "10001")
    page.goto("/")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Meine Dokumente").click()
    expect(heading(page)).to_have_text("Meine Dokumente")
    page.goto("data:text/html,<title>elsewhere</title><h1>Elsewhere</h1>")
    expect(heading(page)).to_have_text("Elsewhere")
    page.go_back()
    expect(heading(page)).to_have_text("Meine Dokumente")
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_visible()
    assert frame_faults(page) == []


def test_reload_of_a_clicked_page_shows_the_same_page(window, portal):
    page = window(portal, "10001")
    page.goto("/")
    page.get_by_role("link", name="Meine Dokumente").click()
    expect(heading(page)).to_have_text("Meine Dokumente")
    page.reload()
    expect(heading(page)).to_have_text("Meine Dokumente")
    assert frame_faults(page) == []


def test_on_a_phone_the_open_tab_is_in_sight_after_a_click_and_after_a_reload(window, portal):
    page = window(portal, "admin@example.com", viewport={"width": 375, "height": 800})
    page.goto("/verwaltung/auswertungen")
    for name in ("Export", "Konten"):
        page.locator(".tabs").get_by_role("link", name=name).click()
        open_tab = page.locator(".tabs [aria-current]")
        expect(open_tab).to_have_text(name)
        expect(open_tab).to_be_in_viewport(ratio=1)
    page.reload()
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)
