"""[[panel]] and [panels]: the panels in which products are managed, and how the portal uses them."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.tables import WrongSetting, check_web_address, of_kind

NEEDED = {  # kind: the options that it cannot do without
    "plesk": ("url", "secret"),
    "whm": ("url", "user", "secret"),
    "directadmin": ("url", "user", "secret"),
    "keyhelp": ("url", "secret"),
    "link": ("url",),
}
USER = "{user}"


@dataclass(frozen=True)
class Panel:
    """One [[panel]]: where its programs' interface is, and with what the portal shows who it is.

    An address that the panel gives must be on the host of `url` or on one of `hosts`. `ca_file` names the certificates
    that are believed where the panel's own comes from the hoster.
    """

    name: str
    kind: str
    url: str
    user: str = ""
    secret: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()
    ca_file: str = ""

    @property
    def base(self) -> str:
        return self.url.rstrip("/")


@dataclass(frozen=True)
class Panels:
    """[panels]: which right opens a panel; whether blocks made for a debt end by themselves once it is paid; how many
    days after a contract's end staff are asked to delete what is left of it in its panel.
    """

    right: str = "contracts"
    auto_unsuspend: bool = False
    delete_after_days: int = 30


def panels(given: Any) -> Panels:
    """[panels], checked. Raises WrongSetting."""
    panels: Panels = of_kind("panels", given, Panels)
    if panels.right not in ("contracts", "support"):
        raise WrongSetting(f"panels.right: must be contracts or support, is {panels.right!r}")
    if panels.delete_after_days > 3650:
        raise WrongSetting("panels.delete_after_days: must be at most 3650")
    return panels


def panel_list(given: Any) -> tuple[Panel, ...]:
    """The [[panel]] tables, checked. Raises WrongSetting."""
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise WrongSetting("panel: must be a list of tables, [[panel]]")
    found = tuple(_panel(dict(each)) for each in given)
    if len({panel.name for panel in found}) < len(found):
        raise WrongSetting("panel: two of the same name")
    return found


def _panel(given: dict[str, Any]) -> Panel:
    name, kind, hosts = given.pop("name", None), given.pop("kind", None), given.pop("hosts", [])
    if not isinstance(name, str) or not re.fullmatch(r"\S(.{0,38}\S)?", name):
        raise WrongSetting("panel: one has no name, or one that is longer than 40 characters")
    if not isinstance(kind, str) or kind not in NEEDED:
        raise WrongSetting(f"panel {name}: kind must be one of {', '.join(NEEDED)}, is {kind!r}")
    if not isinstance(hosts, list) or not all(isinstance(host, str) and host for host in hosts):
        raise WrongSetting(f"panel {name}: hosts must be a list of host names")
    for option, value in given.items():
        known = ("url",) if kind == "link" else ("url", "user", "secret", "ca_file")
        if option not in known or not isinstance(value, str):
            raise WrongSetting(f"panel {name}: {option} does not belong to {kind}, or is no text")
        if not value.isprintable():
            raise WrongSetting(f"panel {name}: {option} has characters that cannot be sent")
    for option in NEEDED[kind]:
        if not given.get(option):
            raise WrongSetting(f"panel {name}: {option} is missing")
    panel = Panel(name, kind, hosts=tuple(host.lower() for host in hosts), **given)
    _check_url(panel)
    if panel.ca_file and not Path(panel.ca_file).is_file():
        raise WrongSetting(f"panel {name}: ca_file: there is no file {panel.ca_file}")
    return panel


def _check_url(panel: Panel) -> None:
    """Raises WrongSetting for an address that is not https (but on this machine), or that holds more than one."""
    wrong = WrongSetting(f"panel {panel.name}: url {panel.url!r} must be an address such as https://panel.example:8443")
    try:
        parts = urlsplit(panel.url)
        is_safe = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError as error:
        raise wrong from error
    if not is_safe or parts.username is not None or parts.scheme not in ("https", "http") or " " in panel.url:
        raise wrong
    check_web_address(f"panel {panel.name}: url", panel.url)
    if panel.kind == "link":
        _check_template(panel, parts.netloc)
    elif parts.query or parts.fragment:
        raise wrong


def _check_template(panel: Panel, host: str) -> None:
    left = panel.url.replace(USER, "")
    if USER not in panel.url or "{" in left or "}" in left or "{" in host:
        raise WrongSetting(f"panel {panel.name}: url must hold {USER} behind the host, and no other braces")
