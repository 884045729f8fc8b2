"""Files by content: the key of a file is its SHA-256, so equal files are stored once and never change."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from config import Settings, WrongSetting
from gateways import atomic
from gateways.errors import Rejected, Unreachable
from gateways.folder import folder_of
from texts import t

KEY = re.compile(r"[0-9a-f]{64}")
CHUNK = 1 << 16


class Files:
    """A folder; the file of key abcd… lies at ab/cd/abcd…"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes | BinaryIO) -> str:
        """Store bytes or the rest of a stream and return the key. Raises Unreachable."""
        try:
            with atomic.draft(self._folder) as file:
                digest = hashlib.sha256()
                for chunk in _chunks(content):
                    digest.update(chunk)
                    file.write(chunk)
                key = digest.hexdigest()
                atomic.publish(file, self._path(key))
        except OSError as error:
            raise Unreachable(t("Die Datei kann gerade nicht gespeichert werden.")) from error
        return key

    def open(self, key: str) -> BinaryIO:
        """The file, to be read and closed by the caller. Raises Rejected (no such file), Unreachable."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError as error:
            raise Rejected(t("Diese Datei gibt es nicht.")) from error
        except OSError as error:
            raise Unreachable(t("Die Datei kann gerade nicht gelesen werden.")) from error

    def delete(self, key: str) -> None:
        """Delete a file; one that is gone already is fine. Raises Rejected (no such key), Unreachable."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise Unreachable(t("Die Datei kann gerade nicht gelöscht werden.")) from error

    def size(self, key: str) -> int:
        """Bytes. Raises Rejected (no such file), Unreachable."""
        with self.open(key) as file:
            return file.seek(0, 2)

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise Rejected(t("Diese Datei gibt es nicht."))
        return self._folder / key[:2] / key[2:4] / key


def from_settings(settings: Settings) -> Files:
    """The files of FILES_URL. Raises WrongSetting."""
    if settings.files_url.startswith("s3:"):
        raise WrongSetting("files_url: s3:// is not supported by this version, only file:///folder is")
    return Files(folder_of("files_url", settings.files_url))


def _chunks(content: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while chunk := content.read(CHUNK):
        yield chunk
