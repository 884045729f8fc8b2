"""Releasing reminders: one click, a question, and a page that says by itself how far it is."""

import re

import pytest

import database
from models import OpenItem
from tests.browser.chromium import expect
from tests.rules.payments.owing import ago, bank_statement

HOME = "/verwaltung/mahnungen"


@pytest.fixture
def owing_portal(own_portal):
    """A portal whose customers of the demo owe what they owe, with a bank statement of today."""
    database.start(f"sqlite:///{own_portal.data / 'kundencenter.db'}")
    bank_statement()
    OpenItem.update(due_on=ago(30)).where(OpenItem.cents < 0).execute()
    database.drop_connection()
    return own_portal


def test_a_release_asks_once_and_its_page_follows_the_letters(window, owing_portal):
    page = window(owing_portal, "admin@example.com")
    page.goto(HOME)
    page.get_by_role("button", name=re.compile("Jetzt nachsehen|Neu zusammenstellen")).click()
    page.get_by_role("button", name=re.compile("Mahnung(en)? verschicken")).click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("verschicken?")
    question.get_by_role("button", name=re.compile("verschicken")).click()
    expect(page).to_have_url(re.compile(rf"{HOME}/laeufe/\d+$"))
    expect(page.locator("#content")).to_contain_text(re.compile("Mahnung(en sind| ist) geschrieben"), timeout=30_000)
    expect(page.locator("#stand[hx-trigger]")).to_have_count(0)
    page.goto(f"{HOME}/verlauf")
    expect(page.locator("#content")).to_contain_text("1: Zahlungserinnerung")
    page.goto(HOME)
    page.get_by_role("button", name="Jetzt nachsehen").click()
    expect(page.locator("#content")).to_contain_text("Gerade ist niemand zu mahnen.")


def test_a_customer_reads_the_reminder_without_javascript(window, owing_portal):
    page = window(owing_portal, "admin@example.com", java_script_enabled=False)
    page.goto(HOME)
    page.get_by_role("button", name=re.compile("Jetzt nachsehen|Neu zusammenstellen")).click()
    page.get_by_role("button", name=re.compile("Mahnung(en)? verschicken")).click()
    page.get_by_role("button", name="Ja, fortfahren").click()
    result, again = page.get_by_text(re.compile("geschrieben\\.")), page.get_by_role("link", name="Seite neu laden")
    for _ in range(200):
        if again.count() == 0:
            break
        again.click()
    expect(result.first).to_be_visible()
    mine = window(owing_portal, "10002", java_script_enabled=False)
    mine.goto("/")
    with mine.expect_download() as download:
        mine.get_by_role("link", name="Letzte Mahnung (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
