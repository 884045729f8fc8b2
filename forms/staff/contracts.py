"""A contract, its end, its block, and what is special about a server."""

import re

from wtforms import BooleanField
from wtforms.validators import ValidationError

import values
from forms import Form, Longer, OneOf, Parsed, required
from forms.staff import PERIODS, Lines, address, choices, day, euros, fact, price, web_address, whole
from texts import lazy, t

MEDIUM, LONG = {"class": "w-medium"}, {"class": "w-long"}
USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,99}")
MOST_TRAFFIC = 2_000_000_000  # GB: fits the column


def or_none(text):
    """An id or a number of months that may be left out."""
    return int(text) if text else None


def entered(text):
    """What stands in the field of an access, whatever it is."""
    return values.clean(text, most=500)


def check_access(form, field):
    """The user's name where a panel is chosen, else an address; raises ValidationError."""
    try:
        (user_name if form[f"{field.name}_panel"].data else web_address)(field.data)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def user_name(text):
    """As a panel calls somebody; raises ValueError for what would mean something else in an address or a header."""
    if not USER.fullmatch(text):
        raise ValueError(t("Bitte geben Sie nur den Benutzernamen ein, wie er im Panel steht."))
    return text


class ContractForm(Form):
    """A contract; `plans` and `domains` are the (id, name) pairs to choose from, `panels` names.

    Without `plans` the plan stays. Each access is a plain address, or with one of the panels the user's name there.
    """

    plan = OneOf(lazy("Tarif"), [required()], coerce=or_none, render_kw=LONG)
    domain = OneOf(lazy("Domain"), coerce=or_none, render_kw=LONG)
    description = Longer(lazy("Beschreibung"), most=2000)
    price_cents = Parsed(
        lazy("Preis je Zahlungsperiode, ohne Umsatzsteuer, in Euro"), price, shown=euros, empty=None,
        description=lazy("Leer: der heutige Preis des Tarifs."), render_kw={"class": "w-short"},
    )  # fmt: skip
    period_months = OneOf(
        lazy("Zahlungsperiode"), coerce=or_none, default=12, render_kw=MEDIUM,
        choices=[*choices(("", lazy("keine"))), *PERIODS],
    )  # fmt: skip
    started_on = day(lazy("Beginn"), is_required=True)
    next_invoice_on = day(lazy("Nächste Rechnung"))
    is_held = BooleanField(
        lazy("Abrechnung anhalten"), description=lazy("Solange das gesetzt ist, wird nichts berechnet.")
    )
    login_panel = OneOf(lazy("Zugang „Login“"), default="", render_kw=MEDIUM)
    login = Parsed(lazy("Zugang „Login“"), entered, render_kw=LONG)
    admin_panel = OneOf(lazy("Zugang „Admin“"), default="", render_kw=MEDIUM)
    admin = Parsed(lazy("Zugang „Admin“"), entered, render_kw=LONG)
    reseller_panel = OneOf(lazy("Zugang „Reseller“"), default="", render_kw=MEDIUM)
    reseller = Parsed(lazy("Zugang „Reseller“"), entered, render_kw=LONG)
    cloud_panel = OneOf(lazy("Zugang „Cloud-Plattform“"), default="", render_kw=MEDIUM)
    cloud = Parsed(lazy("Zugang „Cloud-Plattform“"), entered, render_kw=LONG)

    ACCESSES = ("login", "admin", "reseller", "cloud")

    def __init__(self, plans, domains, panels=(), **given):
        super().__init__(**given)
        self.has_panels = bool(panels)
        for kind in self.ACCESSES:
            self[f"{kind}_panel"].choices = choices(("", lazy("feste Adresse")), *((name, name) for name in panels))
            if panels:
                self[kind].label.text = lazy("Adresse oder Benutzer")
                self[kind].render_kw = {"class": "w-rest"}
        if plans is None:
            del self.plan
        else:
            self.plan.choices = choices(("", lazy("Bitte wählen")), *plans)
        self.domain.choices = choices(
            ("", lazy("keine")), *((id, values.domain_shown(name)) for id, name in domains)
        )  # fmt: skip

    def validate(self, extra_validators=None):
        return super().validate({kind: [check_access] for kind in self.ACCESSES} | (extra_validators or {}))

    def details(self):
        found = super().details()
        ways = {kind: (found.pop(f"{kind}_panel"), found.pop(kind)) for kind in self.ACCESSES}
        return found | {"accesses": ways}


class CancellationForm(Form):
    effective_on = day(
        lazy("Ende des Vertrags"), is_required=True, description=lazy("Der letzte Tag, an dem er läuft.")
    )
    reason = Parsed(lazy("Grund"), render_kw=LONG)


class SuspensionForm(Form):
    reason = Parsed(lazy("Grund"), validators=[required()], render_kw=LONG)


class ServerForm(Form):
    name = Parsed(lazy("Servername"), validators=[required()], render_kw=MEDIUM)
    service_level = OneOf(
        lazy("Servicelevel"),
        [required()],
        choices=choices(("managed", lazy("Managed")), ("root", lazy("Root"))),
        render_kw=MEDIUM,
    )
    included_traffic_gb = Parsed(
        lazy("Traffic inkl. (GB im Monat)"), whole(MOST_TRAFFIC), [required()], render_kw={"class": "w-short"}
    )
    addresses = Lines(lazy("IP-Adressen"), address, description=lazy("Eine je Zeile."))
    specifications = Lines(
        lazy("Spezifikationen"), fact, shown=": ".join,
        description=lazy("Eine je Zeile, zum Beispiel „Arbeitsspeicher: 2 GB“."),
    )  # fmt: skip
