"""A contract, its end, its block, and what is special about a server."""

from wtforms import BooleanField

import values
from forms import Form, Longer, OneOf, Parsed, required
from forms.staff import PERIODS, Lines, address, choices, day, euros, fact, price, web_address, whole
from texts import lazy

MEDIUM, LONG = {"class": "w-medium"}, {"class": "w-long"}
MOST_TRAFFIC = 2_000_000_000  # GB: fits the column


def or_none(text):
    """An id or a number of months that may be left out."""
    return int(text) if text else None


class ContractForm(Form):
    """A contract; `plans` and `domains` are the (id, name) pairs to choose from, without `plans` the plan stays."""

    plan = OneOf(lazy("Tarif"), [required()], coerce=int, render_kw=LONG)
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
    login = Parsed(lazy("Zugang „Login“"), web_address, render_kw=LONG)
    admin = Parsed(lazy("Zugang „Admin“"), web_address, render_kw=LONG)
    reseller = Parsed(lazy("Zugang „Reseller“"), web_address, render_kw=LONG)
    cloud = Parsed(lazy("Zugang „Cloud-Plattform“"), web_address, render_kw=LONG)

    ACCESSES = ("login", "admin", "reseller", "cloud")

    def __init__(self, plans, domains, **given):
        super().__init__(**given)
        if plans is None:
            del self.plan
        else:
            self.plan.choices = choices(*plans)
        self.domain.choices = choices(
            ("", lazy("keine")), *((id, values.domain_shown(name)) for id, name in domains)
        )  # fmt: skip

    def details(self):
        found = super().details()
        return found | {"accesses": {kind: found.pop(kind) for kind in self.ACCESSES}}


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
