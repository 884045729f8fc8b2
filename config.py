"""Settings: defaults < TOML file < environment; a wrong setting fails loudly at start."""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "KUNDENCENTER_"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it in one line."""


@dataclass(frozen=True)
class Hoster:
    """Who runs the portal: shown in the frame, in mails and on invoices."""

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
    tax_number: str = ""
    register: str = ""
    managing_director: str = ""
    small_business: bool = False


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


@dataclass(frozen=True)
class Settings:
    """All settings of one process, checked."""

    data_dir: Path = Path("data")
    database_url: str = ""
    files_url: str = ""
    mail_url: str = ""
    public_url: str = ""
    secret_key: str = ""
    trusted_proxies: tuple[str, ...] = ()
    recovery_hours: int = 72
    recovery_by_letter: bool = False
    hoster: Hoster = Hoster()
    nameserver: tuple[NameServer, ...] = ()

    @property
    def host(self) -> str:
        """The host name under which people reach the portal."""
        return urlsplit(self.public_url).hostname or "127.0.0.1"

    @property
    def hosts(self) -> set[str]:
        """The Host headers (without port) that are answered."""
        return LOOPBACK if self.host in LOOPBACK else {self.host}

    def stays_local(self, listening: str) -> bool:
        """Whether only this machine reaches a portal that listens there, its public address included."""
        return {listening, self.host} <= LOOPBACK

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def load(environ: Mapping[str, str] = os.environ, port: int = 8000) -> Settings:
    """Read the settings; `port` completes the default PUBLIC_URL. Raises WrongSetting."""
    data_dir = Path(environ.get(PREFIX + "DATA_DIR") or "data").absolute()
    path = Path(environ.get(PREFIX + "CONFIG") or data_dir / "kundencenter.toml")
    given = _from_file(path, must_exist=bool(environ.get(PREFIX + "CONFIG")))
    given = {key: value for key, value in given.items() if key != "data_dir"} | _from_environment(environ)
    settings = Settings(
        data_dir=data_dir,
        database_url=_text(given, "database_url") or f"sqlite:///{data_dir / 'kundencenter.db'}",
        files_url=_text(given, "files_url") or f"file://{data_dir / 'files'}",
        mail_url=_text(given, "mail_url") or f"file://{data_dir / 'mails'}",
        public_url=(_text(given, "public_url") or f"http://127.0.0.1:{port}").rstrip("/"),
        secret_key=_text(given, "secret_key") or _kept_secret(data_dir),
        trusted_proxies=_networks(given.get("trusted_proxies", "")),
        recovery_hours=_whole(given, "recovery_hours", Settings.recovery_hours, 1, 720),
        recovery_by_letter=_yes_or_no(given, "recovery_by_letter"),
        hoster=_hoster(given.get("hoster", {})),
        nameserver=_name_servers(given.get("nameserver", []), data_dir),
    )
    _check_address("public_url", settings.public_url, {"http", "https"})
    _check_address("mail_url", settings.mail_url, {"smtp", "smtps", "file"})
    _check_address("files_url", settings.files_url, {"file", "s3"})
    _check_address("database_url", settings.database_url, {"sqlite", "postgresql", "postgres"})
    return settings


def _from_file(path: Path, must_exist: bool) -> dict[str, Any]:
    if not path.exists():
        if must_exist:
            raise WrongSetting(f"{PREFIX}CONFIG: the file {path} does not exist")
        return {}
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{path}: {error}") from error
    known = {each.name for each in fields(Settings)} | {"panel", "payment"}
    for name in given:
        if name not in known:
            raise WrongSetting(f"{path}: unknown setting {name!r}")
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    known = {each.name for each in fields(Settings)} - {"hoster", "nameserver"} | {"config"}
    given = {}
    for name, value in environ.items():
        if name.startswith(PREFIX):
            if name.removeprefix(PREFIX).lower() not in known:
                raise WrongSetting(f"{name}: unknown setting")
            given[name.removeprefix(PREFIX).lower()] = value
    return given


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise WrongSetting(f"{name}: must be text, is {value!r}")
    return value.strip()


def _whole(given: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    """A whole number, written as one in the file and as text in the environment."""
    value = given.get(name, default)
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if type(number) is not int or not least <= number <= most:
        raise WrongSetting(f"{name}: must be a whole number from {least} to {most}, is {value!r}")
    return number


def _yes_or_no(given: Mapping[str, Any], name: str) -> bool:
    """true or false, in the environment as text; false when it is not set."""
    value = given.get(name, False)
    found = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise WrongSetting(f"{name}: must be true or false, is {value!r}")
    return found


def _check_address(name: str, address: str, schemes: set[str]) -> None:
    scheme = urlsplit(address).scheme
    if scheme not in schemes:
        raise WrongSetting(f"{name}: {address!r} must begin with one of {', '.join(sorted(schemes))}://")


def _networks(given: Any) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else str(given).replace(",", " ").split()
    try:
        return tuple(str(ip_network(each)) for each in listed)
    except ValueError as error:
        raise WrongSetting(f"trusted_proxies: {error}") from error


def _hoster(given: Any) -> Hoster:
    if not isinstance(given, dict):
        raise WrongSetting("hoster: must be a table, [hoster]")
    kinds = {each.name: type(each.default) for each in fields(Hoster)}
    for name, value in given.items():
        if name not in kinds:
            raise WrongSetting(f"hoster.{name}: unknown setting")
        if not isinstance(value, kinds[name]):
            raise WrongSetting(f"hoster.{name}: must be {kinds[name].__name__}, is {value!r}")
        if name in ("colour", "accent") and not COLOUR.fullmatch(value):
            raise WrongSetting(f"hoster.{name}: must be a colour like #1f5f8b, is {value!r}")
        if name == "logo" and value and not Path(value).is_file():
            raise WrongSetting(f"hoster.logo: there is no file {value}")
        if name in ("website", "imprint", "privacy"):
            _check_address(f"hoster.{name}", value, {"http", "https"})
    return Hoster(**given)


def _name_servers(given: Any, data_dir: Path) -> tuple[NameServer, ...]:
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


def _kept_secret(data_dir: Path) -> str:
    """The secret key in DATA_DIR, made at the first start and readable by its owner only."""
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise WrongSetting(f"data_dir: {data_dir} cannot be written ({error.strerror})") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
