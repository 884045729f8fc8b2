"""A question that ends in time, whatever the other side does."""

from collections.abc import Callable
from queue import Empty, Queue
from threading import Thread
from typing import TypeVar

Answer = TypeVar("Answer")


def within(seconds: float, ask: Callable[[], Answer], *foreseen: type[Exception]) -> Answer:
    """What `ask` gives; libraries count their time anew with each byte that drips in, and for names not at all.

    Raises TimeoutError after `seconds` (`ask` may go on unheard), and what `ask` raises where it is `foreseen`.
    """
    done: Queue[tuple[Answer | None, Exception | None]] = Queue(1)

    def run() -> None:
        try:
            done.put((ask(), None))
        except foreseen as error:
            done.put((None, error))

    Thread(target=run, name="in time", daemon=True).start()
    try:
        answer, error = done.get(timeout=seconds)
    except Empty as empty:
        raise TimeoutError from empty
    if error:
        raise error
    return answer  # type: ignore[return-value]
