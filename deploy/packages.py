"""Which packages ours bring along, as they are installed."""

from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).parent.parent


def pinned(file):
    """The requirements of a file in pip's format that count on this Python."""
    lines = [line.partition("#")[0].strip() for line in (HOUSE / file).read_text().splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return [each for each in found if each.marker is None or each.marker.evaluate()]


def graph(requirements):
    """Each package that the requirements need, and what it needs itself: {"flask": {"click", …}, "click": set()}."""
    found, waiting, seen = {}, list(requirements), set()
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        if (name, *sorted(each.extras)) not in seen:
            seen.add((name, *sorted(each.extras)))
            needed = list(_needed(each))
            found.setdefault(name, set()).update(canonicalize_name(other.name) for other in needed)
            waiting += needed
    return found


def _needed(requirement):
    for each in map(Requirement, requires(requirement.name) or ()):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *requirement.extras)):
            yield each
