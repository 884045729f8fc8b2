"""Foreign packages: what is used and what it brings along is pinned, listed and in the executable."""

import ast
import re
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

from packaging.utils import canonicalize_name

from deploy.packages import graph, pinned

HOUSE = Path(__file__).parent.parent.parent
ROOMS = ("rules", "tables", "forms", "views", "gateways", "migrations")


def imported():
    """The foreign top-level modules that the portal uses, the late ones too."""
    ours = {path.stem for path in HOUSE.glob("*.py")} | {path.name for path in HOUSE.iterdir() if path.is_dir()}
    for path in (*HOUSE.glob("*.py"), *(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            yield from {name.split(".")[0] for name in names} - ours - {"", *sys.stdlib_module_names}


USED = set(imported())


RUN, DEV, ALONG = pinned("requirements.txt"), pinned("requirements-dev.txt"), pinned("constraints.txt")


def names(requirements):
    return {canonicalize_name(each.name) for each in requirements}


def pins(*files):
    return {(canonicalize_name(each.name), str(each.specifier)) for file in files for each in file}


def installed(requirements):
    """What the requirements and all that they bring along would be pinned as."""
    return {(name, f"=={version(name)}") for name in graph(requirements)}


def test_every_package_that_is_used_is_pinned():
    known = packages_distributions()
    assert {module for module in USED if not {canonicalize_name(each) for each in known[module]} & names(RUN)} == set()


def test_all_that_comes_along_is_pinned_as_it_is_installed_and_nothing_else_is():
    assert pins(RUN, DEV, ALONG) == installed(RUN + DEV)


def test_to_run_the_portal_nothing_is_left_to_the_pins_of_the_tests():
    assert installed(RUN) - pins(RUN, ALONG) == set()


def test_wherever_the_packages_are_installed_pip_knows_the_pins_of_what_comes_along():
    calls = re.findall(r"pip install .*-r requirements\S*\.txt.*", (HOUSE / "Makefile").read_text())
    assert len(calls) == 2 and all("-c constraints.txt" in each for each in calls)


def test_every_package_that_is_used_is_listed_with_its_purpose():
    page = (HOUSE / "docs" / "dependencies.md").read_text()
    cells = re.findall(r"^\| ([^|]+) \|", page, re.M)
    assert names(RUN + DEV) - {canonicalize_name(each) for cell in cells for each in cell.split(", ")} == set()


def test_the_executable_leaves_nothing_out_that_is_used():
    left_out = re.search(r"excludes=(\[.*?\])", (HOUSE / "deploy" / "kundencenter.spec").read_text(), re.S)[1]
    assert not set(ast.literal_eval(left_out)) & USED
