"""Foreign packages: what is used is pinned, listed and in the executable."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

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


def spelled(name):
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_that_is_used_is_pinned():
    pinned = {spelled(re.split(r"[\[=]", line)[0]) for line in (HOUSE / "requirements.txt").read_text().split()}
    known = packages_distributions()
    assert {module for module in USED if not {spelled(each) for each in known[module]} & pinned} == set()


def test_every_pinned_package_is_listed_with_its_purpose():
    listed = (HOUSE / "docs" / "dependencies.md").read_text().partition("**for the tests**")[0]
    names = {spelled(each) for cell in re.findall(r"^\| ([^|]+) \|", listed, re.M) for each in cell.split(", ")}
    pinned = {spelled(re.split(r"[\[=]", line)[0]) for line in (HOUSE / "requirements.txt").read_text().split()}
    assert pinned - names == set()


def test_the_executable_leaves_nothing_out_that_is_used():
    left_out = re.search(r"excludes=(\[.*?\])", (HOUSE / "deploy" / "kundencenter.spec").read_text(), re.S)[1]
    assert not set(ast.literal_eval(left_out)) & USED
