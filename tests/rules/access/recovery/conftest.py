"""What the tests of this folder share."""

from dataclasses import replace

import pytest

import gateways


@pytest.fixture
def by_letter(house, monkeypatch):
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, recovery_by_letter=True))
