"""Plans and their prices."""

from wtforms import BooleanField

import values
from forms import Form, Longer, OneOf, Parsed, required
from forms.staff import PERIODS, choices, day, euros, price, whole
from texts import lazy

KINDS = (
    ("webhosting", lazy("Webhosting")), ("domain", lazy("Domain")), ("server", lazy("Server")),
    ("other", lazy("Andere Produkte")),
)  # fmt: skip
CATEGORIES = (
    ("", lazy("keine")), ("backup", lazy("Backup")), ("ssl", lazy("SSL-Zertifikat")),
    ("vpn", lazy("VPN und IPsec")), ("cdn", lazy("Content Delivery Network")), ("ip", lazy("Eigene IP-Adressen")),
    ("licence", lazy("Lizenz")),
)  # fmt: skip
MEDIUM = {"class": "w-medium"}


class PlanForm(Form):
    kind = OneOf(lazy("Art"), [required()], choices=choices(*KINDS), render_kw=MEDIUM)
    category = OneOf(
        lazy("Gruppe"),
        choices=choices(*CATEGORIES),
        default="",
        description=lazy("Nur bei anderen Produkten."),
        render_kw=MEDIUM,
    )
    name = Parsed(lazy("Name"), validators=[required()], render_kw={"class": "w-long"})
    description = Longer(lazy("Beschreibung"), most=2000)
    period_months = OneOf(
        lazy("Zahlungsperiode"), [required()], coerce=int, choices=PERIODS, default=12, render_kw=MEDIUM
    )
    is_offered = BooleanField(lazy("Steht unter „Bestellen“"), default=True)
    position = Parsed(
        lazy("Reihenfolge"), whole(9999), [required()], default=0, description=lazy("Kleine Zahlen stehen oben."),
        render_kw={"class": "w-zip"},
    )  # fmt: skip
    panel_package = Parsed(
        lazy("Paket im Panel"), lambda text: values.clean(text, most=100), render_kw=MEDIUM,
        description=lazy("So heißt der Tarif in Plesk, cPanel, DirectAdmin oder KeyHelp."),
    )  # fmt: skip


class PriceForm(Form):
    valid_from = day(lazy("Gilt ab"), is_required=True)
    price_cents = Parsed(
        lazy("Preis je Zahlungsperiode, ohne Umsatzsteuer, in Euro"), price, [required()], shown=euros,
        render_kw={"class": "w-short"},
    )  # fmt: skip
    setup_cents = Parsed(
        lazy("Einrichtung einmalig, ohne Umsatzsteuer, in Euro"), price, shown=euros, empty=0,
        description=lazy("Leer: Die Einrichtung kostet nichts."), render_kw={"class": "w-short"},
    )  # fmt: skip
