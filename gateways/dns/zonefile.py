"""Zones as master files (RFC 1035, 5) in a folder, one <zone>.zone each, for a name server that reads them."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import clock
from config import NameServer as Setting
from config import WrongSetting
from gateways import atomic
from gateways.dns import refusals
from gateways.dns.facts import RecordSet, Zone
from gateways.dns.patience import Patience
from gateways.dns.rdata import (
    absolute,
    by_key,
    changed,
    check_cnames,
    check_unchanged,
    owner_of,
    rdatas,
    writable,
    zone_of,
)
from gateways.dns.unsigned import Unsigned

if TYPE_CHECKING:
    import dns.zone

ENDING = ".zone"
OWN_TTL = 86400
TIMES = "10800 3600 604800 3600"  # refresh, retry, expire, how long "there is none" holds; seconds
READABLE_BY_ALL = 0o644  # the name server runs as somebody else
PAUSE = 0.01  # seconds between two tries to get the lock
KEPT = 32  # zones that were read


class ZoneFiles(Unsigned):
    """The zone files of one folder."""

    def __init__(self, setting: Setting) -> None:
        if not setting.options.get("folder"):
            raise WrongSetting(f"nameserver {setting.name}: folder is missing")
        self._folder = Path(setting.options["folder"])
        self._nameservers = setting.nameservers

    def exists(self, name: str) -> bool:
        return self._text(name) is not None

    def zone(self, name: str) -> Zone:
        text = self._text(name)
        if text is None:
            raise refusals.unknown(name)
        return _read(name, text)

    def zones(self) -> tuple[str, ...]:
        try:
            return tuple(sorted(path.name.removesuffix(ENDING) for path in self._folder.glob(f"*{ENDING}")))
        except OSError as error:
            raise refusals.away() from error

    def create(self, zone: Zone) -> None:
        origin = absolute(refusals.checked(zone.name))
        sets = writable(list(by_key(zone.records).values()), origin)
        with self._locked():
            if self.exists(zone.name):
                raise refusals.known_already(zone.name)
            check_cnames(sets, {each.name for each in sets})
            found = self._new(zone.name)
            _put(found, sets)
            self._write(zone.name, found, 0)

    def change(self, before: Zone, sets: Sequence[RecordSet]) -> None:
        wanted = writable(sets, absolute(refusals.checked(before.name)))
        with self._locked():
            text = self._text(before.name)
            if text is None:
                raise refusals.unknown(before.name)
            found = _parsed(before.name, text)
            present = zone_of(before.name, found)
            check_unchanged(before.records, present.records, wanted)
            check_cnames(changed(present.records, wanted).values(), {each.name for each in wanted})
            _put(found, wanted)
            self._write(before.name, found, present.serial)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time in the folder, whichever process it is in; otherwise two would give the same serial."""
        patience = Patience()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise refusals.away() from error
        try:
            while not _is_ours(descriptor):
                if patience.is_over:
                    raise refusals.away()
                sleep(PAUSE)
            yield
        finally:
            os.close(descriptor)

    def _path(self, name: str) -> Path:
        return self._folder / f"{refusals.checked(name)}{ENDING}"

    def _text(self, name: str) -> str | None:
        try:
            return self._path(name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise refusals.broken(name, str(error)) from error
        except OSError as error:
            raise refusals.away() from error

    def _new(self, name: str) -> "dns.zone.Zone":
        """A zone with SOA and NS of ours."""
        import dns.zone

        first = self._nameservers[0]
        contact = f"hostmaster.{first.partition('.')[2]}"
        zone = dns.zone.Zone(absolute(name), relativize=False)
        _put(zone, [
            RecordSet("@", "SOA", OWN_TTL, (f"{first} {contact} 0 {TIMES}",)),
            RecordSet("@", "NS", OWN_TTL, self._nameservers),
        ])  # fmt: skip
        return zone

    def _write(self, name: str, zone: "dns.zone.Zone", present: int) -> None:
        """Write the zone with a serial beyond the present one."""
        soa = zone.find_rdataset(absolute(name), "SOA")
        soa.add(soa[0].replace(serial=_serial_beyond(present)))
        text = zone.to_text(relativize=False, want_origin=True)
        try:
            atomic.write(self._path(name), text.encode("ascii"), READABLE_BY_ALL)
        except OSError as error:
            # The file may have got its name, and only the folder did not reach the disk.
            raise refusals.unanswered() if self._text(name) == text else refusals.away() from error


def _put(zone: "dns.zone.Zone", sets: Sequence[RecordSet]) -> None:
    """Lay sets into a zone, in the place of those of the same names and types."""
    origin = zone.origin
    assert origin
    for each in sets:
        zone.delete_rdataset(owner_of(each, origin), each.type)
    for each in sets:
        for data in rdatas(each, origin):
            zone.find_rdataset(owner_of(each, origin), data.rdtype, create=True).add(data, each.ttl)


def _is_ours(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise refusals.away() from error
    return True


@lru_cache(KEPT)
def _read(name: str, text: str) -> Zone:
    """The zone that a text is; the same text is the same zone, and reading 500 records takes a tenth of a second."""
    return zone_of(name, _parsed(name, text))


def _parsed(name: str, text: str) -> "dns.zone.Zone":
    import dns.exception
    import dns.zone

    try:
        # A $GENERATE in a foreign file could keep us busy for minutes, an $INCLUDE read any file.
        return dns.zone.from_text(text, absolute(name), relativize=False, allow_directives={"$ORIGIN", "$TTL"})
    except (dns.exception.DNSException, ValueError) as error:
        raise refusals.broken(name, str(error)) from error


def _serial_beyond(present: int) -> int:
    """YYYYMMDDnn of today, or one more than the present; past 2**32 it begins anew (RFC 1982)."""
    return max(int(f"{clock.today():%Y%m%d}01"), present + 1) % 2**32
