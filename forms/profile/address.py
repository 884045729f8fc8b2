"""Adressdaten: where a customer lives and how to reach them."""

from functools import cache

from wtforms import SelectChoice, ValidationError

import values
from forms import Form, OneOf, Parsed, required
from texts import language, lazy

# Codes of CLDR that are no country: regions, the Union, test codes.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# Where a hoster's customers live: Germany first, then Europe, then a few from farther away. The names of all countries
# would weigh more than the rest of the page.
NEAR = (
    "DE AD AL AT BA BE BG BY CH CY CZ DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC "
    "MD ME MK MT NL NO PL PT RO RS RU SE SI SK SM TR UA VA XK AU CA IL JP NZ US"
).split()
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


def near_countries(language, own):
    """The countries of NEAR, Germany first, and the one where somebody lives already."""
    near = [each for each in countries(language) if each.value in {*NEAR, own}]
    return sorted(near, key=lambda each: each.value != NEAR[0])


class HolderAddressForm(Form):
    """The e-mail address too: with it passwords are set anew, so it is the holder's alone."""

    last_name = Parsed(lazy("Name"), validators=[required()], render_kw={"autocomplete": "family-name"})
    first_name = Parsed(lazy("Vorname"), validators=[required()], render_kw={"autocomplete": "given-name"})
    email = Parsed(
        lazy("E-Mail"), values.email, [required()], values.email_shown,
        description=lazy("Hierhin schreiben wir Ihnen. Eine neue Adresse gilt, sobald Sie sie bestätigt haben."),
        render_kw={"class": "w-long", "type": "email", "autocomplete": "email"},
    )  # fmt: skip
    street = Parsed(
        lazy("Straße und Hausnummer"), validators=[required()],
        render_kw={"class": "w-long", "autocomplete": "street-address"},
    )  # fmt: skip
    zip = Parsed(lazy("PLZ"), validators=[required()], render_kw={"class": "w-zip", "autocomplete": "postal-code"})
    city = Parsed(lazy("Ort"), validators=[required()], render_kw={"class": "w-rest", "autocomplete": "address-level2"})
    country = OneOf(
        lazy("Land"), [required()], description=lazy("Ihr Land fehlt? Rufen Sie uns bitte an."),
        render_kw={"class": "w-medium", "autocomplete": "country"},
    )  # fmt: skip
    phone = Parsed(lazy("Telefon"), values.phone, render_kw=PHONE | {"autocomplete": "tel"})
    fax = Parsed(lazy("Fax"), values.phone, render_kw=PHONE)
    mobile = Parsed(lazy("Handy"), values.phone, render_kw=PHONE)

    def __init__(self, **given):
        super().__init__(**given)
        self.country.choices = near_countries(language(), self.country.object_data)

    def validate_zip(self, field):
        if field.process_errors or self.country.errors:
            return
        try:
            field.data = values.zip_code(field.data or "", self.country.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AddressForm(HolderAddressForm):
    """What everybody with the right "data" may change."""

    email = None
