"""A token for a program of the hoster's."""

import values
from forms import Form, Parsed, required
from texts import lazy


class TokenForm(Form):
    name = Parsed(
        lazy("Wofür ist das Token?"), lambda text: values.clean(text, most=60), [required()],
        description=lazy("Zum Beispiel „Messung im Rechenzentrum 1“."), render_kw={"class": "w-long"},
    )  # fmt: skip
