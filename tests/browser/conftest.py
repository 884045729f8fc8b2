"""Real browsers on real portals: one portal to look at, and one of their own for tests that change something."""

import re
from contextlib import ExitStack

import pytest

from tests.browser.portal import Portal, fill
from tests.browser.watch import Watch

LOGINS = {
    "10001": "Demo-Kunde-10001",
    "10002": "Demo-Kunde-10002",
    "20001": "Demo-Kunde-20001",
    "agentur@example.com": "Demo-Agentur-1",
    "admin@example.com": "Demo-Admin-1",
}


@pytest.fixture(scope="session")
def playwright():
    from tests.browser.chromium import api  # skips where it is missing, which a conftest cannot while it loads

    with api.sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    from tests.browser.chromium import launch

    chromium = launch(playwright)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def template(playwright, browser, tmp_path_factory):
    """The demo with everybody logged in; gives its portal, which has ended, and their cookies."""
    data = tmp_path_factory.mktemp("demo") / "data"
    fill(data)
    portal = Portal(data).start()
    cookies = {login: cookies_of(playwright, portal, login) for login in LOGINS}
    portal.stop()
    return portal, cookies


def cookies_of(playwright, portal, login):
    """Log in without a window; cookies do not know ports, so they fit every copy of the portal."""
    client = playwright.request.new_context(base_url=portal.address)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/anmelden").text())[1]
    form = {"csrf_token": token, "login": login, "password": LOGINS[login]}
    assert client.post("/anmelden", form=form).url.rstrip("/").count("anmelden") == 0
    state = client.storage_state()
    client.dispose()
    return state


@pytest.fixture(scope="session")
def portal(template, tmp_path_factory):
    """The portal for tests that change nothing."""
    served = template[0].copy(tmp_path_factory.mktemp("shared") / "data").start()
    yield served
    served.stop()


@pytest.fixture
def afterwards():
    """What has to end after the windows are closed."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def own_portal(template, tmp_path, afterwards):
    """A portal for one test alone."""
    served = template[0].copy(tmp_path / "data").start()
    afterwards.callback(served.stop)
    return served


@pytest.fixture
def watch():
    """What the browser complains about; `watch.expect(pattern)` for what belongs to the test."""
    return Watch()


@pytest.fixture
def window(browser, template, watch, afterwards):
    """Opens a window: `window(portal, "10001", viewport=…)` gives its page, logged in; without a login a visitor's."""
    opened = []

    def open_window(portal, login=None, **options):
        context = browser.new_context(
            base_url=portal.address, locale="de-DE", storage_state=template[1].get(login), **options
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        watch.over(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
    watch.check()


@pytest.fixture
def log_in():
    """Logs in by the form that is open."""

    def log_in(page, login):
        page.get_by_label("Kundennummer").fill(login)
        page.get_by_label("Service-Passwort").fill(LOGINS[login])
        page.get_by_role("button", name="Anmelden", exact=True).click()

    return log_in


@pytest.fixture
def hold():
    """Keeps requests on their way: `release = hold(page, pattern)`, and `release()` lets them go on."""

    def hold(page, pattern):
        held = []
        page.route(pattern, lambda route: held.append(route))

        def release():
            while held:
                held.pop().continue_()

        return release

    return hold
