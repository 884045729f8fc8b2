"""A notice on the start page."""

import values
from forms import Form, Longer, Parsed, required
from forms.staff import day
from texts import lazy


class NoticeForm(Form):
    title = Parsed(lazy("Überschrift"), validators=[required()], render_kw={"class": "w-long"})
    text = Longer(lazy("Text"), most=2000)
    shown_from = day(lazy("Zu sehen ab"), is_required=True)
    shown_until = day(lazy("Zu sehen bis"), description=lazy("Der letzte Tag. Leer: bis der Hinweis gelöscht wird."))
    number = Parsed(
        lazy("Kundennummer"), values.customer_number, empty=None, description=lazy("Leer: für alle Kunden."),
        render_kw={"class": "w-short", "inputmode": "numeric"},
    )  # fmt: skip
