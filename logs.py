"""What the portal says on standard error: one line an event, with the moment in UTC, and nothing that breaks a line."""

import logging
import time

FORM = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"


class OneLine(logging.Formatter):
    """A line for each event; control characters that somebody sent are shown as escapes."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__(FORM, "%Y-%m-%dT%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is the library's)
        record.message = "".join(each if each.isprintable() else repr(each)[1:-1] for each in record.message)
        return super().formatMessage(record)


def begin() -> None:
    """Let all of the process's loggers write so."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
