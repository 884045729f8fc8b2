"""A customer as the staff keep it."""

from wtforms import BooleanField

import values
from forms import Form, OneOf, Parsed, Radio, required
from forms.profile.address import AddressForm, countries
from forms.staff import choices
from texts import language, lazy

LONG = {"class": "w-long"}


class CustomerForm(Form):
    kind = Radio(
        lazy("Art"), [required()], default="business",
        description=lazy("Geschäftskunden brauchen eine Firma, Privatkunden einen Namen."),
        choices=choices(("business", lazy("Geschäftskunde")), ("private", lazy("Privatkunde"))),
    )  # fmt: skip
    company = Parsed(lazy("Firma"), render_kw=LONG)
    first_name = Parsed(lazy("Vorname"), render_kw={"class": "w-short"})
    last_name = Parsed(lazy("Name"), render_kw={"class": "w-rest"})
    email = Parsed(lazy("E-Mail"), values.email, shown=values.email_shown, render_kw=LONG)
    street = Parsed(lazy("Straße"), render_kw=LONG)
    zip = Parsed(lazy("PLZ"), render_kw={"class": "w-zip"})
    city = Parsed(lazy("Ort"), render_kw={"class": "w-rest"})
    country = OneOf(
        lazy("Land"), [required()], default="DE", choices=lambda: countries(language()), render_kw={"class": "w-medium"}
    )
    phone = Parsed(lazy("Telefon"), values.phone, render_kw={"class": "w-medium"})
    mobile = Parsed(lazy("Handy"), values.phone, render_kw={"class": "w-medium"})
    fax = Parsed(lazy("Fax"), values.phone, render_kw={"class": "w-medium"})

    validate_zip = AddressForm.validate_zip

    def validate(self, extra_validators=None):
        """A business has a company, a private person a name."""
        is_valid = super().validate(extra_validators)
        named = self.company if self.kind.data == "business" else self.last_name
        if not (named.data or named.errors):
            named.errors = [lazy("Bitte ausfüllen.")]
            return False
        return is_valid


class NewCustomerForm(CustomerForm):
    number = Parsed(
        lazy("Kundennummer"), values.customer_number, empty=None,
        description=lazy("Leer: die nächste freie Nummer."), render_kw={"class": "w-short", "inputmode": "numeric"},
    )  # fmt: skip
    with_link = BooleanField(
        lazy("Link für das erste Passwort per E-Mail senden"),
        description=lazy("Er gilt 14 Tage. Bis dahin kann sich der Kunde nicht anmelden."),
    )
