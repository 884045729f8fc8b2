"""Ansprechpartner: a person who may speak for the customer."""

from wtforms import SelectChoice

import texts
import values
from forms import Choices, Form, Parsed, Radio, required
from texts import lazy

KINDS = {
    "holder": lazy("Vertragsinhaber"),
    "internal": lazy("intern"),
    "external": lazy("extern"),
}
RIGHTS = {
    "support": lazy("Support"),
    "domains": lazy("Domains"),
    "contracts": lazy("Verträge"),
    "billing": lazy("Rechnungen"),
    "data": lazy("Daten"),
    "phone": lazy("Telefon"),
}
HINTS = {
    "support": lazy("Anfragen stellen und die Antworten lesen."),
    "domains": lazy("DNS, E-Mail-Adressen und Weiterleitungen ändern, Domains umziehen."),
    "contracts": lazy("Pakete bestellen, wechseln und kündigen."),
    "billing": lazy("Rechnungen und Kundenkonto sehen, Zahlungsdetails ändern."),
    "data": lazy("Adresse, Ansprechpartner und IP-Whitelist ändern."),
    "phone": lazy("Am Telefon Auskunft bekommen, mit eigenem Telefon-Passwort."),
}


class ContactForm(Form):
    """`may_give` are the rights that can be given; the others are shown, but cannot be chosen."""

    kind = Radio(
        lazy("Art"), [required()], default="internal",
        choices=[
            SelectChoice("internal", lazy("Intern"), {"hint": lazy("Gehört zu Ihnen, zum Beispiel die Buchhaltung.")}),
            SelectChoice("external", lazy("Extern"), {"hint": lazy("Arbeitet für Sie, zum Beispiel eine Agentur.")}),
        ],
    )  # fmt: skip
    first_name = Parsed(lazy("Vorname"), validators=[required()])
    last_name = Parsed(lazy("Name"), validators=[required()])
    email = Parsed(
        lazy("E-Mail"), values.email, shown=values.email_shown,
        description=lazy("Nötig, wenn die Person einen eigenen Zugang zum Kundencenter bekommen soll."),
        render_kw={"class": "w-long", "type": "email"},
    )  # fmt: skip
    phone = Parsed(lazy("Telefon"), values.phone, render_kw={"class": "w-medium", "type": "tel"})
    rights = Choices(lazy("Darf"))
    until = Parsed(
        lazy("Berechtigt bis"), values.day, shown=texts.date, empty=None,
        description=lazy("Leer: bis Sie den Eintrag entfernen. Beispiel: 31.12.2027"),
        render_kw={"class": "w-short"},
    )  # fmt: skip

    def __init__(self, may_give, **given):
        super().__init__(**given)
        self.rights.choices = [
            SelectChoice(right, RIGHTS[right], {"hint": HINTS[right], "disabled": right not in may_give})
            for right in RIGHTS
        ]

    def details(self):
        return super().details() | {"rights": frozenset(self.rights.data or ())}
