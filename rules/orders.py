"""What can be ordered."""

from models import Plan


def catalogue() -> list[tuple[str, list[Plan]]]:
    """The offered plans with the price of today, by kind, those of a category together; no kind without plans."""
    categories = ("", *Plan.CATEGORIES)
    plans = sorted(Plan.offered(), key=lambda plan: categories.index(plan.category))
    groups = [(kind, [plan for plan in plans if plan.kind == kind]) for kind in Plan.KINDS]
    return [(kind, found) for kind, found in groups if found]
