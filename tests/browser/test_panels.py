"""A customer opens a panel from the portal, in a real browser; the panel is a server on this machine."""

import sqlite3
from contextlib import closing

import pytest

from tests.browser.chromium import expect
from tests.panels import HOUSES, SECRET

LIST = "/produkte/webhosting"


@pytest.fixture
def panel(request, own_portal, afterwards):
    """The panel of 10001's first package, on another port; the portal is started anew with it."""
    server = HOUSES[request.param]()
    afterwards.callback(server.stop)
    lines = {"name": "panel1", "kind": server.kind, "url": server.address, "user": server.user, "secret": SECRET}
    toml = "\n".join(f'{name} = "{value}"' for name, value in lines.items())
    (own_portal.data / "kundencenter.toml").write_text(f"[[panel]]\n{toml}\n")
    with closing(sqlite3.connect(own_portal.data / "kundencenter.db")) as database, database:
        database.execute(
            "UPDATE panelaccess SET url = '', panel = 'panel1', user_name = 'muster' WHERE url LIKE '%partnercenter.de'"
        )
    own_portal.stop()
    own_portal.start()
    return server


def button(page, kind="Login"):
    return page.get_by_role("row", name="partnercenter.de").get_by_role("button", name=kind)


def opened(page, pressed):
    """The window that the button opens, when it has arrived where it goes."""
    with page.context.expect_page() as opening:
        pressed.click()
    return opening.value


@pytest.mark.parametrize(
    ("panel", "script"), [*zip(HOUSES, (True, False, True, False), strict=True)], indirect=["panel"]
)  # fmt: skip
def test_the_panel_opens_signed_in_in_a_window_of_its_own(panel, own_portal, window, script):
    page = window(own_portal, "10001", java_script_enabled=script)
    page.goto(LIST)
    new = opened(page, button(page))
    expect(new.get_by_role("heading")).to_have_text("Angemeldet als muster")
    assert new.url.startswith(panel.address)
    if script:
        assert new.evaluate("window.opener === null && document.referrer === ''")
    expect(button(page)).to_be_enabled()
    page.get_by_role("link", name="businesshosting").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("businesshosting")
    new = opened(page, page.get_by_role("button", name="Login"))
    expect(new.get_by_role("heading")).to_have_text("Angemeldet als muster")


@pytest.mark.parametrize("panel", ["whm"], indirect=True)
def test_a_panel_that_is_away_is_said_in_that_window(panel, own_portal, window, watch):
    watch.expect("status of 422")
    panel.trouble = 503
    page = window(own_portal, "10001")
    page.goto(LIST)
    new = opened(page, button(page))
    expect(new.get_by_role("heading", level=1)).to_have_text("Das ließ sich nicht öffnen")
    expect(new.get_by_text("Der Server antwortet gerade nicht.")).to_be_visible()
    panel.trouble = None
    new.get_by_role("button", name="Noch einmal versuchen").click()
    expect(new.get_by_role("heading")).to_have_text("Angemeldet als muster")
