"""How much travels: a first visit and a click."""

from urllib.parse import urlsplit

import brotli
import pytest

from tests.browser.chromium import expect

MOST_REQUESTS = 5
MOST_FIRST = 60 * 1024  # bytes
MOST_CLICK = 2 * 1024  # bytes
QUALITY = 5  # what a proxy takes for pages made on the spot


@pytest.fixture
def loaded():
    """Listens to a page; gives the addresses that really travel, with their bytes on the wire."""

    def listen(page):
        wire = page.context.new_cdp_session(page)
        asked, travelled = {}, []

        def finished(event):
            if event["encodedDataLength"]:  # what comes from the cache has none
                travelled.append((asked[event["requestId"]], event["encodedDataLength"]))

        wire.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
        wire.on("Network.loadingFinished", finished)
        wire.send("Network.enable")
        return travelled

    return listen


@pytest.mark.parametrize(("login", "address"), [(None, "/anmelden"), ("10001", "/"), ("20001", "/produkte/webhosting")])
def test_a_first_visit_is_light(window, portal, loaded, login, address):
    page = window(portal, login)
    travelled = loaded(page)
    page.goto(address, wait_until="networkidle")
    assert {urlsplit(url).netloc for url, _ in travelled} == {urlsplit(portal.address).netloc}
    assert 4 <= len(travelled) <= MOST_REQUESTS
    assert sum(size for _, size in travelled) <= MOST_FIRST


def test_a_second_visit_loads_no_file_again(window, portal, loaded):
    page = window(portal, "10001")
    page.goto("/", wait_until="networkidle")
    travelled = loaded(page)
    page.goto("/dokumente", wait_until="networkidle")
    assert [url for url, _ in travelled] == [portal.address + "/dokumente"]


def test_a_click_on_a_page_of_the_menu_is_light(window, portal):
    page = window(portal, "10001")
    page.goto("/menue")
    links = page.locator("#menu a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    page.locator("#menu details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    heavy = {}
    for address in links:
        link = page.locator(f'#menu a[href="{address}"]')
        with page.expect_response(lambda response, path=address: urlsplit(response.url).path == path) as answer:
            link.click()
        expect(link).to_have_attribute("aria-current", "page")
        size = len(brotli.compress(answer.value.body(), quality=QUALITY))
        if size > MOST_CLICK:
            heavy[address] = size
    assert heavy == {}
