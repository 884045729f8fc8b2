"""The ways in which the outside world says no, or nothing at all."""


class Unreachable(Exception):
    """It did not work now: try again later. The message is a sentence for people."""


class Unanswered(Unreachable):
    """It was sent and no answer came: nobody knows whether it was done."""


class Rejected(Exception):
    """It will never work like this: do not try again. The message is a sentence for people."""
