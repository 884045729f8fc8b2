"""Zahlungsdetails: how invoices come and are paid."""

from wtforms import SelectChoice

import values
from forms import Form, Parsed, Radio, required
from texts import lazy, money, t

YES, NO = "yes", "no"


def yes_no(value):
    """A stored yes or no as the choice of a field."""
    return {True: YES, False: NO}.get(value, value)


class PaymentDetailsForm(Form):
    """`fee_cents` is what an invoice by post costs; `offers_debit`: direct debits are possible here."""

    invoice_by_post = Radio(lazy("Rechnung per Post"), [required()], coerce=yes_no)
    invoice_email = Parsed(
        lazy("Rechnungs-E-Mail"), values.email, shown=values.email_shown,
        description=lazy("Leer: an die E-Mail-Adresse unter Adressdaten."),
        render_kw={"class": "w-long", "type": "email"},
    )  # fmt: skip
    invoice_with_contact = Radio(
        lazy("Rechnung mit Ansprechpartner"), [required()], coerce=yes_no,
        description=lazy("Auf der Rechnung stehen dann auch Ihr Vor- und Nachname."),
        choices=[SelectChoice(YES, lazy("Ja")), SelectChoice(NO, lazy("Nein"))],
    )  # fmt: skip
    payment_method = Radio(lazy("Zahlungsart"), [required()])

    def __init__(self, fee_cents, offers_debit, **given):
        super().__init__(**given)
        self.payment_method.choices = [SelectChoice("transfer", t("Überweisung"))]
        if offers_debit:
            hint = t("Dafür brauchen wir Ihr SEPA-Mandat, weiter unten auf dieser Seite.")
            self.payment_method.choices.append(SelectChoice("direct_debit", t("Lastschrift"), {"hint": hint}))
        price = t("{price} pro Rechnung", price=money(fee_cents)) if fee_cents else t("kostenlos")
        self.invoice_by_post.choices = [
            SelectChoice(YES, t("Ja ({price})", price=price)),
            SelectChoice(NO, t("Nein, als PDF per E-Mail")),
        ]

    def details(self):
        choices = {name: self[name].data == YES for name in ("invoice_by_post", "invoice_with_contact")}
        return super().details() | choices
