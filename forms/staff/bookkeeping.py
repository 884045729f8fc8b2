"""What is exported, why a month is opened again, which account something has."""

from datetime import date

import values
from forms import Form, OneOf, Parsed, required
from forms.staff import choices, day, whole
from forms.staff.plans import KINDS
from texts import lazy, month

MEDIUM = {"class": "w-medium"}


class ExportForm(Form):
    """Of `months` (their first days) one is the first and one the last."""

    kind = OneOf(lazy("Wofür"), [required()], render_kw=MEDIUM)
    first = OneOf(lazy("Von"), [required()], coerce=date.fromisoformat, render_kw={"class": "w-short"})
    last = OneOf(lazy("Bis einschließlich"), [required()], coerce=date.fromisoformat, render_kw={"class": "w-short"})

    def __init__(self, kinds, months, **given):
        super().__init__(**given)
        self.kind.choices = choices(*kinds.items())
        self.first.choices = self.last.choices = choices(*((each.isoformat(), month(each)) for each in months))


class OpeningForm(Form):
    reason = Parsed(
        lazy("Grund"), lambda text: values.clean(text, most=200), [required()], render_kw={"class": "w-long"},
        description=lazy("Er steht im Protokoll. Sagen Sie bitte auch Ihrem Steuerbüro Bescheid."),
    )  # fmt: skip


class ChartAccountForm(Form):
    """The account of one of the `uses`."""

    use = OneOf(lazy("Wofür"), [required()], render_kw={"class": "w-long"})
    product = OneOf(
        lazy("Produkt"), choices=choices(("", lazy("alle")), *KINDS), default="",
        description=lazy("Nur bei Erlösen, wenn ein Produkt ein eigenes Konto hat."), render_kw=MEDIUM,
    )  # fmt: skip
    account = Parsed(lazy("Konto"), whole(9999), [required()], render_kw={"class": "w-zip", "inputmode": "numeric"})
    valid_from = day(lazy("Gilt ab"), is_required=True)

    def __init__(self, uses, **given):
        super().__init__(**given)
        self.use.choices = choices(*uses.items())
