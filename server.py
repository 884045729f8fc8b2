"""How waitress' threads take what comes: logins wait in a line of their own, so that nobody's page waits for them, and
of those who send them one after the other has a turn, so that nobody's login waits for a flood of somebody else's.

What is so large that waitress does not hand it on is refused in the words of the portal.
"""

import ctypes
import gc
import sys
import time
from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Any

from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import RequestEntityTooLarge

LOGIN_THREADS = 2
REST_SECONDS, REST_IN_FLOOD = 0.25, 0.5  # however many try, the two threads answer 4 a second
FLOOD = 10  # so many that wait are no people
LARGE_BYTES = 4 * 1024 * 1024
M_MMAP_THRESHOLD = -3  # malloc.h
LOGINS = ("/anmelden", "/passwort-neu", "/passwort-vergessen", "/zugang-wiederherstellen")


# in both languages: nobody has looked at the request, so nobody knows who reads it
TOO_LARGE = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Das ist zu groß</title></head>
<body><h1>Das ist zu groß</h1>
<p>Zusammen dürfen die Dateien höchstens 25 MB groß sein.</p>
<p>Bitte gehen Sie zurück und wählen Sie weniger oder kleinere Dateien.</p>
<div lang="en"><h2>That is too large</h2>
<p>Together the files may be at most 25 MB.</p>
<p>Please go back and choose fewer or smaller files.</p></div></body></html>
"""


class TooLarge(RequestEntityTooLarge):
    """What somebody gets who sends more than the portal looks at."""

    def to_response(self, ident=None):
        headers = [("Content-Type", "text/html; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
        headers += [("Content-Security-Policy", "default-src 'none'"), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", headers, TOO_LARGE.encode()


class Warmest(Condition):
    """Wakes whoever came last: of the threads the one whose connection and memory are still warm."""

    def notify(self, n=1):
        self._waiters.rotate(n)
        super().notify(n)


class Turns:
    """A waiting line for waitress in which each sender has a turn after the other, however many one of them sends."""

    def __init__(self):
        self._lines: dict[str, deque[Any]] = {}  # the next to have a turn first

    def __len__(self):
        return sum(map(len, self._lines.values()))

    def append(self, task):
        self._lines.setdefault(task.sender, deque()).append(task)

    def popleft(self):
        sender = next(iter(self._lines))
        line = self._lines.pop(sender)
        task = line.popleft()
        if line:
            self._lines[sender] = line
        return task


class Line(ThreadedTaskDispatcher):
    """waitress' threads, the warmest first."""

    def __init__(self, threads: int, queue: Any):
        super().__init__()
        self.queue, self.queue_cv = queue, Warmest(self.lock)
        self.set_thread_count(threads)


class Paced:
    """A request after which its thread rests: a flood of them leaves the machine to the others."""

    def __init__(self, task, sender: str, line: Line):
        self.task, self.cancel, self.sender, self.line = task, task.cancel, sender, line

    def service(self):
        self.task.service()
        time.sleep(REST_IN_FLOOD if len(self.line.queue) >= FLOOD else REST_SECONDS)


class Dispatcher(Line):
    """One line for pages and a slow one for what may take hashing, however many of them come.

    `sender` says from where a request of waitress comes.
    """

    def __init__(self, threads: int, sender: Callable[[Any], str]):
        super().__init__(threads, deque())
        self.logins, self.sender = Line(LOGIN_THREADS, Turns()), sender

    def add_task(self, task):
        if isinstance(task.requests[0].error, RequestEntityTooLarge):
            task.requests[0].error = TooLarge("")
        if _is_login(task.requests[0]):
            self.logins.add_task(Paced(task, self.sender(task), self.logins))
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending=True, timeout=5):
        self.logins.shutdown(cancel_pending, timeout)
        return super().shutdown(cancel_pending, timeout)


def _is_login(asked):
    # What waitress could not parse has neither a method nor a path.
    return asked.error is None and asked.command == "POST" and asked.path.startswith(LOGINS)


def settle_in() -> None:
    """Make Python and the C library ready to serve for a long time, once everything is loaded."""
    gc.freeze()  # what is there now stays; with what comes and goes the collector need not be so busy
    gc.set_threshold(20_000, 20, 100)
    sys.setswitchinterval(0.0005)  # seconds: a page does not wait long for a thread that has much to do
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)  # what hashing a password took goes back at once
