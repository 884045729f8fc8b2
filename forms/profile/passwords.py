"""Passwörter: the service password."""

from wtforms import PasswordField
from wtforms.validators import EqualTo, Length

from forms import Form, required
from texts import lazy

LONGEST = Length(max=128, message=lazy("Das ist zu lang: höchstens 128 Zeichen."))
DIFFERENT = lazy("Die beiden Eingaben sind verschieden.")
NEW = {"autocomplete": "new-password"}


class ServicePasswordForm(Form):
    current = PasswordField(
        lazy("Aktuelles Service-Passwort"), [required(), LONGEST], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        lazy("Neues Service-Passwort"), [required(), LONGEST], render_kw=NEW,
        description=lazy("Mindestens 10 Zeichen. Mehrere Wörter hintereinander sind sicher und leicht zu merken."),
    )  # fmt: skip
    repeated = PasswordField(
        lazy("Neues Service-Passwort wiederholen"), [required(), EqualTo("new", DIFFERENT)], render_kw=NEW
    )
