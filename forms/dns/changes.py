"""DNS: what is agreed to before a change set is saved, DNSSEC is switched off."""

from wtforms import BooleanField, StringField
from wtforms.widgets import HiddenInput

from forms import Form, required
from texts import lazy


class SaveForm(Form):
    """`shown` names what was seen; `accepted` the warnings."""

    shown = StringField(widget=HiddenInput(), default="")
    accepted = BooleanField(lazy("Ich habe die Hinweise gelesen und möchte trotzdem speichern"))


class UnsignForm(Form):
    removed = BooleanField(
        lazy("Der DS-Eintrag ist bei der Vergabestelle gelöscht, und das ist mindestens einen Tag her"), [required()]
    )
