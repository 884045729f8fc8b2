"""What `doctor` says of the virus scanner."""

from dataclasses import replace

import pytest

import clock
import database
import gateways
from gateways import Unreachable
from gateways.scanner import Scanner, Version
from rules import doctor
from tests.nameservers import free_port
from tests.rules.test_scans import CLEAN, scan_now, send


def said_of(house, **settings):
    gateways.start(replace(house, **settings), database.in_write)
    return list(doctor.lines())


@pytest.mark.parametrize(
    ("address", "warned"),
    [("http://127.0.0.1:8000", False), ("http://localhost:8000", False), ("https://kunden.hoster.example", True)],
)
def test_a_portal_that_others_reach_and_that_scans_nothing_is_a_warning(house, address, warned):
    said = [line for line in said_of(house, public_url=address) if "CLAMAV_URL fehlt" in line]
    assert len(said) == warned and all(line.startswith(doctor.WARNING) for line in said)


def test_a_scanner_that_is_away_is_a_warning(house):
    said = said_of(house, clamav_url=f"tcp://127.0.0.1:{free_port()}", public_url="https://kunden.hoster.example")
    assert said == ["Warnung: Der Virenscanner antwortet gerade nicht."]


def test_a_scanner_whose_signatures_have_no_date_is_a_warning(house, clamav):
    (said,) = said_of(house, clamav_url=clamav.url)
    assert said.startswith("Warnung: Der Virenscanner sagt nicht, von wann seine Signaturen sind.")


@pytest.mark.parametrize(("days", "warned"), [(0, False), (6, False), (8, True), (400, True)])
def test_signatures_older_than_a_week_are_a_warning(house, monkeypatch, days, warned):
    monkeypatch.setattr(Scanner, "version", lambda _self: Version("ClamAV 1.4.3", clock.ago(days=days)))
    said = said_of(house, clamav_url="unix:///run/clamav/clamd.ctl")
    assert len(said) == warned and all("freshclam" in line and line.startswith("Warnung:") for line in said)


def test_a_sound_house_with_scanned_files_has_no_fault(scanning, monkeypatch):
    send(CLEAN)
    scan_now()
    monkeypatch.setattr(Scanner, "version", lambda _self: Version("ClamAV 1.4.3", clock.now()))
    assert list(doctor.lines()) == []


def test_doctor_asks_nothing_of_a_scanner_that_is_not_set_up(house, monkeypatch):
    def never(_self):
        raise Unreachable("asked")

    monkeypatch.setattr(Scanner, "version", never)
    assert list(doctor.lines()) == []
