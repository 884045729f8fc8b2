"""The shape of input: a form that keeps what was typed, and fields that use `values`."""

from collections.abc import Callable
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, Input, ListWidget
from wtforms.widgets.core import clean_key

import values
from texts import lazy

NOT_IN_THE_LIST = lazy("Bitte wählen Sie etwas aus der Liste.")


def attributes(**given: Any) -> Markup:
    """The attributes of an input as WTForms writes them, but escaped once, not formatted one by one."""
    written = []
    for name, value in sorted(given.items()):
        if value is True:
            written.append(clean_key(name))
        elif value is not False:
            text = str(escape(value)).replace('"', "&quot;")
            written.append(f'{clean_key(name)}="{text}"')
    return Markup(" ".join(written))


Input.html_params = staticmethod(attributes)  # a login that is braked costs mostly the drawing of its form


class Filled(InputRequired):
    """Something is there that is more than blanks."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.raw_data and isinstance(field.raw_data[0], str) and not field.raw_data[0].strip():
            field.raw_data = []
        super().__call__(form, field)


def required() -> InputRequired:
    """A field that must be filled."""
    return Filled(lazy("Bitte ausfüllen."))


class Form(FlaskForm):
    """A form of ours. The CSRF field is the frame's business; a draft kept over a login is laid in."""

    class Meta:
        csrf = False

    def __init__(self, **given: Any):
        draft = g.get("draft") if request.method == "GET" else None
        super().__init__(**({"formdata": draft} if draft else {}), **given)

    def details(self) -> dict[str, Any]:
        """What was entered, by the names of the fields."""
        return dict(self.data)

    def refuse(self, refusal: Any) -> "Form":
        """Show a rule's refusal at its field, or above all when it is about none."""
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            field.errors = [*field.errors, refusal.sentence]
        return self


class Parsed(StringField):
    """A text field whose text `parse` turns into a value; what it raises stands at the field."""

    def __init__(
        self,
        label: Any,
        parse: Callable[[str], Any] = values.clean,
        validators: Any = None,
        shown: Callable[[Any], str] = str,
        empty: Any = "",
        **more: Any,
    ):
        # a field that was not sent at all is an empty one
        super().__init__(label, [Optional()] if validators is None else validators, **({"default": empty} | more))
        self.parse, self.shown, self.empty = parse, shown, empty

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = self.parse(valuelist[0]) if valuelist[0].strip() else self.empty

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data in (None, "") else self.shown(self.data)


class Longer(Parsed, TextAreaField):
    """Several lines of text."""

    def __init__(self, label: Any, most: int = 10_000, validators: Any = None, **more: Any):
        super().__init__(label, lambda text: values.clean(text, most, lines=True), validators, **more)

    widget = TextAreaField.widget


class Choices(SelectMultipleField):
    """Any number of choices, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, validators: Any = None, **more: Any):
        super().__init__(label, validators, invalid_choice_message=NOT_IN_THE_LIST, **more)


class OneOf(SelectField):
    """One choice of a list; what is not in it gets a sentence at the field."""

    def __init__(self, label: Any, validators: Any = None, **more: Any):
        messages = {"invalid_choice_message": NOT_IN_THE_LIST, "invalid_value_message": NOT_IN_THE_LIST}
        super().__init__(label, validators, **(messages | more))


class Radio(OneOf, RadioField):
    """One choice, all of them in sight."""

    widget = RadioField.widget
    option_widget = RadioField.option_widget
