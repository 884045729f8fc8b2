"""The list beside the executable names what is in it."""

import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name
from PyInstaller.archive.readers import CArchiveReader

HOUSE = Path(__file__).parent.parent.parent
LIST = HOUSE / "dist" / "kundencenter.cdx.json"


@pytest.fixture(scope="module")
def archive():
    return CArchiveReader(str(HOUSE / "dist" / "kundencenter"))


@pytest.fixture(scope="module")
def listed():
    """The listed components by name."""
    return {canonicalize_name(each["name"]): each for each in json.loads(LIST.read_text())["components"]}


def test_it_keeps_the_schema():
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(LIST.read_text()) is None


def test_every_foreign_module_in_the_executable_is_of_a_listed_package(archive, listed):
    modules = {name.partition(".")[0] for name in archive.open_embedded_archive("PYZ.pyz").toc}
    modules |= {name.partition("/")[0] for name in archive.toc if re.search(r"/.+\.so$", name)}
    foreign = {name: packages_distributions().get(name, []) for name in modules - set(sys.stdlib_module_names)}
    owners = {name: {canonicalize_name(each) for each in found} for name, found in foreign.items() if found}
    assert {"flask", "lxml"} <= set(owners)
    assert {name for name, found in owners.items() if not found & set(listed)} == set()


def test_versions_in_the_executable_are_those_of_the_list(archive, listed):
    inside = set(re.findall(r"^([^/\n]+)-([^/\n-]+)\.dist-info/", "\n".join(archive.toc), re.M))
    assert len(inside) > 5
    assert {(name, version) for name, version in inside if listed[canonicalize_name(name)]["version"] != version} == set()


def test_libraries_in_the_executable_and_its_bootloader_stand_there(archive, listed):
    files = {part["name"] for each in listed.values() for part in each.get("components", []) if part["type"] == "file"}
    inside = {name for name, (*_, kind) in archive.toc.items() if kind == "b" and Path(name).name.startswith("lib")}
    assert inside - files == set() and any("libssl" in name for name in inside)
    assert "libreadline.so.8" not in inside
    assert listed["pyinstaller"]["version"]
