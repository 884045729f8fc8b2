"""What can be ordered."""

from models import Plan
from rules import orders


def test_the_catalogue_is_grouped_by_kind_and_category_and_ordered_by_position(house):
    for kind, category, name, position in (
        ("other", "vpn", "Anbindung", 0),
        ("server", "", "FlexServer", 0),
        ("webhosting", "", "zweites", 1),
        ("other", "backup", "Backup", 0),
        ("webhosting", "", "erstes", 0),
    ):
        Plan.create(kind=kind, category=category, name=name, position=position)
    found = [(kind, [plan.name for plan in plans]) for kind, plans in orders.catalogue()]
    assert found == [
        ("webhosting", ["erstes", "zweites"]),
        ("server", ["FlexServer"]),
        ("other", ["Backup", "Anbindung"]),
    ]
