"""Phones, zoom, the dark, people who want less motion, paper."""

from tests.browser.chromium import expect
from tests.browser.quality import axe, sideways

PHONE = {"width": 375, "height": 800}


def test_on_a_phone_a_button_opens_the_menu_and_escape_closes_it(window, portal):
    page = window(portal, "10001", viewport=PHONE)
    page.goto("/")
    menu = page.locator("#menu")
    button = page.get_by_role("button", name="Menü", exact=True)
    expect(menu).to_be_hidden()
    button.click()
    expect(menu).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_on_a_phone_a_click_in_the_menu_closes_it_and_shows_the_page(window, portal):
    page = window(portal, "10001", viewport=PHONE)
    page.goto("/")
    page.get_by_role("button", name="Menü", exact=True).click()
    page.locator("#menu summary", has_text="Meine Produkte").click()
    page.locator("#menu").get_by_role("link", name="Server").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Server")
    expect(page.locator("#menu")).to_be_hidden()


def test_on_a_phone_the_rows_of_a_list_are_cards_with_labels(window, portal):
    page = window(portal, "10001", viewport=PHONE)
    page.goto("/produkte/webhosting")
    cell = page.locator('td[data-label="Preis"]').first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Preis"'
    assert cell.evaluate("cell => cell.getBoundingClientRect().right") <= PHONE["width"]


def test_beside_the_page_every_entry_of_the_menu_stands_on_one_line(window, portal):
    page = window(portal, "10001", viewport={"width": 1280, "height": 800})
    page.goto("/support")
    heights = page.locator("#menu > ul > li > a > span").evaluate_all("all => all.map(each => each.clientHeight)")
    assert len(heights) > 2 and len(set(heights)) == 1


def test_at_two_hundred_percent_nothing_is_cut_off_and_all_can_be_reached(window, portal):
    page = window(portal, "10001", viewport={"width": 640, "height": 400}, device_scale_factor=2)
    for address in ("/", "/produkte/server", "/buchhaltung/kundenkonto", "/daten/adresse", "/support"):
        page.goto(address)
        assert sideways(page) == []
    page.get_by_role("button", name="Menü", exact=True).click()
    last = page.locator("#menu").get_by_role("link", name="Supportanfrage erstellen")
    last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Supportanfrage erstellen")


def test_in_the_dark_the_page_is_dark_and_can_be_read(window, portal):
    page = window(portal, "10001", color_scheme="dark", reduced_motion="reduce")
    page.goto("/produkte/webhosting")
    red, green, blue = page.evaluate(
        """() => { const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1});
        const pen = canvas.getContext('2d'); pen.fillStyle = getComputedStyle(document.body).backgroundColor;
        pen.fillRect(0, 0, 1, 1); return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3); }"""
    )
    assert max(red, green, blue) < 48
    assert axe(page, ["color-contrast"]) == []


def test_a_slow_answer_shows_a_bar_that_stands_still_for_who_wants_less_motion(window, portal, hold):
    for wish, durations in (("no-preference", [8000]), ("reduce", [0])):
        page = window(portal, "10001", reduced_motion=wish)
        page.goto("/")
        release = hold(page, "**/dokumente")
        with page.expect_request("**/dokumente"):
            page.get_by_role("link", name="Meine Dokumente").click()
        running = "() => document.getAnimations().map((each) => each.effect.getTiming().duration)"
        page.wait_for_function("document.getAnimations().length || matchMedia('(prefers-reduced-motion)').matches")
        assert set(page.evaluate(running)) <= set(durations)
        release()
        expect(page.get_by_role("heading", level=1)).to_have_text("Meine Dokumente")


def test_a_printed_page_looks_like_a_letter_without_menu_and_buttons(window, portal):
    page = window(portal, "10001")
    page.goto("/buchhaltung/rechnungen/1731953")
    expect(page.locator(".letterhead")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".letterhead")).to_contain_text("Muster Hosting")
    for part in ("#menu", ".top", ".page-head .actions", ".skip"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
