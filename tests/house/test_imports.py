"""Imports point one way: which room may use which."""

import ast
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent.parent
ROOMS = {  # room: what of ours it may import besides itself (DESIGN: the house)
    "config": set(),
    "clock": set(),
    "values": {"clock", "config", "texts"},
    "texts": {"clock", "config"},
    "database": {"clock", "config"},
    "tables": {"database", "values", "clock"},
    "models": {"tables", "database", "values", "clock"},
    "gateways": {"values", "texts", "clock", "config"},
    "rules": {"models", "tables", "database", "gateways", "values", "texts", "clock"},
    "forms": {"values", "texts"},
    "views": {"forms", "rules", "models", "values", "texts", "clock", "config", "database"},
    "commands": {"rules", "models", "database", "config", "texts", "clock", "gateways", "work"},
    "work": {"rules", "models", "database", "config", "texts", "clock"},
    "server": set(),
    "logs": set(),
}
NEVER = {  # room: foreign packages that have no business there
    "config": {"flask"}, "clock": {"flask"}, "values": {"flask"}, "texts": {"flask"}, "database": {"flask"},
    "tables": {"flask", "flask_login"}, "models": {"flask", "flask_login"},
    "gateways": {"flask", "peewee"},
    "rules": {"flask", "flask_login", "flask_wtf", "wtforms"},
    "forms": {"peewee"},
    "views": {"peewee"},
    "commands": {"flask"}, "work": {"flask"}, "server": {"flask"}, "logs": {"flask"},
}  # fmt: skip
# What every section may use of the frame; views.products loads a domain for all of its tabs.
FRAME = {"views", "views.pages", "views.menu", "views.downloads", "views.rendering", "views.products", "views.entering",
         "views.headers"}  # fmt: skip
WRITES = {"save", "create", "execute", "delete_instance", "insert", "insert_many", "bulk_create"}


def modules():
    for room in ROOMS:
        folder = HOUSE / room
        yield from ((room, path) for path in sorted(folder.rglob("*.py")) or [HOUSE / f"{room}.py"])


def imported(path):
    """The dotted names that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


ALL = [pytest.param(room, path, id=str(path.relative_to(HOUSE))) for room, path in modules()]


@pytest.mark.parametrize(("room", "path"), ALL)
def test_a_room_uses_only_the_rooms_below_it(room, path):
    ours = {name.split(".")[0] for name in imported(path)} & {*ROOMS, "app"}
    assert ours <= ROOMS[room] | {room}


@pytest.mark.parametrize(("room", "path"), ALL)
def test_a_room_keeps_foreign_packages_out_that_are_not_its_business(room, path):
    assert not {name.split(".")[0] for name in imported(path)} & NEVER[room]


def module_of(name):
    """The module of ours that an imported name lives in, or None."""
    while name and not ((HOUSE / name.replace(".", "/")).with_suffix(".py").exists() or _is_package(name)):
        name = name.rpartition(".")[0]
    return name or None


def _is_package(name):
    return (HOUSE / name.replace(".", "/") / "__init__.py").exists()


def test_no_view_uses_another_section_s_view():
    for room, path in modules():
        section = path.relative_to(HOUSE).with_suffix("").parts[:2]
        if room == "views" and section != ("views", "sections"):
            used = {module_of(name) for name in imported(path) if name.split(".")[0] == "views"}
            own = {name for name in used if tuple(name.split(".")[:2]) == section}
            assert used - own <= FRAME, path


def test_no_view_writes_to_a_table():
    for room, path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if room == "views" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = getattr(node.func.value, "id", "")
                assert not (owner[:1].isupper() and node.func.attr in WRITES), f"{path}:{node.lineno}"


def test_there_is_no_drawer():
    names = {path.stem for path in HOUSE.rglob("*.py") if ".venv" not in path.parts}
    assert not names & {"utils", "util", "helpers", "helper", "misc", "common"}


def test_a_file_stays_small_enough_to_be_read():
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    for name in tracked.split():
        if not name.startswith(("tests/", "migrations/")):
            assert (HOUSE / name).read_text().count("\n") <= 300, name
