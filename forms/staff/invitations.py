"""Customers who are chosen from a list, by their numbers."""

from wtforms import SelectMultipleField

import values
from forms import Form
from texts import lazy


class Numbers(SelectMultipleField):
    """The customer numbers whose boxes were ticked."""

    def __init__(self, label, **more):
        super().__init__(label, validate_choice=False, choices=[], **more)

    def process_formdata(self, valuelist):
        self.data = list(map(values.customer_number, valuelist))


class ChosenForm(Form):
    customers = Numbers(lazy("Auswahl"))
