"""What people type for a DNS record becomes canonical data, or a ValueError whose message is a sentence for the field.

Names are typed as people say them: relative to the domain or whole, with umlauts; „@“ is the domain itself. Canonical
data is exactly what dnspython's `to_text()` says, with whole host names in ASCII (final dot), so that equal records are
equal texts. dnspython is imported when it is needed: it takes longer than the rest of the portal's start.
"""

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address

from texts import t
from values import clean, names
from values.names import alias, host, host_or_none, host_shown, owner, owner_of

__all__ = ["FIELDS", "TYPES", "Wrong", "data", "fields", "host", "owner", "owner_of", "together"]

CAA_TAGS = ("issue", "issuewild", "issuemail", "iodef")
DIGESTS = {"1": 64, "2": 128}  # TLSA matching type: hex digits (RFC 6698, 2.1.3)
FINGERPRINTS = {"1": 40, "2": 64}  # SSHFP: SHA-1, SHA-256 (RFC 4255, RFC 6594)
LONGEST_TEXT = 4096  # bytes: a DKIM key of 4096 bits needs 750
FIELDS: Mapping[str, tuple[str, ...]] = {
    "A": ("address",),
    "AAAA": ("address",),
    "CNAME": ("target",),
    "MX": ("priority", "target"),
    "TXT": ("text",),
    "SRV": ("priority", "weight", "port", "target"),
    "CAA": ("flags", "tag", "value"),
    "NS": ("target",),
    "TLSA": ("usage", "selector", "matching", "digest"),
    "SSHFP": ("algorithm", "kind", "digest"),
    "HTTPS": ("priority", "target", "params"),
    "SVCB": ("priority", "target", "params"),
    "PTR": ("target",),
}
TYPES = tuple(FIELDS)
TO_HOSTS = ("MX", "NS", "SRV")  # their target is a host with addresses, never an alias (RFC 2181, 10.3)

_STRING = r'"(?:\\.|[^"\\])*"'
_QUOTED = re.compile(rf"\(?\s*{_STRING}(?:\s*{_STRING})*\s*\)?")
_CAA_DOMAIN = re.compile(r"(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+)?\s*(?:;[\x21-\x7e ]*)?", re.I)
_MAIL_OR_WEB = re.compile(r"(?:mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https?://[^\s]+)", re.I)


class Wrong(ValueError):
    """A ValueError that knows its field."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field


def ipv4(text: str, zone: str = "") -> str:
    """An IPv4 address."""
    found = names.address(clean(text))
    if isinstance(found, IPv6Address):
        raise ValueError(t("Das ist eine IPv6-Adresse. Wählen Sie dafür „Website-Adresse, IPv6 (AAAA)“."))
    if found is None:
        raise ValueError(t("Das ist keine IPv4-Adresse. Beispiel: 192.0.2.10"))
    return str(found)


def ipv6(text: str, zone: str = "") -> str:
    """An IPv6 address."""
    found = names.address(clean(text))
    if isinstance(found, IPv4Address):
        raise ValueError(t("Das ist eine IPv4-Adresse. Wählen Sie dafür „Website-Adresse (A)“."))
    if found is None or getattr(found, "scope_id", None):
        raise ValueError(t("Das ist keine IPv6-Adresse. Beispiel: 2001:db8::10"))
    return str(found)


def number(most: int, least: int = 0) -> Callable[[str, str], str]:
    """How a whole number between two limits is read."""

    def read(text: str, zone: str = "") -> str:
        text = clean(text)
        if not re.fullmatch("[0-9]{1,10}", text) or not least <= int(text) <= most:
            raise ValueError(t("Bitte geben Sie eine ganze Zahl von {least} bis {most} ein.", least=least, most=most))
        return str(int(text))

    return read


def txt(text: str, zone: str = "") -> str:
    """Any text as canonical strings of at most 255 bytes (RFC 1035, 3.3.14); it may come quoted as in a zone file."""
    import dns.exception
    import dns.rdata
    from dns.rdtypes.ANY.TXT import TXT

    text = clean(text, most=2 * LONGEST_TEXT, lines=True)
    if _QUOTED.fullmatch(text):
        try:
            one_line = text.replace("\n", " ").strip("() ")
            raw = b"".join(dns.rdata.from_text("IN", "TXT", _split(one_line)).strings)
        except (dns.exception.DNSException, ValueError) as error:
            raise ValueError(t("Diese Schreibweise mit Anführungszeichen ist nicht vollständig.")) from error
    else:
        raw = clean(text, most=2 * LONGEST_TEXT).encode()
    if len(raw) > LONGEST_TEXT:
        raise ValueError(t("Das ist zu lang: höchstens {most} Zeichen.", most=LONGEST_TEXT))
    if not raw:
        raise ValueError(t("Bitte ausfüllen."))
    if any(byte < 32 or byte == 127 for byte in raw):
        raise ValueError(t("Darin steht ein unsichtbares Zeichen. Bitte tippen Sie den Text neu ein."))
    return str(TXT(1, 16, [raw[start : start + 255] for start in range(0, len(raw), 255)]).to_text())


def _split(quoted: str) -> str:
    """Quoted strings that are longer than 255 bytes, as some programs write them, cut where dnspython takes them."""
    pieces = []
    for string in re.findall(_STRING, quoted):
        atoms = re.findall(r"\\[0-9]{3}|\\.|[^\\]", string[1:-1])
        # an atom is at most four bytes (one character in UTF-8)
        pieces += ['"' + "".join(atoms[start : start + 63]) + '"' for start in range(0, len(atoms), 63)]
    return " ".join(pieces or ['""'])


def hexadecimal(text: str, zone: str = "") -> str:
    """Bytes in hexadecimal digits; blanks and colons between them are left out."""
    text = re.sub(r"[\s:]", "", clean(text, most=4000)).lower()
    if not re.fullmatch("(?:[0-9a-f]{2})+", text):
        raise ValueError(t("Bitte geben Sie nur die Ziffern 0–9 und die Buchstaben a–f ein, immer zu zweit."))
    return text


def caa_tag(text: str, zone: str = "") -> str:
    """What a CAA record is about: letters and digits (RFC 8659, 4.1), so that nothing else hides in it."""
    text = clean(text, most=15).lower()
    if not (text.isascii() and text.isalnum()):
        raise ValueError(t("Diese Angabe ist so nicht möglich."))
    return text


def caa_value(text: str, zone: str = "") -> str:
    """Who may issue certificates, or where they shall write to."""
    text = clean(text, most=255)
    if not text.isascii():
        raise ValueError(t("Bitte ohne Umlaute und Sonderzeichen."))
    return text


def params(text: str, zone: str = "") -> str:
    """What else HTTPS and SVCB say, as „alpn=h2,h3 port=8443“; looked at in full by data()."""
    text = clean(text, most=1000)
    if ";" in re.sub(rf"{_STRING}|\\.", "", text):  # begins a remark: what follows would be lost without a word
        raise ValueError(t("Diese Angabe ist so nicht möglich."))
    return text


PARSERS: Mapping[tuple[str, str], Callable[[str, str], str]] = {
    ("A", "address"): ipv4,
    ("AAAA", "address"): ipv6,
    ("CNAME", "target"): alias,
    ("MX", "priority"): number(65535),
    ("MX", "target"): host_or_none,
    ("TXT", "text"): txt,
    ("SRV", "priority"): number(65535),
    ("SRV", "weight"): number(65535),
    ("SRV", "port"): number(65535),
    ("SRV", "target"): host_or_none,
    ("CAA", "flags"): number(255),
    ("CAA", "tag"): caa_tag,
    ("CAA", "value"): caa_value,
    ("NS", "target"): host,
    ("TLSA", "usage"): number(255),
    ("TLSA", "selector"): number(255),
    ("TLSA", "matching"): number(255),
    ("TLSA", "digest"): hexadecimal,
    ("SSHFP", "algorithm"): number(255),
    ("SSHFP", "kind"): number(255),
    ("SSHFP", "digest"): hexadecimal,
    ("PTR", "target"): alias,
    **{
        (kind, field): parse
        for kind in ("HTTPS", "SVCB")
        for field, parse in (
            ("priority", number(65535)),
            ("target", lambda text, zone: "." if clean(text) in (".", "") else alias(text, zone)),
            ("params", params),
        )
    },
}


def data(kind: str, given: Mapping[str, str], zone: str) -> str:
    """The record's data in presentation form, from its FIELDS as they were typed. Raises Wrong, which has the field."""
    parsed = {}
    for field in FIELDS[kind]:
        try:
            parsed[field] = PARSERS[kind, field](given.get(field, ""), zone)
        except ValueError as error:
            raise Wrong(field, str(error)) from error
    return together(kind, parsed)


def together(kind: str, parsed: Mapping[str, str]) -> str:
    """The same from values that have passed PARSERS. Raises Wrong for those that do not fit each other."""
    import dns.exception
    import dns.rdata

    _check_together(kind, parsed)
    parts = [parsed[field] for field in FIELDS[kind]]
    if kind == "CAA":
        parts[2] = '"' + parts[2].replace("\\", r"\\").replace('"', r"\"") + '"'
    try:
        return str(dns.rdata.from_text("IN", kind, " ".join(parts), relativize=False).to_text())
    except (dns.exception.DNSException, ValueError) as error:
        raise Wrong(FIELDS[kind][-1], t("Diese Angabe ist so nicht möglich.")) from error


def _check_together(kind: str, given: Mapping[str, str]) -> None:
    if kind == "MX" and given["target"] == "." and given["priority"] != "0":  # RFC 7505, 3
        raise Wrong("priority", t("Ein Punkt heißt „keine E-Mail“ und geht nur mit dem Rang 0."))
    wanted = {"TLSA": DIGESTS, "SSHFP": FINGERPRINTS}.get(kind, {}).get(given.get("matching", given.get("kind", "")))
    if wanted and len(given["digest"]) != wanted:
        raise Wrong("digest", t("Hier gehören {n} Zeichen hin, es sind {found}.", n=wanted, found=len(given["digest"])))
    if kind == "CAA":
        pattern = _MAIL_OR_WEB if given["tag"] == "iodef" else _CAA_DOMAIN  # RFC 8659, 4
        if given["tag"] in CAA_TAGS and not pattern.fullmatch(given["value"]):
            raise Wrong(
                "value", t("Beispiele: letsencrypt.org, ein Semikolon für „niemand“, mailto:ich@muster.example")
            )
    if kind in ("HTTPS", "SVCB") and given["priority"] == "0" and given["params"]:  # RFC 9460, 2.4.2
        raise Wrong("params", t("Mit dem Rang 0 ist es ein Alias: Dann steht hier nichts."))


def fields(kind: str, data: str, zone: str) -> dict[str, str]:
    """What a form shows for a record's data: umlauts shown, names relative where they lie directly in the zone.

    Raises ValueError for data that cannot be read.
    """
    import dns.exception
    import dns.rdata

    try:
        rdata = dns.rdata.from_text("IN", kind, data, relativize=False)
    except dns.exception.DNSException as error:
        raise ValueError(str(error)) from error
    if kind == "TXT":
        return {"text": _text_shown(rdata.strings)}
    parts = data.split(None, len(FIELDS[kind]) - 1)
    found = dict(zip(FIELDS[kind], parts + [""], strict=False))
    if "target" in found:
        found["target"] = host_shown(found["target"], zone)
    if kind == "CAA":
        found["value"] = rdata.value.decode("ascii", "backslashreplace")
    if "digest" in found:
        found["digest"] = found["digest"].replace(" ", "")
    return found


def _text_shown(strings: tuple[bytes, ...]) -> str:
    """The text; as in a zone file when it could not be typed otherwise."""
    from dns.rdtypes.ANY.TXT import TXT

    raw = b"".join(strings)
    try:
        text = raw.decode()
        plain = bool(raw) and clean(text, most=len(text)) == text and not _QUOTED.fullmatch(text)
    except ValueError:
        plain = False
    return text if plain else str(TXT(1, 16, strings).to_text())
