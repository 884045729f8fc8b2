"""docs/asvs.md: every requirement stands there once, and what it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent.parent
PAGE = (HOUSE / "docs" / "asvs.md").read_text()
CHAPTERS = {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16}
LEVELS = {"1": 61, "2": 149}  # how many of each ASVS 5.0.0 has in these chapters
REFERENCE = re.compile(r"[\w./]+\.(py|md|txt|js|html|spec)\b")
BEGINNINGS = ("does not apply:", "hoster:", "open:")


def parts():
    """Each chapter's number, its list of ids and its rows."""
    for chapter in re.split(r"^## V", PAGE, flags=re.M)[1:]:
        number = int(re.match(r"\d+", chapter)[0])
        listed = re.search(r"^Requirements: (.+?)\n\n", chapter, re.M | re.S)[1]
        lines = re.findall(r"^\| *\d.+$", chapter, re.M)
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        yield number, list(expanded(listed)), rows


def expanded(listed):
    """The ids of "1.1.1–1.1.2, 1.3.4"."""
    for each in re.split(r",\s+", listed.strip()):
        first, _, last = each.partition("–")
        section, _, begin = first.rpartition(".")
        end = (last or first).rpartition(".")[2]
        yield from (f"{section}.{n}" for n in range(int(begin), int(end) + 1))


ROWS = [row for _, _, rows in parts() for row in rows]


def test_all_chapters_stand_there():
    assert {number for number, _, _ in parts()} == CHAPTERS


@pytest.mark.parametrize(("number", "listed", "rows"), list(parts()))
def test_every_requirement_has_exactly_one_row(number, listed, rows):
    assert [row[0] for row in rows] == listed
    assert all(each.startswith(f"{number}.") for each in listed) and len(set(listed)) == len(listed)


def test_there_are_as_many_as_the_standard_has():
    assert {level: sum(row[1] == level for row in ROWS) for level in LEVELS} == LEVELS
    assert len(ROWS) == sum(LEVELS.values())


@cache
def names(path):
    """What a Python file defines: functions, classes, their methods, constants."""
    found = set()
    for node in ast.parse((HOUSE / path).read_text()).body:
        for each in defined(node):
            found.add(each)
            if isinstance(node, ast.ClassDef):
                found |= {f"{each}.{inner}" for child in node.body for inner in defined(child)}
    return found


def defined(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]


def missing(reference):
    """What of "path", "path:name" or "tests/path::test" does not exist; empty when all does."""
    path, _, name = reference.replace("::", ":").partition(":")
    if not (HOUSE / path).exists():
        return path
    return reference if name and name not in names(path) else ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_what_exists(row):
    _, level, subject, met = row
    assert level in LEVELS and 2 <= len(subject.split()) <= 6
    references = [each for each in re.findall(r"`([^`]+)`", met) if REFERENCE.match(each)]
    assert references or met.startswith(BEGINNINGS)
    assert [found for each in references if (found := missing(each))] == []
