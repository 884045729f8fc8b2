"""The traffic of a server in a browser: readable in every width, in the dark, on paper and without JavaScript."""

import re

import pytest

from tests.browser.chromium import expect
from tests.browser.quality import axe, faults, sideways

WIDTHS = (1280, 768, 375)


def open_server(page):
    page.goto("/produkte/server/traffic")
    page.get_by_role("link", name="Verlauf ansehen").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Traffic von flex01.muster.example")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plots_and_numbers_are_there_without_javascript(window, portal, width):
    page = window(portal, "10001", java_script_enabled=False, viewport={"width": width, "height": 900})
    open_server(page)
    drawn, hidden = ("wide", "narrow") if width >= 768 else ("narrow", "wide")
    for place in (0, 1):
        expect(page.locator(f".plot svg.{drawn}").nth(place)).to_be_visible()
        expect(page.locator(f".plot svg.{hidden}").nth(place)).to_be_hidden()
    expect(page.get_by_role("table", name="Traffic im Monat")).to_be_visible()
    page.get_by_role("link", name="Vorheriger Monat").click()
    expect(page.get_by_role("table", name="Traffic am Tag").locator("tbody tr")).not_to_have_count(0)
    assert page.locator("h2").first.inner_text().startswith("Tage im ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_in_order_in_every_width_light_and_dark(window, portal, scheme):
    page = window(portal, "10001", reduced_motion="reduce", color_scheme=scheme)
    open_server(page)
    assert faults(page) == []
    for width in (*WIDTHS, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [] and sideways(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_in_a_picture_lies_outside_of_it_or_on_another_text(window, portal, width):
    page = window(portal, "10001", viewport={"width": width, "height": 900})
    open_server(page)
    for picture in page.locator(".plot svg[role=img]:visible").all():
        frame = picture.bounding_box()
        boxes = [each.bounding_box() for each in picture.locator("text").all()]
        for box in boxes:
            assert box["x"] >= frame["x"] - 1 and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        for n, one in enumerate(boxes):
            assert not any(overlap(one, other) for other in boxes[n + 1 :])


def overlap(one, other):
    """Whether two boxes lie on each other by more than the air above and below the letters."""
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return across > 0 and down > 4


def test_received_and_sent_are_told_apart_by_hatching_not_by_colour_alone(window, portal):
    page = window(portal, "10001")
    open_server(page)
    hatched = page.locator(".plot svg.wide path.hatched").first
    fill = hatched.evaluate("each => getComputedStyle(each).fill")
    pattern = re.search(r"#([\w-]+)", fill)[1]
    assert page.locator(f"#{pattern}").count() == 1
    assert page.locator(f"#{pattern} path").evaluate("each => getComputedStyle(each).stroke") != "none"


def test_another_month_is_swapped_in_and_the_back_button_returns(window, portal):
    page = window(portal, "10001")
    open_server(page)
    first = page.locator("h2").first.inner_text()
    page.get_by_role("link", name="Vorheriger Monat").click()
    expect(page).to_have_url(re.compile(r"\?monat=\d{4}-\d\d$"))
    expect(page.locator("h2").first).not_to_have_text(first)
    page.go_back()
    expect(page.locator("h2").first).to_have_text(first)


def test_an_auth_code_is_asked_for_with_the_password_and_shown_without_javascript(window, own_portal):
    page = window(own_portal, "10002", java_script_enabled=False)
    page.goto("/produkte/domains/beispiel-petra.example")
    page.get_by_role("link", name="Umziehen").click()
    page.get_by_role("button", name="Auth-Code anfordern").click()
    if page.get_by_label("Service-Passwort").count():
        page.get_by_label("Service-Passwort").fill("Demo-Kunde-10002")
        page.locator("main form button").last.click()
    expect(page.locator("pre.codes")).to_have_text("Demo-Umzug-4711")


def test_a_token_is_shown_in_full_on_a_phone_and_the_page_stays_in_order(window, own_portal):
    page = window(own_portal, "admin@example.com", reduced_motion="reduce", viewport={"width": 375, "height": 800})
    page.goto("/verwaltung/schnittstelle")
    page.get_by_label("Wofür ist das Token?").fill("Rechenzentrum 1")
    page.get_by_role("button", name="Token anlegen").click()
    token = page.locator("pre.codes").first
    expect(token).to_have_text(re.compile(r"^[\w-]{43}$"))
    assert token.evaluate("each => each.scrollWidth <= each.clientWidth") and axe(page) == [] and sideways(page) == []
    page.reload()
    expect(page.get_by_role("cell", name="Rechenzentrum 1")).to_be_visible()
    assert page.locator("pre.codes").count() == 1  # the example alone
