"""What comes in files from elsewhere, by its kind."""

from collections.abc import Callable
from pathlib import Path

from rules.products.traffic import files as traffic

KINDS: dict[str, Callable[[Path, Callable[[str], object], bool], bool]] = {"traffic": traffic.take}


def take(kind: str, path: Path, say: Callable[[str], object], dry_run: bool = False) -> bool:
    """Take a file of one of KINDS and say what became of it; True when all of it was taken.

    Raises Refused when it is no such file, and OSError.
    """
    return KINDS[kind](path, say, dry_run)
