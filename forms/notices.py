"""Mitteilungen: the topics on which somebody wants mail."""

from wtforms import SelectChoice

from forms import Choices, Form
from texts import lazy

TOPICS = [
    SelectChoice("maintenance", lazy("Wartung"), {"hint": lazy("Wann etwas kurz nicht zu erreichen ist.")}),
    SelectChoice("security", lazy("Sicherheit"), {"hint": lazy("Lücken in verbreiteter Software und was zu tun ist.")}),
    SelectChoice("products", lazy("Neues"), {"hint": lazy("Neue Produkte und was sich an Ihren ändert.")}),
    SelectChoice("traffic", lazy("Traffic"), {"hint": lazy("Wenn ein Server 80 % oder 100 % davon verbraucht hat.")}),
    SelectChoice("offers", lazy("Angebote"), {"hint": lazy("Aktionen und Rabatte, höchstens einmal im Monat.")}),
]


class NoticesForm(Form):
    """The topics; that on servers is for those who have one."""

    topics = Choices(lazy("Schreiben Sie mir zu diesen Themen"), choices=TOPICS)

    def __init__(self, has_servers, **given):
        super().__init__(**given)
        self.topics.choices = [each for each in TOPICS if has_servers or each.value != "traffic"]
