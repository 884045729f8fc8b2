"""The tables of the settings file: what each may hold, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HOST_NAME = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*\.")
DEMO_DNS = {"web": ["192.0.2.10", "2001:db8::10"], "mail": ["mail.muster-hosting.example"]}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it in one line."""


@dataclass(frozen=True)
class Hoster:
    """Who runs the portal: shown in the frame, in mails and on invoices; as long as nothing is set a sample house."""

    name: str = "Muster Hosting"
    street: str = "Musterweg 1"
    zip: str = "30159"
    city: str = "Hannover"
    country: str = "DE"
    phone: str = "+49 511 0000000"
    hours: str = "Mo–Fr 9–18 Uhr"
    email: str = "hallo@muster-hosting.example"
    website: str = "https://muster-hosting.example"
    imprint: str = "https://muster-hosting.example/impressum"
    privacy: str = "https://muster-hosting.example/datenschutz"
    logo: str = ""
    colour: str = "#1f5f8b"
    accent: str = "#c2571a"
    iban: str = "DE02120300000000202051"
    bic: str = "BYLADEM1001"
    account_holder: str = "Muster Hosting GmbH"
    creditor_id: str = ""
    vat_id: str = ""
    tax_number: str = "25/200/12345"  # without one or a VAT id no invoice is right; of the sample house only
    register: str = ""
    managing_director: str = ""
    small_business: bool = False


@dataclass(frozen=True)
class Billing:
    """How contracts become invoices and invoices are paid; amounts in cents.

    An invoice is made `advance_days` before its period begins and is due `due_days` later. Runs without remarkable rows
    are issued by themselves with `auto_release`; a gross amount above `limit` is remarkable (0: none is). `oss`: the
    threshold of § 3a Abs. 5 UStG is passed. Of `accounts`, besides hoster.iban, bank statements are read. A direct
    debit is announced `debit_notice_days` ahead. With `auto_remind` reminders go out without anybody's release.
    """

    advance_days: int = 0
    due_days: int = 14
    auto_release: bool = False
    auto_remind: bool = False
    limit: int = 0
    oss: bool = False
    first_invoice_number: int = 1_000_001
    first_correction_number: int = 9_000_001
    debit_notice_days: int = 14
    return_fee: int = 0
    small_difference: int = 5
    pay_link_days: int = 30
    accounts: tuple[str, ...] = ()
    vies_url: str = "https://ec.europa.eu/taxation_customs/vies/rest-api"


@dataclass(frozen=True)
class Datev:
    """What a DATEV export needs to know of the tax adviser's client; `year_begins` is "MM-DD"."""

    chart: str = "SKR03"
    consultant: int = 1001
    client: int = 1
    year_begins: str = "01-01"
    first_debtor: int = 10_000
    bank_account: int = 0


@dataclass(frozen=True)
class Dns:
    """Where a website and mail at the hoster lie, for the DNS template: addresses, mail servers, the SPF record."""

    web: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    spf: str = "v=spf1 mx -all"

    @property
    def is_complete(self) -> bool:
        return bool(self.web and self.mail)


@dataclass(frozen=True)
class NameServer:
    """One [[nameserver]] of the settings; `options` are those of its kind."""

    name: str
    kind: str
    nameservers: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


NAME_SERVER_OPTIONS = {
    "zonefile": {"folder"},
    "powerdns": {"url", "api_key"},
    "rfc2136": {"server", "tsig_name", "tsig_secret", "tsig_algorithm"},
}


PAYMENT_OPTIONS = {
    "stripe": {"secret_key", "webhook_secret", "api_base"},
    "mollie": {"api_key", "access_token", "api_base"},  # only an organisation's access token may read payouts
}


def check_address(name: str, address: str, schemes: set[str]) -> None:
    """Raises WrongSetting for an address that has none of the schemes."""
    scheme = urlsplit(address).scheme
    if scheme not in schemes:
        raise WrongSetting(f"{name}: {address!r} must begin with one of {', '.join(sorted(schemes))}://")


def check_web_address(name: str, address: str) -> None:
    """Raises WrongSetting for one under which secrets would cross a network in clear: http is for this machine only."""
    check_address(name, address, {"http", "https"})
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise WrongSetting(f"{name}: {address!r} must begin with https://, or secrets cross the network in clear")


def of_kind(name: str, given: Any, kind: Any) -> Any:
    """A table of the file as `kind`, whose defaults say what each value must be."""
    if not isinstance(given, dict):
        raise WrongSetting(f"{name}: must be a table, [{name}]")
    kinds = {each.name: type(each.default) for each in fields(kind)}
    for option, value in given.items():
        if option not in kinds:
            raise WrongSetting(f"{name}.{option}: unknown setting")
        if type(value) is not kinds[option]:
            raise WrongSetting(f"{name}.{option}: must be {kinds[option].__name__}, is {value!r}")
        if kinds[option] is int and value < 0:
            raise WrongSetting(f"{name}.{option}: must not be negative, is {value!r}")
    return kind(**given)


def hoster(given: Any) -> Hoster:
    """[hoster], checked. Raises WrongSetting, as the others do."""
    if isinstance(given, dict) and "name" in given:
        given = {"tax_number": ""} | given  # the sample's is nobody else's
    hoster: Hoster = of_kind("hoster", given, Hoster)
    for name in ("colour", "accent"):
        if not COLOUR.fullmatch(getattr(hoster, name)):
            raise WrongSetting(f"hoster.{name}: must be a colour like #1f5f8b, is {getattr(hoster, name)!r}")
    if hoster.logo and not Path(hoster.logo).is_file():
        raise WrongSetting(f"hoster.logo: there is no file {hoster.logo}")
    for name in ("website", "imprint", "privacy"):
        check_address(f"hoster.{name}", getattr(hoster, name), {"http", "https"})
    return hoster


def billing(given: Any) -> Billing:
    """[billing], checked."""
    if isinstance(given, dict) and "accounts" in given:
        given = given | {"accounts": _accounts(given["accounts"])}
    billing: Billing = of_kind("billing", given, Billing)
    check_web_address("billing.vies_url", billing.vies_url)
    for name in ("first_invoice_number", "first_correction_number"):
        if not 0 < getattr(billing, name) < 2**31:
            raise WrongSetting(f"billing.{name}: must be a number that a database can count from")
    return billing


def _accounts(given: Any) -> tuple[str, ...]:
    """Account numbers as a bank writes them, nearly always IBANs, without blanks."""
    if not isinstance(given, list) or not all(isinstance(each, str) and each.strip() for each in given):
        raise WrongSetting(f"billing.accounts: must be a list of account numbers (IBAN), is {given!r}")
    return tuple("".join(each.split()).upper() for each in given)


def datev(given: Any) -> Datev:
    """[datev], checked."""
    datev: Datev = of_kind("datev", given, Datev)
    if datev.chart not in ("SKR03", "SKR04"):
        raise WrongSetting(f"datev.chart: must be SKR03 or SKR04, is {datev.chart!r}")
    if not re.fullmatch(r"(0[1-9]|1[0-2])-01", datev.year_begins):
        raise WrongSetting(f"datev.year_begins: must be the first of a month such as 01-01, is {datev.year_begins!r}")
    return datev


def payment(given: Any) -> dict[str, dict[str, str]]:
    """[payment.stripe] and [payment.mollie], checked."""
    if not isinstance(given, dict):
        raise WrongSetting("payment: must be tables, [payment.stripe] or [payment.mollie]")
    for provider, options in given.items():
        if provider not in PAYMENT_OPTIONS or not isinstance(options, dict):
            raise WrongSetting(f"payment.{provider}: unknown setting")
        for option, value in options.items():
            if option not in PAYMENT_OPTIONS[provider] or not isinstance(value, str):
                raise WrongSetting(f"payment.{provider}.{option}: unknown setting, or no text")
        for option in PAYMENT_OPTIONS[provider] - {"access_token", "api_base"} - set(options):
            raise WrongSetting(f"payment.{provider}.{option}: is missing")
        if options.get("api_base"):
            check_web_address(f"payment.{provider}.api_base", options["api_base"])
    return given


def dns(given: Any) -> Dns:
    """[dns], checked."""
    if not isinstance(given, dict):
        raise WrongSetting("dns: must be a table, [dns]")
    for option, value in given.items():
        if option not in ("web", "mail", "spf"):
            raise WrongSetting(f"dns.{option}: unknown setting")
        listed = [value] if option == "spf" else value
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise WrongSetting(
                f"dns.{option}: must be {'text' if option == 'spf' else 'a list of texts'}, is {value!r}"
            )
    try:
        web = tuple(str(ip_address(each)) for each in given.get("web", ()))
    except ValueError as error:
        raise WrongSetting(f"dns.web: {error}") from error
    mail = tuple(each.lower().rstrip(".") + "." for each in given.get("mail", ()))
    if not all(HOST_NAME.fullmatch(each) for each in mail):
        raise WrongSetting(f"dns.mail: must be whole host names, is {given['mail']!r}")
    return Dns(web, mail, given.get("spf", Dns.spf))


def name_servers(given: Any, data_dir: Path) -> tuple[NameServer, ...]:
    """The [[nameserver]] tables; without any, files in a folder of DATA_DIR."""
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise WrongSetting("nameserver: must be a list of tables, [[nameserver]]")
    servers = tuple(_name_server(dict(each)) for each in given)
    if len({server.name for server in servers}) < len(servers):
        raise WrongSetting("nameserver: two of the same name")
    hosts = ("ns1.muster-hosting.example.", "ns2.muster-hosting.example.")
    return servers or (NameServer("zones", "zonefile", hosts, {"folder": str(data_dir / "zones")}),)


def _name_server(given: dict[str, Any]) -> NameServer:
    name, kind, hosts = given.pop("name", None), given.pop("kind", None), given.pop("nameservers", [])
    if not isinstance(name, str) or not name:
        raise WrongSetting("nameserver: one has no name")
    if kind not in NAME_SERVER_OPTIONS:
        raise WrongSetting(f"nameserver {name}: kind must be one of {', '.join(NAME_SERVER_OPTIONS)}, is {kind!r}")
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) for host in hosts):
        raise WrongSetting(f"nameserver {name}: nameservers must be a list of names")
    for option, value in given.items():
        if option not in NAME_SERVER_OPTIONS[kind] or not isinstance(value, str):
            raise WrongSetting(f"nameserver {name}: {option} does not belong to {kind}")
    return NameServer(name, kind, tuple(host.rstrip(".") + "." for host in hosts), given)
