"""Lists: searching while one types, sorting, paging, unfolding."""

import re

import pytest

from tests.browser.chromium import expect


def rows(page):
    return page.locator("#content tbody tr:not(.below)")


def first_cells(page):
    return rows(page).locator("td:first-child").all_inner_texts()


def test_the_list_narrows_while_one_types_and_the_field_keeps_focus_and_text(window, portal, hold):
    page = window(portal, "10001")
    page.goto("/produkte/webhosting")
    release = hold(page, re.compile(r"/produkte/webhosting\?.*q=par(&|$)"))
    search = page.get_by_role("searchbox", name="Suche")
    search.focus()
    with page.expect_request(re.compile("q=par(&|$)")):
        page.keyboard.type("par")
    page.keyboard.type("tner")
    release()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("partnercenter.de")
    expect(search).to_be_focused()
    expect(search).to_have_value("partner")
    assert search.evaluate("field => field.selectionStart") == len("partner")
    expect(page).to_have_url(re.compile("q=partner"))


def test_one_step_back_from_a_search_shows_the_whole_list(window, portal):
    page = window(portal, "10001")
    page.goto("/produkte/webhosting")
    search = page.get_by_role("searchbox", name="Suche")
    for text in ("profi", "profihost-demo.com"):
        search.fill(text)
        expect(page).to_have_url(re.compile(f"q={re.escape(text)}(&|$)"))
    expect(rows(page)).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(portal.address + "/produkte/webhosting")
    expect(rows(page)).to_have_count(4)
    expect(search).to_have_value("")


def test_a_search_without_result_says_so_and_keeps_what_was_typed(window, portal):
    page = window(portal, "10001")
    page.goto("/produkte/webhosting")
    page.get_by_role("searchbox", name="Suche").fill("gibt-es-nicht")
    expect(page.locator(".empty")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Suche")).to_have_value("gibt-es-nicht")


def test_a_long_list_has_pages_that_lead_on_and_back(window, portal):
    page = window(portal, "20001")
    page.goto("/buchhaltung/kundenkonto")
    expect(rows(page)).to_have_count(10)
    seen = [rows(page).all_inner_texts()]
    for _ in range(2):
        page.get_by_role("link", name="Nächste").click()
        expect(rows(page).first).not_to_have_text(seen[-1][0], use_inner_text=True)
        seen.append(rows(page).all_inner_texts())
    assert len({text for texts in seen for text in texts}) == 30
    expect(page.get_by_role("link", name="Nächste")).to_have_count(0)
    page.get_by_role("link", name="Vorherige").click()
    expect(rows(page).first).to_have_text(seen[1][0], use_inner_text=True)
    assert rows(page).all_inner_texts() == seen[1]


def test_more_rows_a_page_are_shown_when_chosen(window, portal):
    page = window(portal, "20001")
    page.goto("/buchhaltung/kundenkonto")
    page.get_by_label("Einträge anzeigen").select_option("25")
    expect(rows(page)).to_have_count(25)
    expect(page).to_have_url(re.compile("size=25"))


def test_a_click_on_a_head_sorts_and_another_click_turns_the_order_round(window, portal):
    page = window(portal, "10001")
    page.goto("/produkte/webhosting")
    head = page.get_by_role("columnheader", name="Domain")
    expect(head).to_have_attribute("aria-sort", "ascending")
    upwards = first_cells(page)
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert first_cells(page) == upwards[::-1] != upwards
    expect(head.get_by_role("link")).to_be_focused()


@pytest.mark.parametrize("path", ["/produkte/server", "/produkte/webhosting", "/buchhaltung/kundenkonto"])
@pytest.mark.parametrize("width", [1280, 1440])
def test_on_a_usual_screen_a_list_is_a_table_that_fits(window, portal, path, width):
    page = window(portal, "10001", viewport={"width": width, "height": 800})
    page.goto(path)
    expect(page.get_by_role("columnheader").last).to_be_visible()
    edges = page.locator(".list, .list th, .list td").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().right)"
    )
    assert max(edges) <= edges[0] + 1
    tops = (
        rows(page)
        .nth(0)
        .locator("td:not(.long)")
        .evaluate_all("cells => cells.map((each) => each.getBoundingClientRect().top)")
    )
    assert max(tops) - min(tops) < 2


@pytest.mark.parametrize("width", [375, 1280, 1800])  # cards, a table beside the menu, a roomy one
def test_the_row_of_a_server_unfolds_its_facts(window, portal, width):
    page = window(portal, "10001", viewport={"width": width, "height": 900})
    page.goto("/produkte/server")
    facts = page.get_by_text("FlexServer Business", exact=True)
    expect(facts).to_be_hidden()
    arrow = page.locator("tr", has_text="flex01.muster.example").locator("summary").first
    arrow.click()
    expect(facts).to_be_visible()
    arrow.press("Enter")
    expect(facts).to_be_hidden()
