"""What name servers are asked and told, whatever kind they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol


@dataclass(frozen=True)
class Record:
    """One record; `name` is relative to the zone ("@" is the zone itself), ASCII and lower case, `ttl` seconds.

    `data` is in presentation form as dnspython writes it (`to_text()`), host names whole with their final dot, so that
    equal records are equal. Only what dnspython cannot read stands there as the server wrote it.
    """

    name: str
    type: str
    ttl: int
    data: str


@dataclass(frozen=True)
class Zone:
    """A zone by its ASCII name without final dot, its records sorted.

    NS records are in; SOA and what DNSSEC adds are the server's own and are not.
    """

    name: str
    serial: int
    records: tuple[Record, ...]

    @property
    def version(self) -> str:
        """Tells two states apart by what they say; the serial also rises when nothing else changed."""
        lines = sorted(f"{each.name} {each.ttl} {each.type} {each.data}" for each in self.records)
        return sha256("\n".join(lines).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class RecordSet:
    """All records of one name and type as they shall be; without any `datas` there are none any more."""

    name: str
    type: str
    ttl: int
    datas: tuple[str, ...]


@dataclass(frozen=True)
class Signing:
    """Whether a zone is signed (DNSSEC), and what its registry must have of its keys, in presentation form.

    Most registries take DS records, some (DENIC for .de) the DNSKEY itself.
    """

    is_on: bool
    ds: tuple[str, ...] = ()
    dnskeys: tuple[str, ...] = ()


class Changed(Exception):
    """The zone no longer stands as the caller saw it; nothing was written."""


class NameServer(Protocol):
    """What every kind of name server can do; each call takes 8 seconds at most.

    All raise Rejected for what is no domain name. Unreachable: surely nothing was written. Unanswered: nobody knows.
    """

    can_sign: bool

    def exists(self, name: str) -> bool:
        """Whether it has the zone. Raises Unreachable."""

    def zone(self, name: str) -> Zone:
        """The zone as it stands there. Raises Rejected (unknown or broken), Unreachable."""

    def zones(self) -> tuple[str, ...] | None:
        """The names of all its zones, None where the server cannot say. Raises Rejected, Unreachable."""

    def create(self, zone: Zone) -> None:
        """A new zone with these records beside the server's own SOA and NS; those of `zone.records` are passed over.

        Raises Rejected (it exists already, a record cannot be, the server creates none), Unreachable, Unanswered.
        """

    def change(self, before: Zone, sets: Sequence[RecordSet]) -> None:
        """Write these sets in one step that is done whole or not at all, if they still stand as in `before`.

        SOA and NS of the zone itself are the server's and passed over.
        Raises Changed, Rejected (naming the record), Unreachable, Unanswered.
        """

    def signing(self, name: str) -> Signing:
        """Whether the zone is signed; only where `can_sign`. Raises Rejected, Unreachable."""

    def sign(self, name: str) -> None:
        """Sign the zone; one that is signed already stays as it is. Raises Rejected, Unreachable, Unanswered."""

    def unsign(self, name: str) -> None:
        """Take the signatures and their keys away. Raises Rejected, Unreachable, Unanswered."""
