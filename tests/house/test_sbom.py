"""The list of what the portal is made of: what `make sbom` writes is CycloneDX 1.6, whole and true."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy import sbom
from deploy.packages import graph, pinned

HOUSE = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    file = tmp_path_factory.mktemp("dist") / "list.json"
    sbom.write(file)
    return file.read_text()


@pytest.fixture
def parts(written):
    """The components by their package URL without the version; what has none, by its name."""
    found = json.loads(written)["components"]
    return {each.get("purl", each["name"]).rpartition("@")[0] or each["name"]: each for each in found}


def test_it_keeps_the_schema(written):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None


def test_it_names_what_runs_with_its_version_and_no_tool_of_the_tests(parts):
    listed = {purl.partition("pypi/")[2]: each["version"] for purl, each in parts.items() if "pypi/" in purl}
    assert listed == {name: version(name) for name in graph(pinned("requirements.txt"))}
    assert listed["blinker"] and not {"pytest", "pyinstaller", "uv"} & set(listed)


def test_it_says_who_needs_whom(written):
    refs = {each["ref"]: set(each.get("dependsOn", [])) for each in json.loads(written)["dependencies"]}
    bare = {ref.rpartition("@")[0]: {each.rpartition("@")[0] for each in needed} for ref, needed in refs.items()}
    assert bare["pkg:pypi/psycopg"] >= {"pkg:pypi/psycopg-binary"}
    reached, waiting = set(), {"kundencenter"}
    while waiting:
        reached |= waiting
        waiting = {each for ref in waiting for each in refs[ref]} - reached
    assert reached == {"kundencenter"} | {each["bom-ref"] for each in json.loads(written)["components"]}


def test_everything_has_a_licence_by_its_spdx_name(parts):
    said = {name: each["licenses"][0] for name, each in parts.items()}
    assert {name for name, each in said.items() if "expression" not in each and "id" not in each["license"]} == set()


def test_files_kept_in_the_house_stand_there_with_their_sha256(parts):
    files = {file["name"]: file for each in parts.values() for file in each.get("components", [])}
    kept = {*(HOUSE / "static" / "vendor").rglob("*.*")} | {HOUSE / "static" / "img" / "icons.svg"}
    expected = {
        str(path.relative_to(HOUSE)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept if path.is_file()
    }
    assert {n: file["hashes"][0]["content"] for n, file in files.items() if n.startswith("static/")} == expected
    assert parts["pkg:npm/htmx.org"]["version"] == "4.0.1"


def test_libraries_in_c_stand_under_what_brings_them_along(parts):
    assert "openssl" in {each["name"] for each in parts["pkg:pypi/cryptography"]["components"]}  # its wheel's own list
    assert "libxml2" in {each["name"] for each in parts["pkg:pypi/lxml"]["components"]}
    carried = [each["name"] for each in parts["pkg:pypi/psycopg-binary"]["components"] if each["type"] == "file"]
    assert any(name.startswith("psycopg_binary.libs/libpq") for name in carried)
