"""Inviting many: the page says by itself how far it is, and rests when all is done."""

import re

from tests.browser.chromium import expect

LIST = "/verwaltung/einladungen"


def choose(page, *numbers):
    page.goto(LIST)
    for number in numbers:
        page.get_by_label(f"Kunde {number} auswählen").check()


def test_the_page_of_a_run_follows_it_by_itself_and_then_rests(window, own_portal):
    page = window(own_portal, "admin@example.com")
    choose(page, 20002, 20003, 20004)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/stand") else None)
    page.get_by_role("button", name="Ausgewählte per E-Mail einladen").click()
    expect(page).to_have_url(re.compile(rf"{LIST}/\d+$"))
    expect(page.locator("#content")).to_contain_text("3 Kunden sind eingeladen.", timeout=20_000)
    assert asked
    expect(page.locator("#stand[hx-trigger]")).to_have_count(0)
    expect(page.locator("progress")).to_have_count(0)
    page.goto(LIST)
    expect(page.locator("tr", has_text="20002")).to_contain_text("gültig bis")


def test_everybody_is_invited_by_letter_after_a_question_and_the_letters_are_one_pdf(window, own_portal):
    page = window(own_portal, "admin@example.com")
    page.goto(LIST)
    page.get_by_role("button", name=re.compile(r"Alle \d+ per Brief einladen")).click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text(re.compile(r"\d+ Kunden per Brief einladen\?"))
    question.get_by_role("button", name=re.compile("per Brief einladen")).click()
    letters = page.get_by_role("link", name="Briefe herunterladen (PDF)")
    letters.wait_for(timeout=30_000)
    with page.expect_download() as download:
        letters.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_without_javascript_a_link_loads_the_page_anew(window, own_portal):
    page = window(own_portal, "admin@example.com", java_script_enabled=False)
    choose(page, 20002)
    page.get_by_role("button", name="Ausgewählte per Brief einladen").click()
    expect(page).to_have_url(re.compile(rf"{LIST}/\d+$"))
    result, again = page.get_by_text("1 Kunde ist eingeladen."), page.get_by_role("link", name="Seite neu laden")
    for _ in range(200):
        if result.count():
            break
        again.click()
    expect(result).to_be_visible()


def test_who_chose_nobody_is_told_so(window, own_portal, watch):
    watch.expect("422")
    page = window(own_portal, "admin@example.com")
    page.goto(LIST)
    page.get_by_role("button", name="Ausgewählte per Brief einladen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie mindestens einen Kunden aus.")
