"""A SEPA mandate that somebody gave on paper."""

from forms.profile.mandate import MandateForm
from forms.staff import day
from texts import lazy


class PaperMandateForm(MandateForm):
    given_on = day(lazy("Unterschrieben am"), is_required=True)
