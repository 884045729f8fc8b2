"""A customer's IP-Whitelist is suspended for a while."""

from forms import Form, OneOf, Parsed, required
from forms.staff import choices
from texts import lazy


class WhitelistSuspensionForm(Form):
    reason = Parsed(
        lazy("Grund"), validators=[required()], description=lazy("Der Kunde liest ihn in der E-Mail und bei sich."),
        render_kw={"class": "w-long"},
    )  # fmt: skip
    hours = OneOf(
        lazy("Für"), [required()], coerce=int, default=24, render_kw={"class": "w-short"},
        choices=choices((1, lazy("1 Stunde")), (24, lazy("1 Tag")), (168, lazy("7 Tage"))),
    )  # fmt: skip
