"""The two ways in which the outside world says no."""


class Unreachable(Exception):
    """It did not work now: try again later. The message is a sentence for people."""


class Rejected(Exception):
    """It will never work like this: do not try again. The message is a sentence for people."""
