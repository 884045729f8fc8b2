"""A file appears whole or not at all, also when the power fails."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def draft(folder: Path) -> Iterator[IO[bytes]]:
    """A file in `folder` that nobody looks for; it vanishes unless publish() gave it a name. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=".draft-", dir=folder, delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def publish(file: IO[bytes], path: Path, mode: int = 0o600) -> None:
    """Give a draft its name, replacing what stood there. Raises OSError."""
    file.flush()
    os.fchmod(file.fileno(), mode)
    os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file.name, path)
    _sync_folder(path.parent)


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a small file at once. Raises OSError."""
    with draft(path.parent) as file:
        file.write(content)
        publish(file, path, mode)


def _sync_folder(folder: Path) -> None:
    # The name stands in the folder, so the folder must reach the disk too.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
