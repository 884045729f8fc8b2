"""What people are told when a name server cannot do something."""

import re

from gateways.errors import Rejected, Unanswered, Unreachable
from texts import t

LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
NAME = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(\.{LABEL})+", re.ASCII)


def checked(name: str) -> str:
    """The name: it becomes a part of a path or an address, so nothing but a plain domain name may pass."""
    if not NAME.fullmatch(name):
        raise Rejected(t("{name} ist kein Domainname.", name=repr(name)))
    return name


def away() -> Unreachable:
    return Unreachable(t("Der Nameserver antwortet gerade nicht."))


def unanswered() -> Unanswered:
    return Unanswered(t("Der Nameserver hat die Änderung bekommen, aber nicht geantwortet."))


def unknown(name: str) -> Rejected:
    return Rejected(t("Die Domain {name} ist auf dem Nameserver nicht eingerichtet.", name=name))


def known_already(name: str) -> Rejected:
    return Rejected(t("Die Domain {name} ist auf dem Nameserver schon eingerichtet.", name=name))


def broken(name: str, reason: str) -> Rejected:
    return Rejected(t("Die Zone {name} ist nicht lesbar: {reason}", name=name, reason=reason))


def wrong(name: str, kind: str, reason: str) -> Rejected:
    return Rejected(t("Der Eintrag {name} {type} ist nicht möglich: {reason}", name=name, type=kind, reason=reason))


def beside_cname(name: str, kind: str) -> Rejected:
    return wrong(name, kind, t("Neben einem CNAME kann kein anderer Eintrag stehen."))


def left_out(name: str, kind: str) -> Rejected:
    return wrong(name, kind, t("Der Nameserver hat ihn nicht übernommen."))


def refused() -> Rejected:
    """The cause stands in the log: it is the hoster's to mend, not the customer's."""
    return Rejected(t("Der Nameserver lehnt das ab."))


def too_much() -> Rejected:
    return Rejected(t("Das ist zu viel auf einmal. Bitte speichern Sie es in mehreren Schritten."))


def cannot_sign() -> Rejected:
    return Rejected(t("Auf diesem Nameserver lässt sich DNSSEC nicht von hier aus ein- und ausschalten."))


def cannot_create() -> Rejected:
    return Rejected(t("Auf diesem Nameserver lassen sich Domains nicht von hier aus anlegen."))
