"""The gateways on folders of their own."""

import pytest

import gateways
from config import NameServer, Settings

HOSTS = ("ns1.muster-hosting.example.", "ns2.muster-hosting.example.")


@pytest.fixture
def settings(tmp_path):
    """Settings whose outside world is tmp_path."""
    return Settings(
        data_dir=tmp_path,
        files_url=f"file://{tmp_path / 'files'}",
        mail_url=f"file://{tmp_path / 'mails'}",
        nameserver=(NameServer("zones", "zonefile", HOSTS, {"folder": str(tmp_path / "zones")}),),
    )


@pytest.fixture
def start(settings, monkeypatch):
    """Start the gateways; what was started before comes back afterwards."""

    def start(settings=settings, in_transaction=lambda: False):
        gateways.start(settings, in_transaction)

    for name in ("settings", "mail", "files", "scanner", "typst", "dns", "payment"):
        monkeypatch.setattr(gateways, name, getattr(gateways, name, None), raising=False)
    return start
