"""How long a name server may take, over all that one call asks of it."""

from time import monotonic

SECONDS = 8.0


class Patience:
    """Counts down from SECONDS."""

    def __init__(self) -> None:
        self._until = monotonic() + SECONDS

    @property
    def left(self) -> float:
        """Seconds; never nought, which sockets take for "at once"."""
        return max(self._until - monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        return monotonic() >= self._until
