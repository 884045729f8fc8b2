"""A name server that hangs holds some of the portal's threads, never all of them."""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, cast

from gateways.dns import refusals
from gateways.dns.facts import NameServer

AT_ONCE = 3  # questions of one process: a healthy server answers hundreds a second so
WAIT_SECONDS = 1


class Few:
    """Stands before a name server that is asked over the network; who finds no place hears that it is away."""

    def __init__(self, server: NameServer) -> None:
        self._server, self._places = server, BoundedSemaphore(AT_ONCE)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._server, name)
        return self._in_turn(value) if callable(value) else value

    def _in_turn(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any, **kwargs: Any) -> Any:
            if not self._places.acquire(timeout=WAIT_SECONDS):
                raise refusals.away()
            try:
                return call(*args, **kwargs)
            finally:
                self._places.release()

        return waiting


def limited(server: NameServer) -> NameServer:
    """The name server, asked by AT_ONCE threads at once."""
    return cast(NameServer, Few(server))
