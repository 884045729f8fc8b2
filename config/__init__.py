"""Settings: defaults < TOML file < environment; a wrong setting fails loudly at start."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import secret_keys
from config.panels import Panel, Panels, panel_list, panels
from config.tables import (
    DEMO_DNS,
    LOOPBACK,
    Billing,
    Datev,
    Dns,
    Hoster,
    NameServer,
    WrongSetting,
    billing,
    check_address,
    check_web_address,
    datev,
    dns,
    hoster,
    name_servers,
    payment,
)

PREFIX = "KUNDENCENTER_"


@dataclass(frozen=True)
class Settings:
    """All settings of one process, checked."""

    data_dir: Path = Path("data")
    database_url: str = ""
    files_url: str = ""
    mail_url: str = ""
    clamav_url: str = ""
    audit_log_url: str = ""
    public_url: str = ""
    secret_key: str = ""
    former_secret_keys: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    recovery_hours: int = 72
    recovery_by_letter: bool = False
    hoster: Hoster = Hoster()
    billing: Billing = Billing()
    datev: Datev = Datev()
    payment: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dns: Dns = Dns()
    nameserver: tuple[NameServer, ...] = ()
    panel: tuple[Panel, ...] = ()
    panels: Panels = Panels()

    @cached_property
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
    def is_public(self) -> bool:
        """Whether other machines than this one reach the portal."""
        return self.host not in LOOPBACK

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The secret key, and after it the former ones, which only open what they have sealed."""
        return self.secret_key, *self.former_secret_keys


TABLES = {"hoster", "billing", "datev", "payment", "dns", "nameserver", "panel", "panels"}


def load(environ: Mapping[str, str] = os.environ, port: int = 8000) -> Settings:
    """Read the settings; `port` completes the default PUBLIC_URL. Raises WrongSetting."""
    data_dir = Path(environ.get(PREFIX + "DATA_DIR") or "data").absolute()
    path = Path(environ.get(PREFIX + "CONFIG") or data_dir / "kundencenter.toml")
    given = _from_file(path, must_exist=bool(environ.get(PREFIX + "CONFIG")))
    given = {key: value for key, value in given.items() if key != "data_dir"} | _from_environment(environ)
    key, *former_keys = _secret_keys(given, data_dir)
    settings = Settings(
        data_dir=data_dir,
        database_url=_text(given, "database_url") or f"sqlite:///{data_dir / 'kundencenter.db'}",
        files_url=_text(given, "files_url") or f"file://{data_dir / 'files'}",
        mail_url=_text(given, "mail_url") or f"file://{data_dir / 'mails'}",
        clamav_url=_text(given, "clamav_url"),
        audit_log_url=_text(given, "audit_log_url"),
        public_url=(_text(given, "public_url") or f"http://127.0.0.1:{port}").rstrip("/"),
        secret_key=key,
        former_secret_keys=tuple(former_keys),
        trusted_proxies=_networks(given.get("trusted_proxies", "")),
        recovery_hours=_whole(given, "recovery_hours", Settings.recovery_hours, 1, 720),
        recovery_by_letter=_yes_or_no(given, "recovery_by_letter"),
        hoster=hoster(given.get("hoster", {})),
        billing=billing(given.get("billing", {})),
        datev=datev(given.get("datev", {})),
        payment=payment(given.get("payment", {})),
        dns=dns(given.get("dns", {} if "hoster" in given else DEMO_DNS)),
        nameserver=name_servers(given.get("nameserver", []), data_dir),
        panel=panel_list(given.get("panel", [])),
        panels=panels(given.get("panels", {})),
    )
    check_web_address("public_url", settings.public_url)
    check_address("mail_url", settings.mail_url, {"smtp", "smtps", "file"})
    check_address("files_url", settings.files_url, {"file", "s3"})
    check_address("database_url", settings.database_url, {"sqlite", "postgresql", "postgres"})
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
    known = {each.name for each in fields(Settings)}
    for name in given:
        if name not in known:
            raise WrongSetting(f"{path}: unknown setting {name!r}")
    return given


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    known = {each.name for each in fields(Settings)} - TABLES | {"config"}
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


def _networks(given: Any) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else str(given).replace(",", " ").split()
    try:
        return tuple(str(ip_network(each)) for each in listed)
    except ValueError as error:
        raise WrongSetting(f"trusted_proxies: {error}") from error


def _secret_keys(given: Mapping[str, Any], data_dir: Path) -> list[str]:
    """The secret key and the former ones: those of the settings, and all that are kept in DATA_DIR."""
    own = _text(given, "secret_key")
    former = given.get("former_secret_keys", "")
    listed = former if isinstance(former, list) else str(former).split()
    if not all(isinstance(each, str) and each.strip() for each in listed):
        raise WrongSetting("former_secret_keys: must be texts")
    kept = secret_keys.kept(data_dir)
    if not own:
        own, *kept = kept or secret_keys.begin(data_dir)
    return list(dict.fromkeys([own, *listed, *kept]))
