"""Addresses of the form file:///folder."""

from pathlib import Path

from config import WrongSetting


def folder_of(setting: str, address: str) -> Path:
    """The folder that `address` names as it stands, without percent decoding. Raises WrongSetting."""
    folder = Path(address.removeprefix("file://"))
    if not address.startswith("file://") or not folder.is_absolute():
        raise WrongSetting(f"{setting}: {address!r} must be a whole path, file:///folder")
    return folder
