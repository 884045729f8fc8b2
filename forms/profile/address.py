"""Adressdaten: where a customer lives and how to reach them."""

from functools import cache

from wtforms import SelectChoice, ValidationError

import values
from forms import Form, OneOf, Parsed, required
from texts import language, lazy

# Codes of CLDR that are no country: regions, the Union, test codes.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
PHONE = {"class": "w-medium", "type": "tel"}


@cache
def countries(language):
    """The countries (ISO 3166 code, name) in the order of their names in a language."""
    from babel import Locale

    names = {
        code: name
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    return [SelectChoice(code, names[code]) for code in sorted(names, key=lambda code: values.fold(names[code]))]


class AddressForm(Form):
    """What everybody with the right "data" may change."""

    last_name = Parsed(lazy("Name"), validators=[required()], render_kw={"autocomplete": "family-name"})
    first_name = Parsed(lazy("Vorname"), validators=[required()], render_kw={"autocomplete": "given-name"})
    street = Parsed(
        lazy("Straße und Hausnummer"), validators=[required()],
        render_kw={"class": "w-long", "autocomplete": "street-address"},
    )  # fmt: skip
    zip = Parsed(lazy("PLZ"), validators=[required()], render_kw={"class": "w-zip", "autocomplete": "postal-code"})
    city = Parsed(lazy("Ort"), validators=[required()], render_kw={"class": "w-rest", "autocomplete": "address-level2"})
    country = OneOf(
        lazy("Land"), [required()], choices=lambda: countries(language()),
        render_kw={"class": "w-medium", "autocomplete": "country"},
    )  # fmt: skip
    phone = Parsed(lazy("Telefon"), values.phone, render_kw=PHONE | {"autocomplete": "tel"})
    fax = Parsed(lazy("Fax"), values.phone, render_kw=PHONE)
    mobile = Parsed(lazy("Handy"), values.phone, render_kw=PHONE)

    def validate_zip(self, field):
        if field.process_errors or self.country.errors:
            return
        try:
            field.data = values.zip_code(field.data or "", self.country.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class HolderAddressForm(AddressForm):
    """The e-mail address too: with it passwords are set anew, so it is the holder's alone."""

    email = Parsed(
        lazy("E-Mail"), values.email, [required()], values.email_shown,
        description=lazy("Hierhin schreiben wir Ihnen, auch wenn Sie Ihr Passwort vergessen haben."),
        render_kw={"class": "w-long", "type": "email", "autocomplete": "email"},
    )  # fmt: skip
