"""Clicking through the portal: every link once, of pages of one kind only a few."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LINKS = """() => [...document.querySelectorAll('a[href]')].map((link) => ({
    href: link.getAttribute('href'), swaps: link.getAttribute('hx-target') === '#content'}))"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach((each) => { each.open = true })"


@dataclass
class Crawl:
    """Walks from page to page by clicking; `check(page)` lists what is wrong with each, `glance(page)` with a list
    that is only sorted or turned over; `only` is a pattern of the addresses that are followed, `most` how many pages of
    a kind are.
    """

    page: object
    check: object
    glance: object
    only: str = ""
    most: int = 2
    kinds: dict = field(default_factory=dict)
    ways: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    visited: list = field(default_factory=list)

    def walk(self, start):
        """Begin at an address, go until every link was clicked."""
        self.page.goto(start)
        self._is_new(start)
        self._look()
        while self.ways:
            self._follow(*self.ways.pop(0))

    def _follow(self, origin, href, swaps):
        if not self._here(href):
            self.page.goto(origin)
        if swaps:
            self._click(href)
            self._look()
        elif self._is_page(origin, href) and re.match(self.only, href):
            self.page.goto(href)
            self._look()

    def _here(self, href):
        return self.page.locator(f'a[href="{href}"]').count() > 0

    def _click(self, href):
        """Click a link and wait until another heading stands there."""
        self.page.evaluate(OPEN_ALL)
        self.page.evaluate("() => document.querySelectorAll('h1').forEach((each) => { each.dataset.old = '1' })")
        self.page.locator(f'a[href="{href}"]:visible').first.click()
        self.page.locator("h1:not([data-old])").first.wait_for()

    def _is_page(self, origin, href):
        """Ask for what a plain link leads to; only pages are opened, files must be there."""
        answer = self.page.request.get(href)
        if answer.status >= 400 or not answer.body():
            self.faults.append(f"{origin}: the link {href} answers {answer.status}")
        return answer.status < 400 and answer.headers["content-type"].startswith("text/html")

    def _look(self):
        """Check the open page and note where one can go from it."""
        here = self.page.evaluate("location.pathname + location.search")
        self.visited.append(here)
        look = self.glance if "sort=" in here else self.check
        self.faults += [f"{here}: {each}" for each in look(self.page)]
        for link in self.page.evaluate(LINKS):
            href = link["href"]
            wanted = re.match(self.only, href) or not link["swaps"]  # files are asked for wherever they lie
            if href.startswith("/") and wanted and self._is_new(href):
                self.ways.append((here, href, link["swaps"]))

    def _is_new(self, href):
        """Whether the address is wanted: pages that differ in a number or a name only are of one kind."""
        parts = urlsplit(href)
        names = sorted(re.findall(r"(\w+)=", parts.query))
        kind = (re.sub(r"/[^/]*[\d.@][^/]*", "/*", parts.path), *names)
        seen = self.kinds.setdefault(kind, set())
        most = 1 if names else self.most
        if href in seen or len(seen) >= most:
            return False
        seen.add(href)
        return True
