"""Nothing outside is touched while a transaction is open."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

Gateway = TypeVar("Gateway")


class Guarded:
    """Stands before a gateway; every call raises RuntimeError while `in_transaction()` is true."""

    def __init__(self, gateway: object, in_transaction: Callable[[], bool]) -> None:
        self._gateway = gateway
        self._in_transaction = in_transaction

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._gateway, name)
        return self._closed_while_writing(value, name) if callable(value) else value

    def _closed_while_writing(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            # A slow or repeated call would hold the write lock, and a rollback could not take it back.
            if self._in_transaction():
                raise RuntimeError(f"{type(self._gateway).__name__}.{name} called inside a transaction")
            return call(*args, **kwargs)

        return guarded


def guard(gateway: Gateway, in_transaction: Callable[[], bool]) -> Gateway:
    """The gateway, closed while `in_transaction()` is true."""
    return cast(Gateway, Guarded(gateway, in_transaction))
