"""Why somebody does not get their access back."""

from forms import Form, Longer, required
from texts import lazy


class DeclineForm(Form):
    reason = Longer(
        lazy("Grund der Ablehnung"), 1000, [required()], render_kw={"rows": 3},
        description=lazy("Er steht in der E-Mail an die neue Adresse. Nennen Sie darin nichts aus den Kundendaten."),
    )  # fmt: skip
