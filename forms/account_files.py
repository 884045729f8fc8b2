"""What to download of the Kundenkonto."""

from typing import Any

import values
from forms import Form, Parsed, required
from texts import date as shown_date
from texts import lazy

SHORT = {"class": "w-short", "inputmode": "numeric"}


class StatementForm(Form):
    """The span of a statement of account."""

    first = Parsed(lazy("Von"), values.day, [required()], shown=shown_date, empty=None, render_kw=SHORT)
    last = Parsed(lazy("Bis"), values.day, [required()], shown=shown_date, empty=None, render_kw=SHORT)

    def details(self) -> dict[str, Any]:
        return {"first": self.first.data, "last": self.last.data}
