"""The menu: sections for customers and for staff; only what somebody may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from flask import g, request
from markupsafe import Markup

from models import Contact, Staff
from texts import Lazy, language, lazy
from views import current
from views.rendering import render


@dataclass(frozen=True)
class Entry:
    """A page in the menu; `rights` as the route's `needs`, `hint` is the small line below the label.

    Pages below `also` belong to it too.
    """

    label: Lazy
    address: str
    rights: tuple[str, ...] = ()
    hint: Lazy | str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading of the menu; without pages it is a page itself."""

    label: Lazy
    icon: str
    pages: tuple[Entry, ...] = ()
    address: str | None = None
    rights: tuple[str, ...] = ()
    hint: str = ""
    also: tuple[str, ...] = ()


PRODUCTS = ("contracts", "domains")
CUSTOMER = (
    Section(lazy("Start"), "house", address="/"),
    Section(lazy("Meine Produkte"), "box", (
        Entry(lazy("Webhosting & Domains"), "/produkte/webhosting", PRODUCTS,
              also=("/produkte/domains", "/produkte/vertraege")),
        Entry(lazy("Server"), "/produkte/server", PRODUCTS),
        Entry(lazy("Andere Produkte"), "/produkte/andere", PRODUCTS),
        Entry(lazy("Bestellen"), "/produkte/bestellen", ("contracts",)),
    )),
    Section(lazy("Meine Buchhaltung"), "receipt", (
        Entry(lazy("Kundenkonto"), "/buchhaltung/kundenkonto", ("billing",), lazy("Rechnungen und Zahlungen"),
              ("/buchhaltung/rechnungen",)),
        Entry(lazy("Zahlung vornehmen"), "/buchhaltung/zahlung", ("billing",)),
    )),
    Section(lazy("Meine Daten"), "person", (
        Entry(lazy("Adressdaten"), "/daten/adresse", ("data",)),
        Entry(lazy("Passwörter"), "/daten/passwoerter"),
        Entry(lazy("Sicherheit"), "/daten/sicherheit"),
        Entry(lazy("Zahlungsdetails"), "/daten/zahlungsdetails", ("billing",)),
        Entry(lazy("Ansprechpartner"), "/daten/ansprechpartner", ("data",), also=("/daten/protokoll",)),
        Entry(lazy("Mitteilungen"), "/daten/mitteilungen"),
        Entry(lazy("Datenschutz"), "/daten/datenschutz", ("data",)),
        Entry(lazy("IP-Whitelist"), "/daten/ip-whitelist", ("data",)),
    )),
    Section(lazy("Meine Dokumente"), "folder", address="/dokumente"),
    Section(lazy("Supportanfrage erstellen"), "chat", address="/support", rights=("support",)),
)  # fmt: skip
STAFF = (
    Section(lazy("Übersicht"), "house", address="/verwaltung"),
    Section(lazy("Kunden"), "people", address="/verwaltung/kunden", rights=("any",)),
    Section(lazy("Anruf"), "telephone", address="/verwaltung/anruf", rights=("any",)),
    Section(lazy("Supportanfragen"), "chat", address="/verwaltung/anfragen", rights=("any",)),
    Section(lazy("Aufgaben"), "check-circle", address="/verwaltung/aufgaben", rights=("support",)),
    Section(lazy("Inhaberdaten"), "box", address="/verwaltung/inhaberdaten", rights=("support",)),
    Section(lazy("Zugänge"), "person", (
        Entry(lazy("Einladungen"), "/verwaltung/einladungen", ("support",)),
        Entry(lazy("Wiederherstellung"), "/verwaltung/wiederherstellung", ("support",)),
    )),
    Section(lazy("Buchhaltung"), "receipt", (
        Entry(lazy("Abrechnung"), "/verwaltung/abrechnung", ("billing",), lazy("Rechnungen ausstellen")),
        Entry(lazy("Postversand"), "/verwaltung/post", ("billing",)),
        Entry(lazy("Kontoauszüge"), "/verwaltung/kontoauszuege", ("billing",)),
        Entry(lazy("Zahlungen"), "/verwaltung/zahlungen", ("billing",), lazy("Karte und Sofortzahlung")),
        Entry(lazy("Lastschriften"), "/verwaltung/lastschriften", ("billing",)),
        Entry(lazy("Mahnungen"), "/verwaltung/mahnungen", ("billing",)),
        Entry(lazy("Auswertungen"), "/verwaltung/auswertungen", ("billing",), lazy("Journal, DATEV, Monatsabschluss")),
    )),
    Section(lazy("Nameserver"), "hdd-rack", address="/verwaltung/dns", rights=("support",)),
    Section(lazy("Einrichten"), "gear", (
        Entry(lazy("Tarife"), "/verwaltung/tarife", ("billing",)),
        Entry(lazy("Steuersätze"), "/verwaltung/steuersaetze", ("billing",)),
        Entry(lazy("Dokumente"), "/verwaltung/dokumente", ("support",)),
        Entry(lazy("Hinweise"), "/verwaltung/hinweise", ("support",)),
        Entry(lazy("Schnittstelle"), "/verwaltung/schnittstelle", ("admin",), lazy("Traffic von Messprogrammen")),
    )),
    Section(lazy("Protokoll"), "clock", address="/verwaltung/protokoll", rights=("admin",)),
    Section(lazy("Sicherheit"), "key", address="/daten/sicherheit", also=("/daten/passwoerter",)),
)  # fmt: skip


class Menu:
    """The sections that somebody may open; drawn once for each place in it and language."""

    def __init__(self, sections: Sequence[Section]):
        self.sections = sections
        entries = [entry for section in sections for entry in section.pages or (section,)]
        self.places = {place: entry.address for entry in entries for place in (entry.address, *entry.also)}
        self.drawings: dict[tuple[str, str], Markup] = {}

    def here(self) -> str:
        """The address of the entry to which the open page belongs, or nothing."""
        path = g.get("menu_place", request.path)
        while path and path not in self.places:
            path = path.rpartition("/")[0]
        return self.places.get(path) or ""

    def drawn(self) -> Markup:
        """The menu as HTML, with the open page marked."""
        key = (self.here(), language())
        if key not in self.drawings:
            self.drawings[key] = Markup(render("layout/menu.html", sections=self.sections, here=key[0]))
        return self.drawings[key]


def belongs_to(address: str) -> None:
    """Let the open page belong to this entry, whatever its own address is."""
    g.menu_place = address


def menu() -> Menu:
    """The menu of whoever is here; empty for a visitor."""
    if current.staff:
        return _for_duty(current.staff.role)
    if current.contact:
        return _for_rights(current.contact.rights, current.contact.kind)
    return Menu(())


@cache
def _for_rights(rights: frozenset[str], kind: str) -> Menu:
    contact = Contact(rights=rights, kind=kind)
    return _opened(CUSTOMER, lambda entry: contact.may(*entry.rights))


@cache
def _for_duty(role: str) -> Menu:
    person = Staff(role=role)
    return _opened(STAFF, lambda entry: all(person.may(duty) for duty in entry.rights))


def _opened(sections: Sequence[Section], opens: Callable[[Any], bool]) -> Menu:
    """What somebody may open of the sections; one of whose pages none is left is left out."""
    chosen = [replace(each, pages=tuple(filter(opens, each.pages))) for each in sections if opens(each)]
    return Menu([each for each in chosen if each.pages or each.address])
