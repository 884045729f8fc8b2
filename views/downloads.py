"""Files that leave us: with their name, never kept by anybody on the way, never shown as a page of ours."""

from pathlib import PurePath
from typing import BinaryIO

from flask import Response, send_file

KINDS = {
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
    ".zone": "text/plain; charset=utf-8",
}
# If a browser shows it after all, nothing in it runs or loads.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def download(content: BinaryIO, name: str) -> Response:
    """The file under its name, to be saved; its type is one of KINDS by the name, or just bytes. Closes `content`."""
    kind = KINDS.get(PurePath(name).suffix.lower(), "application/octet-stream")
    response = send_file(content, mimetype=kind, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
