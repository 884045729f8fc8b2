"""Files that people open: documents, invoices, attachments."""

from typing import BinaryIO

import gateways
from gateways import Rejected, Unreachable
from rules import NotFound, Refused


def opened(key: str) -> BinaryIO:
    """The file kept under a key, to be closed by the caller. Raises NotFound, and Refused while it cannot be read."""
    try:
        return gateways.files.open(key)
    except Rejected as error:
        raise NotFound from error
    except Unreachable as error:
        raise Refused("Die Datei lässt sich gerade nicht öffnen. Bitte versuchen Sie es gleich noch einmal.") from error
