"""Zones on the name servers of the settings, whatever kind they are."""

from collections.abc import Callable, Mapping

from config import NameServer as NameServerSetting
from config import Settings
from gateways.dns.facts import Changed, NameServer, Record, RecordSet, Signing, Zone
from gateways.dns.few import limited
from gateways.dns.powerdns import PowerDns
from gateways.dns.rfc2136 import Rfc2136
from gateways.dns.zonefile import ZoneFiles
from gateways.errors import Unreachable
from gateways.guard import guard
from texts import t

__all__ = ["Changed", "NameServer", "NameServers", "Record", "RecordSet", "Signing", "Zone", "from_settings"]

KINDS: Mapping[str, Callable[[NameServerSetting], NameServer]] = {
    "powerdns": PowerDns,
    "rfc2136": Rfc2136,
    "zonefile": ZoneFiles,
}


class NameServers:
    """The name servers by name."""

    def __init__(self, servers: Mapping[str, NameServer]) -> None:
        self._servers = servers

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the settings, the default first."""
        return tuple(self._servers)

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
    return NameServers({each.name: guard(_built(each), in_transaction) for each in settings.nameserver})


def _built(setting: NameServerSetting) -> NameServer:
    """The name server of a setting; files on this machine keep nobody waiting."""
    server = KINDS[setting.kind](setting)
    return server if setting.kind == "zonefile" else limited(server)
