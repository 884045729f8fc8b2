"""A server moves: from the form to changed zones by clicking, and the page follows by itself."""

import re

from tests.browser.chromium import expect
from tests.browser.quality import faults

LIST = "/verwaltung/dns/ersetzungen"


def test_a_name_is_replaced_in_all_zones_but_one_and_taken_back(window, own_portal):
    page = window(own_portal, "admin@example.com", reduced_motion="reduce")
    page.goto(LIST)
    page.get_by_label("Bisher").fill("mail.muster-hosting.example")
    page.get_by_label("Künftig").fill("post.muster-hosting.example")
    page.get_by_role("button", name="Alle Zonen durchsehen").click()
    expect(page).to_have_url(re.compile(rf"{LIST}/\d+$"))
    expect(page.locator("#content")).to_contain_text("In 4 Zonen wird ersetzt", timeout=20_000)
    assert faults(page) == []
    page.locator("tr", has_text="partnercenter.de").get_by_role("button", name="Auslassen").click()
    page.get_by_role("button", name="3 Zonen ändern").click()
    page.get_by_role("dialog").get_by_role("button", name="3 Zonen ändern").click()
    expect(page.locator("#content")).to_contain_text("3 Zonen sind geändert.", timeout=20_000)
    expect(page.locator("tr", has_text="partnercenter.de")).to_contain_text("ausgelassen")
    expect(page.locator("#stand[hx-trigger]")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("button", name="Alles zurücknehmen").click()
    page.get_by_role("dialog").get_by_role("button", name="Alles zurücknehmen").click()
    expect(page.locator("#content")).to_contain_text("In 3 Zonen ist es zurückgenommen.", timeout=20_000)


def test_without_javascript_it_goes_too(window, own_portal):
    page = window(own_portal, "admin@example.com", java_script_enabled=False)
    page.goto(LIST)
    page.get_by_label("Bisher").fill("192.0.2.20")
    page.get_by_label("Künftig").fill("192.0.2.99")
    page.get_by_role("button", name="Alle Zonen durchsehen").click()
    reload(page, "In 1 Zone wird ersetzt")
    page.get_by_role("button", name="1 Zone ändern").click()
    page.get_by_role("button", name="Ja, fortfahren").click()
    reload(page, "1 Zone ist geändert.")


def reload(page, sentence):
    """Load the page anew by its link until it says the sentence."""
    result, again = page.get_by_text(sentence), page.get_by_role("link", name="Seite neu laden")
    for _ in range(200):
        if result.count():
            break
        again.click()
    expect(result).to_be_visible()
