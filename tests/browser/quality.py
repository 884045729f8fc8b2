"""What must hold on every page, as lists of what is wrong."""

import re
from pathlib import Path

AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast", "link-in-text-block"]  # what another colour scheme can break
BELOW = {  # entries of the menu whose pages do not all lie below their own address
    "/produkte/domains": "/produkte/webhosting",
    "/produkte/vertraege": "/produkte/webhosting",
    "/buchhaltung/rechnungen": "/buchhaltung/kundenkonto",
    "/daten/protokoll": "/daten/ansprechpartner",
    "/daten/passwoerter": "/daten/sicherheit",  # of staff, who have no entry for it
}
ARTEFACTS = re.compile(r"\bNone\b|\bUndefined\b|\{\{|\}\}|\{%|\{[a-z_]+\}|%\([a-z_]+\)s|&(?:amp|lt|gt|quot|#\d+);")

RUN_AXE = """async (only) => (await axe.run(document, {runOnly: only, resultTypes: ['violations']})).violations
    .map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)"""


def faults(page):
    """All that is wrong with an open page, in every form it takes; leaves it wide and light."""
    found = frame_faults(page) + [f"axe: {each}" for each in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"axe, dark: {each}" for each in axe(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    wide = page.viewport_size
    page.set_viewport_size({"width": 375, "height": 800})
    found += [f"axe, 375 px: {each}" for each in axe(page)]
    page.set_viewport_size({"width": 320, "height": 800})
    found += sideways(page)
    page.set_viewport_size(wide)
    return found


def axe(page, rules=None):
    """The violations that axe-core finds: all of WCAG 2.2 AA and good practice, or only some rules."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    return page.evaluate(RUN_AXE, only)


def frame_faults(page):
    """What is wrong with title, heading, menu and texts."""
    found = []
    if not page.title().endswith("– Muster Hosting") or page.title().startswith("–"):
        found.append(f"title: {page.title()!r}")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if page.locator(".refusal").count():
        found.append(f"refused: {page.locator('.refusal').inner_text()!r}")
    path = page.evaluate("location.pathname")
    addresses = page.locator("#menu a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    marked = page.locator("#menu [aria-current=page]").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    expected = entry_of(path, addresses)
    if path.startswith("/produkte/vertraege/"):  # to the list that has such contracts
        back = page.locator(".back a").first.get_attribute("href")
        expected = [back] if back in addresses else expected
    if marked != expected:
        found.append(f"marked in the menu: {marked} instead of {expected}")
    text = page.locator("body").inner_text() + page.title()
    return found + [f"artefact: {text[max(0, at.start() - 30) : at.end() + 30]!r}" for at in ARTEFACTS.finditer(text)]


def entry_of(path, addresses):
    """The entry of the menu to which a page belongs, as a list: of choosing a customer and the like there is none."""
    places = {place: address for place, address in BELOW.items() if address in addresses}
    places |= {address: address for address in addresses}
    fitting = [place for place in places if path == place or place != "/" and path.startswith(f"{place}/")]
    return [places[max(fitting, key=len)]] if fitting else []


def sideways(page):
    """Whether one has to scroll sideways, and which parts stick out."""
    width, seen = page.evaluate("[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]")
    if width <= seen:
        return []
    culprits = page.evaluate(
        """(seen) => [...document.querySelectorAll('body *')]
            .filter((each) => each.getBoundingClientRect().right > seen + 1)
            .slice(0, 3).map((each) => each.tagName + '.' + each.className)""",
        seen,
    )
    return [f"{width} px wide where {seen} are seen: {culprits}"]
