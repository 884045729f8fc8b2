"""What the bookkeeping knows of a customer, single charges, prices from a day on, discounts, tax rates."""

import re
from typing import Any

from wtforms.widgets import HiddenInput

import values
from forms import Form, Longer, OneOf, Parsed, Radio, required
from forms.profile.address import countries
from forms.staff import choices, day, euros, price
from texts import language, lazy, t

LONG, SHORT = {"class": "w-long"}, {"class": "w-short"}
NUMBER = {"class": "w-zip", "inputmode": "numeric"}
MOST_QUANTITY = 9999
_PERCENT = re.compile(r"([0-9]{1,3})(?:,([0-9]{1,2}))?\s*%?")


def percent(text: str) -> int:
    """A share from 0 to 100 % in hundredths of a percent: „7,5 %“ is 750."""
    found = _PERCENT.fullmatch(values.clean(text))
    share = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if not found or share > 10_000:
        raise ValueError(t("Bitte geben Sie Prozent von 0 bis 100 ein, zum Beispiel 7,5."))
    return share


def shown_percent(share: int) -> str:
    """Hundredths of a percent as they are typed: 750 is „7,5“."""
    whole, rest = divmod(share, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",")


def quantity(text: str) -> int:
    """How many, below zero for what is given back, never 0."""
    text = values.clean(text).replace("\u2212", "-")
    if not re.fullmatch("-?[0-9]{1,4}", text) or int(text) == 0:
        raise ValueError(t("Bitte geben Sie eine ganze Zahl ein, zum Beispiel 1, oder -1 für eine Erstattung."))
    return int(text)


def amount_seen(text: str) -> int:
    """A sum in cents as our own page sends it back."""
    if not re.fullmatch("-?[0-9]{1,12}", text):
        raise ValueError(t("Bitte sehen Sie noch einmal nach, was fällig ist."))
    return int(text)


def more_than_nothing(parse: Any, sentence: Any) -> Any:
    """Reads like `parse` and refuses 0."""

    def checked(text: str) -> Any:
        found = parse(text)
        if not found:
            raise ValueError(str(sentence))
        return found

    return checked


class BillingDetailsForm(Form):
    vat_id = Parsed(
        lazy("Umsatzsteuer-ID"), values.vat_id, description=lazy("Nur bei Geschäftskunden, zum Beispiel DE136695976."),
        render_kw=SHORT,
    )  # fmt: skip
    leitweg_id = Parsed(
        lazy("Leitweg-ID"), values.leitweg_id,
        description=lazy("Nur bei Behörden: Damit geht die Rechnung als XRechnung hinaus."),
        render_kw={"class": "w-medium"},
    )  # fmt: skip
    order_number = Parsed(
        lazy("Bestellnummer des Kunden"), lambda text: values.clean(text, most=50),
        description=lazy("Steht auf jeder Rechnung."), render_kw={"class": "w-medium"},
    )  # fmt: skip
    second_email = Parsed(
        lazy("Zweite Rechnungsadresse"), values.email,
        description=lazy("Diese E-Mail-Adresse bekommt jede Rechnung auch."), render_kw=LONG,
    )  # fmt: skip
    language = Radio(
        lazy("Sprache der Rechnungen"), [required()], default="de",
        choices=choices(("de", lazy("Deutsch")), ("en", lazy("Englisch"))),
    )  # fmt: skip
    limit_cents = Parsed(
        lazy("Vorher ansehen ab, in Euro"), price, shown=euros, empty=None,
        description=lazy("Eine Rechnung über mehr als diesen Betrag (mit Umsatzsteuer) fällt im Probelauf auf."),
        render_kw=SHORT,
    )  # fmt: skip
    note = Longer(lazy("Notiz"), most=2000, description=lazy("Nur für Mitarbeiter."))


class ChargeForm(Form):
    text = Parsed(lazy("Text"), validators=[required()], render_kw=LONG)
    quantity = Parsed(
        lazy("Menge"), quantity, [required()], default=1, render_kw=NUMBER,
        description=lazy("Mit Minus für das, was der Kunde zurückbekommt."),
    )  # fmt: skip
    price_cents = Parsed(
        lazy("Einzelpreis ohne Umsatzsteuer, in Euro"), price, [required()], shown=euros, render_kw=SHORT
    )
    due_on = day(
        lazy("Berechnen ab"), is_required=True,
        description=lazy("Die Position kommt auf die erste Rechnung ab diesem Tag."),
    )  # fmt: skip


class NowForm(Form):
    """The sum of the invoice that was shown, in cents: no other one is issued."""

    gross_cents = Parsed(lazy("Summe"), amount_seen, [required()], widget=HiddenInput())


class ContractPriceForm(Form):
    valid_from = day(
        lazy("Gilt ab"), is_required=True,
        description=lazy("Für Zahlungsperioden, die an diesem Tag oder danach beginnen."),
    )  # fmt: skip
    price_cents = Parsed(
        lazy("Preis je Zahlungsperiode, ohne Umsatzsteuer, in Euro"), price, [required()], shown=euros, render_kw=SHORT
    )
    reason = Parsed(lazy("Grund"), validators=[required()], render_kw=LONG)


class DiscountForm(Form):
    text = Parsed(
        lazy("Text"), validators=[required()], description=lazy("So steht der Rabatt auf der Rechnung."), render_kw=LONG
    )
    share = Parsed(
        lazy("Prozent"), more_than_nothing(percent, lazy("Bitte geben Sie mehr als 0 % ein.")), shown=shown_percent,
        empty=None, render_kw=NUMBER,
    )  # fmt: skip
    cents = Parsed(
        lazy("Oder Betrag je Zahlungsperiode, ohne Umsatzsteuer, in Euro"),
        more_than_nothing(price, lazy("Bitte geben Sie mehr als 0 € ein.")), shown=euros, empty=None, render_kw=SHORT,
    )  # fmt: skip
    valid_from = day(
        lazy("Von"), is_required=True,
        description=lazy("Er gilt für Zahlungsperioden, die in dieser Zeit beginnen, zum Beispiel ab 24.05.2019."),
    )  # fmt: skip
    valid_to = day(lazy("Bis einschließlich"), description=lazy("Leer: ohne Ende."))


class PlanChangeForm(Form):
    """Another plan from a day on; `plans` are the (id, name) pairs to choose from."""

    plan = OneOf(lazy("Neuer Tarif"), [required()], coerce=int, render_kw=LONG)
    day = day(lazy("Ab"), is_required=True, description=lazy("Der erste Tag mit dem neuen Tarif."))
    price_cents = Parsed(
        lazy("Preis je Zahlungsperiode, ohne Umsatzsteuer, in Euro"), price, shown=euros, empty=None,
        description=lazy("Leer: der Preis des neuen Tarifs an diesem Tag."), render_kw=SHORT,
    )  # fmt: skip

    def __init__(self, plans: Any, **given: Any):
        super().__init__(**given)
        self.plan.choices = choices(*plans)


class ProposalForm(Form):
    until = day(lazy("Fällig bis"), is_required=True)


class HoldForm(Form):
    reason = Parsed(lazy("Grund"), validators=[required()], render_kw=LONG)


class TaxRateForm(Form):
    """The VAT of a country from a day on; `codes` are those to choose from."""

    country = OneOf(lazy("Land"), [required()], default="DE", render_kw={"class": "w-medium"})
    valid_from = day(lazy("Gilt ab"), is_required=True)
    rate = Parsed(lazy("Satz in Prozent"), percent, [required()], shown=shown_percent, render_kw=NUMBER)

    def __init__(self, codes: Any, **given: Any):
        super().__init__(**given)
        self.country.choices = [each for each in countries(language()) if each.value in codes]
