"""Zones on the name servers of the settings, whatever kind they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from config import NameServer as NameServerSetting
from config import Settings, WrongSetting
from gateways.errors import Unreachable
from gateways.guard import guard
from texts import t


@dataclass(frozen=True)
class Record:
    """One record; `name` is relative to the zone ("@" is the zone itself), `ttl` seconds, `data` in presentation form.

    Host names in `data` that end with a dot are whole, others are relative to the zone (RFC 1035, 5.1).
    """

    name: str
    type: str
    ttl: int
    data: str


@dataclass(frozen=True)
class Zone:
    """A zone by its ASCII name without final dot; the SOA record is not among `records`, the NS records are."""

    name: str
    serial: int
    records: tuple[Record, ...]


@dataclass(frozen=True)
class RecordSet:
    """All records of one name and type as they shall be; without `datas` there shall be none."""

    name: str
    type: str
    ttl: int
    datas: tuple[str, ...]


class NameServer(Protocol):
    """What every kind of name server can do."""

    def exists(self, name: str) -> bool:
        """Whether it has the zone. Raises Rejected (no domain name), Unreachable."""

    def zone(self, name: str) -> Zone:
        """The zone as it stands there. Raises Rejected (unknown or broken), Unreachable."""

    def write(self, zone: Zone) -> int:
        """Replace or create the zone and return its new serial, YYYYMMDDnn and beyond the present one.

        SOA and the zone's own NS are the name server's; those in `zone.records` are passed over.
        Raises Rejected (naming the record that cannot be), Unreachable.
        """


class NameServers:
    """The name servers by name."""

    def __init__(self, servers: Mapping[str, NameServer]) -> None:
        self._servers = servers

    @property
    def default(self) -> NameServer:
        """The one that new zones go to: the first of the settings."""
        return next(iter(self._servers.values()))

    def of(self, name: str) -> NameServer:
        """The name server of that name. Raises Unreachable when the settings no longer have it."""
        if name not in self._servers:
            raise Unreachable(t("Der Nameserver „{name}“ ist nicht eingerichtet.", name=name))
        return self._servers[name]


def from_settings(settings: Settings, in_transaction: Callable[[], bool]) -> NameServers:
    """The name servers, each closed inside a transaction. Raises WrongSetting."""
    return NameServers({each.name: guard(_build(each), in_transaction) for each in settings.nameserver})


def _build(setting: NameServerSetting) -> NameServer:
    from gateways.dns.zonefile import ZoneFiles  # late: it imports Zone and Record from here

    if setting.kind != "zonefile":
        raise WrongSetting(f"nameserver {setting.name}: kind {setting.kind} is not supported by this version")
    if not setting.options.get("folder"):
        raise WrongSetting(f"nameserver {setting.name}: folder is missing")
    return ZoneFiles(setting.options["folder"], setting.nameservers)
