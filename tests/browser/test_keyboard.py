"""The keyboard alone: the way into the page, focus that can be seen, saving by Enter."""

from tests.browser.chromium import expect

OUTLINE = """() => { const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"""
FOCUSED = "() => document.activeElement.id || document.activeElement.textContent.trim()"


def test_the_skip_link_comes_first_is_seen_and_leads_into_the_page(window, portal):
    page = window(portal, "10001")
    page.goto("/daten/adresse")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box["width"] > 50 and box["height"] > 20
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_tab_goes_through_the_form_in_its_order_and_the_focus_is_seen_everywhere(window, portal):
    page = window(portal, "10001")
    page.goto("/daten/adresse")
    page.locator("#content").focus()
    fields = page.locator("#content form :is(a, input:not([type=hidden]), select, button)")
    order = fields.evaluate_all("each => each.map((field) => field.id || field.textContent.trim())")
    assert len(order) > 10
    seen = []
    for _ in order:
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        assert page.evaluate(OUTLINE), seen[-1]
    assert seen == order


def test_tab_reaches_the_whole_menu_and_enter_opens_a_section_and_a_page(window, portal):
    page = window(portal, "10001")
    page.goto("/")
    page.locator("#menu summary", has_text="Meine Daten").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#menu").get_by_role("link", name="Adressdaten")).to_be_focused()
    assert page.evaluate(OUTLINE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Adressdaten")
    expect(page.locator("#content")).to_be_focused()


def test_a_customer_logs_in_and_saves_without_a_mouse(window, own_portal):
    page = window(own_portal)
    page.goto("/anmelden")
    page.get_by_label("Kundennummer").focus()
    page.keyboard.type("10001")
    page.keyboard.press("Tab")
    page.keyboard.type("Demo-Kunde-10001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag")
    page.goto("/daten/adresse")
    page.get_by_label("Ort").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Hildesheim")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Adressdaten gespeichert.")
    page.reload()
    expect(page.get_by_label("Ort")).to_have_value("Hildesheim")


def test_the_question_before_a_removal_is_answered_by_keyboard(window, own_portal):
    page = window(own_portal, "10001")
    page.goto("/daten/ansprechpartner")
    remove = page.locator("tr", has_text="Bea Buchhalter").get_by_role("button", name="Entfernen")
    remove.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(remove).to_be_focused()
