"""A customer pays on the provider's page and comes back; the provider is a server on this machine."""

import urllib.request

import pytest

from tests.browser.chromium import expect
from tests.providers import STRIPE, StripeHouse

PAGE = "/buchhaltung/zahlung"


@pytest.fixture
def provider(own_portal, afterwards):
    """The provider of a portal that is started anew with it."""
    server = StripeHouse()
    afterwards.callback(server.stop)
    options = STRIPE | {"api_base": server.address}
    lines = [f'{name} = "{value}"' for name, value in options.items()]
    (own_portal.data / "kundencenter.toml").write_text("\n".join(["[payment.stripe]", *lines]))
    own_portal.stop()
    own_portal.start()

    server.webhook = lambda *signed: tell(own_portal, *signed)
    return server


def tell(portal, body, headers):
    """Deliver a webhook."""
    asked = urllib.request.Request(f"{portal.address}/webhooks/stripe", body.encode(), headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.status == 200


def heading(page):
    return page.get_by_role("heading", level=1)


def test_what_is_open_is_paid_by_card(provider, own_portal, window):
    page = window(own_portal, "10002")
    page.goto(PAGE)
    expect(page.get_by_text("Sie müssen noch 4,00 € bezahlen.")).to_be_visible()
    page.get_by_role("button", name="Mit Kreditkarte bezahlen").click()
    page.get_by_role("button", name="Jetzt bezahlen").click()
    expect(heading(page)).to_have_text("Vielen Dank")
    page.get_by_role("link", name="Zum Kundenkonto").click()
    expect(page.get_by_text("Alles bezahlt.")).to_be_visible()
    expect(page.locator("tbody tr", has_text="Zahlung über Stripe")).to_contain_text("4,00")


def test_whoever_turns_back_is_offered_the_same_page_again(provider, own_portal, window):
    page = window(own_portal, "10002")
    page.goto(PAGE)
    page.get_by_role("button", name="Per Sofortzahlung bezahlen").click()
    first = page.get_by_role("button", name="Jetzt bezahlen")
    expect(first).to_be_visible()
    address = page.url
    page.go_back()
    button = page.get_by_role("button", name="Per Sofortzahlung bezahlen")
    expect(button).to_be_enabled()
    button.click()
    expect(first).to_be_visible()
    assert page.url == address and len(provider.sessions) == 1


def test_what_is_ticked_off_is_not_paid(provider, own_portal, window):
    staff = window(own_portal, "admin@example.com")
    staff.goto("/verwaltung/kunden/10002/abrechnung/positionen/neu")
    staff.get_by_label("Text", exact=True).fill("Umzug der Website")
    staff.get_by_label("Einzelpreis").fill("10,00")
    staff.get_by_role("button", name="Position eintragen").click()
    staff.get_by_role("link", name="Jetzt abrechnen").click()
    staff.get_by_role("button", name="Rechnung ausstellen").click()
    expect(staff.locator("#flash")).to_contain_text("ist ausgestellt")
    page = window(own_portal, "10002")
    page.goto(PAGE)
    expect(page.get_by_text("Sie bezahlen jetzt 15,90 €.")).to_be_visible()
    page.get_by_role("checkbox", name="4,00 €").uncheck()
    expect(page.get_by_text("Sie bezahlen jetzt 11,90 €.")).to_be_visible()
    page.get_by_role("button", name="Mit Kreditkarte bezahlen").click()
    expect(page.get_by_role("button", name="Jetzt bezahlen")).to_be_visible()
    assert [each["amount_total"] for each in provider.sessions.values()] == [1190]


def test_without_javascript_a_page_of_ours_leads_there(provider, own_portal, window):
    page = window(own_portal, "10002", java_script_enabled=False, viewport={"width": 375, "height": 800})
    page.goto(PAGE)
    page.get_by_role("button", name="Mit Kreditkarte bezahlen").click()
    expect(heading(page)).to_have_text("Weiter zur Bezahlseite")
    page.get_by_role("link", name="Weiter zur Bezahlseite").click()
    page.get_by_role("button", name="Jetzt bezahlen").click()
    expect(heading(page)).to_have_text("Vielen Dank")


def test_the_page_that_waits_looks_again_by_itself(provider, own_portal, window):
    kept = []
    provider.webhook = lambda *signed: kept.append(signed)
    page = window(own_portal, "10002", java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_role("button", name="Mit Kreditkarte bezahlen").click()
    page.get_by_role("link", name="Weiter zur Bezahlseite").click()
    page.get_by_role("button", name="Jetzt bezahlen").click()
    expect(heading(page)).to_have_text("Zahlung wird geprüft")
    tell(own_portal, *kept[0])
    expect(heading(page)).to_have_text("Vielen Dank")


def test_somebody_else_pays_with_a_link(provider, own_portal, window):
    page = window(own_portal, "10002")
    page.goto(PAGE)
    page.get_by_role("button", name="Link zum Bezahlen erstellen").click()
    expect(page.get_by_role("status")).to_contain_text("Der Link zum Bezahlen ist fertig.")
    address = page.locator(".copy").inner_text()
    other = window(own_portal)
    other.goto(address)
    expect(heading(other)).to_contain_text("bezahlen")
    other.get_by_role("button", name="Mit Kreditkarte bezahlen").click()
    other.get_by_role("button", name="Jetzt bezahlen").click()
    expect(heading(other)).to_have_text("Vielen Dank")
    other.goto(address)
    expect(other.get_by_text("Hier ist nichts mehr zu bezahlen.")).to_be_visible()
