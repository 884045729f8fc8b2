"""What the portal decides and does."""

from texts import Lazy, t


class Refusal(Exception):
    """A German sentence for the screen that says why not, and the field it is about if there is one."""

    def __init__(self, sentence: str | Lazy, field: str | None = None, **values: object):
        super().__init__(t(str(sentence), **values))
        self.field = field

    @property
    def sentence(self) -> str:
        return str(self.args[0])


class Refused(Refusal):
    """A rule says no to what was sent: a form shows it."""


class NotFound(Exception):
    """What was asked for does not exist, or not for this person: both sound alike."""
