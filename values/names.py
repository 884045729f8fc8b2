"""Names in DNS zones: typed relative to the domain or whole, with umlauts; kept in ASCII, shown as people read them.

„@“ is the domain itself, also "@" as it is kept. dnspython is imported when it is needed: it takes a while.
"""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from texts import t
from values import clean

HOSTS_ONLY = ("A", "AAAA", "MX")  # their owner is a host (RFC 1123, 2.1): letters, digits and hyphens

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_RANGE_LABEL = re.compile(r"[0-9]+[/-][0-9]+")  # "0/25": a part of an IPv4 network (RFC 2317)
HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def is_reverse(zone: str) -> bool:
    """Whether the zone says which name an address has (RFC 1035, 3.5; RFC 3596, 2.5)."""
    return f".{zone}".endswith((".in-addr.arpa", ".ip6.arpa"))


def owner(text: str, zone: str) -> str:
    """The name of a record relative to the zone, in ASCII and lower case; "@" is the zone itself."""
    text = clean(text, most=254)
    if text in ("", "@"):
        return "@"
    found = address(text) if is_reverse(zone) else None
    if found and found.version == (6 if zone.endswith("ip6.arpa") else 4):  # "1.0.0.0" may be the end of a longer one
        text = found.reverse_pointer
    name = _ascii(text.removesuffix(".").lower())
    if name == zone:
        return "@"
    inside = name.removesuffix(f".{zone}")
    if text.endswith(".") and inside == name:
        raise ValueError(t("Dieser Name gehört nicht zu {domain}.", domain=unicode(zone)))
    if is_reverse(zone) and inside == name and name.endswith(".arpa"):
        raise ValueError(t("Diese Adresse gehört nicht zu dieser Zone."))
    _check_owner(inside, zone)
    return inside


def owner_of(kind: str) -> Callable[[str, str], str]:
    """How the name of a record of this type is read."""

    def read(text: str, zone: str) -> str:
        name = owner(text, zone)
        check_owner(kind, name)
        return name

    return read


def check_owner(kind: str, name: str) -> None:
    """Raises ValueError for a (relative ASCII) name that no record of this type may have."""
    labels = name.removeprefix("*.").split(".")
    if kind in HOSTS_ONLY and name not in ("@", "*") and not all(map(HOST_LABEL.fullmatch, labels)):
        raise ValueError(t("Hier sind nur Buchstaben, Ziffern und Bindestriche erlaubt."))
    if kind == "CNAME" and name == "@":  # RFC 1912, 2.4: SOA and NS stand there already
        raise ValueError(t("Ein Alias ist für die Domain selbst nicht möglich, nur für Namen darunter wie www."))
    if kind == "NS" and name == "@":
        raise ValueError(t("Die Nameserver der Domain selbst tragen wir ein. Hier geht es um Namen darunter."))


def host(text: str, zone: str) -> str:
    """A host name in ASCII with its final dot; a name without any dot lies in the zone, "@" is the zone itself."""
    return _host(text, zone, HOST_LABEL)


def alias(text: str, zone: str) -> str:
    """Like host(), for targets that need not be hosts: underscores are possible."""
    return _host(text, zone, _LABEL)


def host_or_none(text: str, zone: str) -> str:
    """Like host(); "." says that there is none."""
    return "." if clean(text) == "." else host(text, zone)


def _host(text: str, zone: str, label: re.Pattern[str]) -> str:
    text = clean(text, most=254)
    if address(text):
        raise ValueError(t("Hier gehört ein Name hin, keine IP-Adresse."))
    if text == "@":
        return f"{zone}."
    if "." not in text:
        text = f"{text}.{zone}"
    name = _ascii(text.removesuffix(".").lower())
    if not all(map(label.fullmatch, name.split("."))) or name.rpartition(".")[2].isdigit():
        raise ValueError(t("Das ist kein Servername. Beispiel: mail.muster.example"))
    return f"{name}."


def host_shown(name: str, zone: str) -> str:
    """A host name as people read it: „mail“ for mail.<zone>., whole and without its final dot for any other."""
    bare = name.removesuffix(".")
    if not bare or bare == zone:
        return "@" if bare else "."
    inside = bare.removesuffix(f".{zone}")
    if inside != bare and "." not in inside:
        return unicode(inside)
    return unicode(bare) if "." in bare else f"{bare}."


def owner_shown(name: str, zone: str) -> str:
    """A relative name as people read it: with umlauts, in a reverse zone the address where it is a whole one."""
    if is_reverse(zone) and (found := address_of(name, zone)):
        return found
    return unicode(name)


def whole_shown(name: str, zone: str) -> str:
    """A relative name with its domain, as people read it."""
    if is_reverse(zone) and (found := address_of(name, zone)):
        return found
    return unicode(zone if name == "@" else f"{name}.{zone}")


def address_of(name: str, zone: str) -> str:
    """The address that a name in a reverse zone stands for; empty when it is none."""
    labels = (zone if name == "@" else f"{name}.{zone}").split(".")[::-1]
    digits = labels[2:]
    if labels[1] == "in-addr" and len(digits) == 4:
        found = address(".".join(digits))
    elif labels[1] == "ip6" and len(digits) == 32:
        found = address(":".join("".join(digits[start : start + 4]) for start in range(0, 32, 4)))
    else:
        found = None
    return str(found) if found else ""


def network_of(zone: str) -> str:
    """The network that a reverse zone is about; empty for any other zone, and for parts that it delegates."""
    *digits, kind, _ = zone.split(".") if is_reverse(zone) else ("", "", "")
    try:
        if kind == "in-addr":
            text = ".".join([*digits[::-1], "0", "0", "0"][:4])
            return str(ip_network(f"{text}/{8 * len(digits)}"))
        text = "".join(digits[::-1]).ljust(32, "0")
        groups = ":".join(text[start : start + 4] for start in range(0, 32, 4))
        return str(ip_network(f"{groups}/{4 * len(digits)}")) if kind == "ip6" else ""
    except ValueError:
        return ""


def unicode(name: str) -> str:
    """A name with its umlauts, label by label: what is no valid IDNA stays as it is."""
    if "xn--" not in name:
        return name
    import idna

    def shown(label: str) -> str:
        try:
            return idna.decode(label) if label.startswith("xn--") else label
        except idna.IDNAError:
            return label

    return ".".join(map(shown, name.split(".")))


def _ascii(name: str) -> str:
    """A name in ASCII, its labels with umlauts by IDNA 2008 with UTS 46; raises ValueError."""
    import dns.exception
    import dns.name

    wrong = t("Dieser Name ist so nicht möglich.")
    if "\\" in name or any(blank in name for blank in ' \t"();$'):
        raise ValueError(wrong)
    try:
        found = dns.name.from_text(name, None, dns.name.IDNA_2008_Practical)
    except (dns.exception.DNSException, ValueError) as error:
        raise ValueError(wrong) from error
    # the root and what would no longer fit the 255 bytes of a whole name
    if not found.labels or len(found.to_text()) > 253:
        raise ValueError(wrong)
    return found.to_text().lower().removesuffix(".")


def _check_owner(name: str, zone: str) -> None:
    """The labels of a name: „*“ only as the first one (RFC 4592, 2.1.1)."""
    labels = name.split(".")
    for place, label in enumerate(labels):
        if label == "*" and place == 0:
            continue
        if "*" in label:
            raise ValueError(t("Ein Stern steht nur ganz vorn und für sich, zum Beispiel *.shop."))
        if not (_LABEL.fullmatch(label) or (is_reverse(zone) and _RANGE_LABEL.fullmatch(label))):
            raise ValueError(t("Dieser Name ist so nicht möglich."))
    if len(name) + 1 + len(zone) > 253:
        raise ValueError(t("Dieser Name ist zu lang."))


def address(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address that the text is, if it is one."""
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None
