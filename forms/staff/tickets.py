"""The hoster's answer to a request."""

from forms import Longer, required
from forms.support import LONGEST_TEXT
from forms.support import AnswerForm as CustomersAnswerForm
from texts import lazy


class AnswerForm(CustomersAnswerForm):
    text = Longer(
        lazy("Antwort"), LONGEST_TEXT, [required()], description=lazy("Der Kunde bekommt sie per E-Mail."),
        render_kw={"rows": 6},
    )  # fmt: skip
