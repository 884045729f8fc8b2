"""A server moves: its address or name shall be replaced. First all zones are looked through for it."""

import json

import clock
import gateways
from database import write
from models import Account, Domain, Replacement, ReplacementZone
from rules import Refused, audit, work
from rules.dns import Away, NoZone, drafts, found_in, zone_of
from rules.dns.differences import changes
from rules.dns.replacing import is_address, replaced
from texts import lazy

SEARCH = "replacement search"
AT_ONCE = 100  # zones looked through by one job: they take less than its lease
NOTHING = {"edits": "[]", "remarks": "[]", "obstacle": ""}
NO_SETTING = lazy("Der Nameserver „{server}“ steht nicht mehr in den Einstellungen.")
AWAY = lazy("Der Nameserver antwortet nicht.")


def begin(old: str, new: str, by: Account) -> Replacement:
    """Look through all zones for an address or host name. Raises Refused when the two do not go together."""
    if old == new:
        raise Refused("Das ist zweimal dasselbe.", "new")
    if is_address(old) != is_address(new) or (is_address(old) and (":" in old) != (":" in new)):
        raise Refused("Bitte hier dasselbe wie oben: eine IPv4-Adresse, eine IPv6-Adresse oder einen Namen.", "new")
    with write():
        replacement = Replacement.create(
            old=old, new=new, account=by, begun_by=audit.actor().who, domain_count=Domain.select().count()
        )
        audit.note("replacement begun", replacement, after={"old": old, "new": new})
        work.later(SEARCH, f"{replacement.id} 0")
    return replacement


def search(key: str) -> None:
    """Look through the next zones; the key is the replacement's id and that of the last domain looked at."""
    number, after = map(int, key.split())
    replacement = Replacement.get_by_id(number)
    if replacement.searched_at:
        return
    domains = list(Domain.select().where(Domain.id > after).order_by(Domain.id).limit(AT_ONCE))
    rows = _looked_through(replacement, domains)
    with write():
        ids = [each.id for each in domains]
        ReplacementZone.delete().where(
            ReplacementZone.replacement == replacement, ReplacementZone.domain.in_(ids)
        ).execute()
        if rows:
            ReplacementZone.insert_many(rows).execute()
        searched = Domain.select().where(Domain.id <= (ids[-1] if ids else after)).count()
        values: dict[str, object] = {"searched_count": searched}
        if len(domains) < AT_ONCE:
            values |= {"searched_at": clock.now(), "domain_count": searched}
        else:
            work.later(SEARCH, f"{number} {ids[-1]}")
        Replacement.update(values).where(Replacement.id == replacement, Replacement.searched_at.is_null()).execute()


def _looked_through(replacement: Replacement, domains: list[Domain]) -> list[dict[str, object]]:
    """What is found in these zones. A server that is away is asked once, not for each of its zones."""
    rows, away = [], set()
    for domain in domains:
        row: dict[str, object] = {
            "replacement": replacement.id,
            "domain": domain.id,
            "edits": "[]",
            "remarks": "[]",
            "obstacle": "",
        }
        try:
            if domain.name_server and domain.name_server not in gateways.dns.names:
                raise Refused(NO_SETTING, server=domain.name_server)
            if domain.name_server in away:
                raise Away(AWAY)
            row |= _found(domain, replacement)
        except NoZone:
            continue
        except Away:
            away.add(domain.name_server)
            row["obstacle"] = str(AWAY)
        except Refused as refusal:
            row["obstacle"] = refusal.sentence[:500]
        if row["edits"] != "[]" or row["obstacle"]:
            rows.append(row)
    return rows


def _found(domain: Domain, replacement: Replacement) -> dict[str, str]:
    zone = zone_of(domain)
    after = replaced(zone.records, replacement.old, replacement.new)
    edits = changes(zone.records, after)
    if not edits:
        return {}
    before = found_in(domain, zone.records)
    findings = [each for each in found_in(domain, after) if each not in before]
    stopping = [each.sentence for each in findings if each.stops]
    return {
        "edits": drafts.changes_as_json(edits),
        "remarks": json.dumps([each.sentence for each in findings if not each.stops]),
        "obstacle": stopping[0][:500] if stopping else "",
    }
