"""Meine Dokumente."""

from typing import BinaryIO

import gateways
from models import Document


def content(document: Document) -> BinaryIO:
    """The file of a document, to be closed by the caller. Raises Rejected (it is gone), Unreachable."""
    return gateways.files.open(document.file_key)
