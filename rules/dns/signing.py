"""DNSSEC: the name server signs a zone, and the registry must know its key."""

from collections.abc import Mapping
from dataclasses import dataclass

import gateways
from database import write
from models import Domain
from rules import Refused, audit
from rules.dns import Away, server_of

# The numbers in DS and DNSKEY records, in words (RFC 8624, RFC 4509, RFC 6605).
ALGORITHMS = {
    "8": "RSASHA256",
    "10": "RSASHA512",
    "13": "ECDSAP256SHA256",
    "14": "ECDSAP384SHA384",
    "15": "ED25519",
    "16": "ED448",
}
DIGESTS = {"1": "SHA-1", "2": "SHA-256", "4": "SHA-384"}


@dataclass(frozen=True)
class Key:
    """What the registry has to know of a key (DS, RFC 4034, 5)."""

    tag: str
    algorithm: str
    digest_kind: str
    digest: str
    line: str


@dataclass(frozen=True)
class PublicKey:
    """A key itself, for the registries that ask for it (DNSKEY, RFC 4034, 2)."""

    flags: str
    protocol: str
    algorithm: str
    key: str
    line: str


@dataclass(frozen=True)
class Signature:
    """Whether the zone is signed, and its keys."""

    is_on: bool
    keys: tuple[Key, ...]
    public_keys: tuple[PublicKey, ...]


def is_possible(domain: Domain) -> bool:
    """Whether the domain's name server can sign."""
    try:
        return server_of(domain).can_sign
    except gateways.Unreachable:
        return False


def signature(domain: Domain) -> Signature:
    """How the zone stands. Raises Refused when it cannot be said."""
    try:
        found = server_of(domain).signing(domain.name)
    except (gateways.Unreachable, gateways.Rejected) as error:
        raise Away("Unser Nameserver antwortet gerade nicht. Bitte versuchen Sie es später noch einmal.") from error
    keys = tuple(_key(domain, each) for each in found.ds)
    return Signature(found.is_on, keys, tuple(_public_key(domain, each) for each in found.dnskeys))


def switch_on(domain: Domain) -> None:
    """Have the zone signed. Raises Refused."""
    _switch(domain, True)


def switch_off(domain: Domain) -> None:
    """Have the signatures taken away; the registry must not know the key any more, or the domain is lost to sight."""
    _switch(domain, False)


def _switch(domain: Domain, is_on: bool) -> None:
    if not is_possible(domain):
        raise Refused("Der Nameserver dieser Domain kann kein DNSSEC.")
    with write():  # before the server is told: whatever happens then, it is known who asked
        audit.note("dnssec switched on" if is_on else "dnssec switched off", domain)
    server = server_of(domain)
    try:
        (server.sign if is_on else server.unsign)(domain.name)
    except gateways.Unanswered as error:
        raise Away(
            "Unser Nameserver hat nicht geantwortet. Bitte laden Sie die Seite in einer Minute neu: "
            "Sie zeigt dann, was gilt."
        ) from error
    except gateways.Unreachable as error:
        raise Away(
            "Unser Nameserver antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal."
        ) from error
    except gateways.Rejected as error:
        raise Refused("Der Nameserver hat das nicht angenommen. {reason}", reason=str(error)) from error


def _key(domain: Domain, ds: str) -> Key:
    tag, algorithm, kind, digest = ds.split(" ", 3)
    return Key(
        tag=tag,
        algorithm=_named(algorithm, ALGORITHMS),
        digest_kind=_named(kind, DIGESTS),
        digest=digest.replace(" ", ""),
        line=f"{domain.name}. IN DS {ds}",
    )


def _public_key(domain: Domain, dnskey: str) -> PublicKey:
    flags, protocol, algorithm, key = dnskey.split(" ", 3)
    return PublicKey(
        flags=flags,
        protocol=protocol,
        algorithm=_named(algorithm, ALGORITHMS),
        key=key.replace(" ", ""),
        line=f"{domain.name}. IN DNSKEY {dnskey}",
    )


def _named(number: str, names: Mapping[str, str]) -> str:
    """A number of the protocol with its name, if it has one here."""
    return f"{number} ({names[number]})" if number in names else number
