"""The secret keys that are kept in DATA_DIR: one a line, the present one first; readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.tables import WrongSetting


def kept(data_dir: Path) -> list[str]:
    """All keys of the file, none when there is no file. Raises WrongSetting."""
    path = _path(data_dir)
    try:
        keys = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"data_dir: {path} cannot be read ({error})") from error
    if not keys:
        raise WrongSetting(f"data_dir: {path} is empty")
    return keys


def begin(data_dir: Path) -> list[str]:
    """The first key, made unless another process was quicker. Raises WrongSetting."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write(data_dir, [_new()], os.link)
    except OSError as error:
        raise WrongSetting(f"data_dir: {data_dir} cannot be written ({error.strerror})") from error
    return kept(data_dir)


def renew(data_dir: Path) -> None:
    """Put a new key before those of the file; processes know it when they are started again. Raises OSError."""
    _write(data_dir, [_new(), *kept(data_dir)], os.replace)


def _path(data_dir: Path) -> Path:
    return data_dir / "secret_key"


def _new() -> str:
    return secrets.token_urlsafe(48)


def _write(data_dir: Path, keys: list[str], put: Callable[[Path, Path], Any]) -> None:
    """Write a file beside it and `put` it there, so that nobody ever reads half of it."""
    beside = data_dir / f"secret_key.{secrets.token_hex(4)}"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(descriptor)
        put(beside, _path(data_dir))
    finally:
        beside.unlink(missing_ok=True)
