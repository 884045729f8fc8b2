"""Templates: what a zone says once its mail or website is at a certain place, and what goes for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import gateways
from gateways.dns import Record
from models import Account, Domain
from rules import Refused
from rules.dns import drafts
from rules.dns.differences import Change, changes, replaced
from texts import Lazy, lazy
from values import records
from values.names import owner

TTL = 3600
SPF_BEGINS, DMARC_BEGINS = ('"v=spf1 ', '"v=spf1"'), ('"v=dmarc1;', '"v=dmarc1 ')
OUTLOOK = "autodiscover.outlook.com."
Values = Mapping[str, str]


@dataclass(frozen=True)
class Preset:
    """A template; `asks` are the names of the values that it needs."""

    key: str
    title: Lazy
    sentence: Lazy
    asks: tuple[str, ...] = ()


PRESETS = {
    each.key: each
    for each in (
        Preset(
            "hoster", lazy("Website und E-Mail bei uns"),
            lazy("Ihre Domain und www zeigen auf unseren Webserver, E-Mails kommen bei uns an."),
        ),
        Preset(
            "microsoft365", lazy("E-Mail bei Microsoft 365"),
            lazy("E-Mails gehen zu Microsoft. Die Angaben stehen dort im Admin Center unter „Domänen“."),
            ("mail_host", "tenant"),
        ),
        Preset(
            "google", lazy("E-Mail bei Google Workspace"),
            lazy("E-Mails gehen zu Google. Den Schlüssel zeigt die Admin-Konsole unter „E-Mail authentifizieren“."),
            ("key",),
        ),
        Preset(
            "no_mail", lazy("Keine E-Mail"),
            lazy("Die Domain bekommt und verschickt keine E-Mails. Wer in ihrem Namen schreibt, wird abgewiesen."),
        ),
        Preset(
            "verification", lazy("Nachweis, dass Ihnen die Domain gehört"),
            lazy("Ein anderer Anbieter hat Ihnen einen Text gegeben, den Sie im DNS eintragen sollen."),
            ("name", "text"),
        ),
    )
}  # fmt: skip


def offered() -> list[Preset]:
    """Those that can be used: the hoster's own only when the settings say where its servers are."""
    return [each for each in PRESETS.values() if each.key != "hoster" or gateways.settings.dns.is_complete]


def mail_host_at_microsoft(zone: str) -> str:
    """The usual name of the mail server that Microsoft 365 gives a domain."""
    return f"{zone.replace('.', '-')}.mail.protection.outlook.com"


def applied(key: str, given: Values, zone: str, present: Sequence[Record]) -> tuple[Record, ...]:
    """The zone's records with the template in them. Raises records.Wrong for a value that does not fit."""
    made, goes = MAKERS[key](given, zone)
    times = {(each.name, each.type): each.ttl for each in present if not goes(each)}  # what stays keeps its time
    return replaced(present, [replace(each, ttl=times.get((each.name, each.type), TTL)) for each in made], goes)


def going(preset: Preset, zone: str, present: Sequence[Record]) -> tuple[Change, ...]:
    """What a template takes away for certain, whatever it is given."""
    usual = {"mail_host": mail_host_at_microsoft(zone), "text": "-"}
    told = changes(present, applied(preset.key, usual, zone, present))
    return tuple(Change(each.before, None) for each in told if each.before and _says_else(each))


def _says_else(change: Change) -> bool:
    return not (change.before and change.after) or change.before.data != change.after.data


def use(preset: Preset, domain: Domain, account: Account, given: Values) -> None:
    """Lay a template into an account's draft.

    Raises records.Wrong for a value that does not fit, Refused as drafts.put() does and when nothing is new.
    """
    if not drafts.put(domain, account, lambda present: applied(preset.key, given, domain.name, present)):
        raise Refused("Das alles ist schon so eingetragen.")


def _hoster(given: Values, zone: str) -> "Made":
    own = gateways.settings.dns
    added = [
        _record(name, "AAAA" if ":" in address else "A", address, zone) for name in ("@", "www") for address in own.web
    ]
    added += [_record("@", "MX", f"{10 * place} {host}", zone) for place, host in enumerate(own.mail, 1)]
    added.append(_text("@", own.spf, zone))
    return added, lambda record: _is_mail(record) or _is_web(record)


def _microsoft(given: Values, zone: str) -> "Made":
    added = [
        _record("@", "MX", f"0 {_host('mail_host', given, zone)}", zone),
        _text("@", "v=spf1 include:spf.protection.outlook.com -all", zone),
        _record("autodiscover", "CNAME", OUTLOOK, zone),
    ]
    if given.get("tenant"):
        dashed = zone.replace(".", "-")
        for selector in ("selector1", "selector2"):
            target = f"{selector}-{dashed}._domainkey.{given['tenant']}.onmicrosoft.com."
            added.append(_record(f"{selector}._domainkey", "CNAME", target, zone))
    return added, _is_mail


def _google(given: Values, zone: str) -> "Made":
    added = [_record("@", "MX", "1 smtp.google.com.", zone), _text("@", "v=spf1 include:_spf.google.com ~all", zone)]
    key = given.get("key", "")
    if key:
        added.append(Record("google._domainkey", "TXT", TTL, _data("TXT", "key", {"text": key}, zone)))
    return added, lambda record: _is_mail(record) or (bool(key) and _is_key(record, "google"))


def _no_mail(given: Values, zone: str) -> "Made":
    """RFC 7505: nobody takes mail here; RFC 7208, 10.1.2: nobody sends any; RFC 7489: others shall refuse it."""
    added = [
        _record("@", "MX", "0 .", zone),
        _text("@", "v=spf1 -all", zone),
        _text("_dmarc", "v=DMARC1; p=reject", zone),
    ]
    return added, lambda record: _is_mail(record) or _is_dmarc(record)


def _verification(given: Values, zone: str) -> "Made":
    name = owner(given.get("name", ""), zone)
    return [Record(name, "TXT", TTL, _data("TXT", "text", given, zone))], lambda record: False


Made = tuple[list[Record], Callable[[Record], bool]]
MAKERS: Mapping[str, Callable[[Values, str], Made]] = {
    "hoster": _hoster,
    "microsoft365": _microsoft,
    "google": _google,
    "no_mail": _no_mail,
    "verification": _verification,
}


def _is_mail(record: Record) -> bool:
    is_spf = record.type == "TXT" and record.data.lower().startswith(SPF_BEGINS)
    is_outlook = (record.name, record.type) == ("autodiscover", "CNAME") and record.data.lower() == OUTLOOK
    return is_outlook or (record.name == "@" and (record.type == "MX" or is_spf))


def _is_web(record: Record) -> bool:
    return record.name in ("@", "www") and record.type in ("A", "AAAA", "CNAME")


def _is_dmarc(record: Record) -> bool:
    return record.name == "_dmarc" and record.type == "TXT" and record.data.lower().startswith(DMARC_BEGINS)


def _is_key(record: Record, selector: str) -> bool:
    return record.name == f"{selector}._domainkey" and record.type == "TXT"


def _record(name: str, kind: str, data: str, zone: str) -> Record:
    parts = dict(zip(records.FIELDS[kind], data.split(" "), strict=True))
    return Record(name, kind, TTL, records.data(kind, parts, zone))


def _text(name: str, text: str, zone: str) -> Record:
    return Record(name, "TXT", TTL, records.data("TXT", {"text": text}, zone))


def _host(field: str, given: Values, zone: str) -> str:
    try:
        return records.host(given.get(field, ""), zone)
    except ValueError as error:
        raise records.Wrong(field, str(error)) from error


def _data(kind: str, field: str, given: Values, zone: str) -> str:
    try:
        return records.data(kind, given, zone)
    except records.Wrong as error:
        raise records.Wrong(field, str(error)) from error
