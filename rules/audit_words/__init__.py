"""The audit log in the words of the screen: what was done, to which fields, from what to what."""

import json
from datetime import date, datetime

import texts
from rules.access import devices
from rules.accounting.invoices import percent
from rules.audit_words.done import DONE
from rules.audit_words.fields import FIELDS
from rules.payments.mandates import ENDED
from rules.payments.reminders import STOPS
from rules.products import panel_tasks
from texts import lazy, money, t

DECISIONS = {
    "booked": lazy("gebucht"),
    "collected": lazy("Lastschrift"),
    "ignored": lazy("abgelegt"),
    "payout": lazy("Auszahlung"),
    "returned": lazy("Rücklastschrift"),
}
WAYS = {
    "admin": lazy("Admin"),
    "cloud": lazy("Cloud-Plattform"),
    "login": lazy("Login"),
    "reseller": lazy("Reseller"),
}
METHODS = {
    "app": lazy("Authenticator-App"),
    "letter": lazy("Brief"),
    "mail": lazy("E-Mail"),
    "passkey": lazy("Passkey"),
    "password": lazy("Passwort"),
    "recovery code": lazy("Wiederherstellungscode"),
}
HIDDEN = {"file_key", "is_demo", "from_staff"}  # what tells a person nothing


def said(row):
    """What was done, in the words of the screen."""
    return str(DONE.get(row.what, row.what))


def differences(row):
    """The fields of an entry as (label, before, after), in the order of their names."""
    before, after = json.loads(row.before), json.loads(row.after)
    return [
        (str(FIELDS.get(name, name)), shown(name, before.get(name)), shown(name, after.get(name)))
        for name in sorted(before | after)
        if name not in HIDDEN
    ]


def shown(name, value):
    """A kept value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("ja") if value else t("nein")
    if name == "account":
        return t("ja")
    if name == "reason" and value in STOPS:
        return str(STOPS[value])
    if name == "reason" and value in ENDED:
        return str(ENDED[value])
    if name == "decision":
        return str(DECISIONS.get(value, value))
    if name == "method":
        return str(METHODS.get(value, value))
    if name == "change":
        return str(panel_tasks.WORDS.get(value, value))
    if name == "way":
        return str(WAYS.get(value, value))
    if name == "device" and "/" in value:  # as the browser calls itself
        return devices.named(value)
    if isinstance(value, list):
        return ", ".join(": ".join(each) if isinstance(each, list) else str(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if name.endswith("_cents") or name == "cents":
        return money(value)
    if name == "bytes":
        return texts.size(value)
    if name in ("rate", "share"):
        return percent(value)
    if name.endswith(("_on", "_from", "_to", "_until")) or name == "until":
        return texts.date(date.fromisoformat(value))
    if name.endswith("_at"):
        return texts.moment(datetime.fromisoformat(value))
    return str(value)
