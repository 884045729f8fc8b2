"""Three levels of reminders, so that every house has some from the start.

A friendly one costs nothing: only a reminder puts the customer in default (§ 286 Abs. 1 BGB), and the first one is not
its consequence. Later ones cost 1,20 € by post: courts let a creditor have print and postage, never staff or machines
(BGH VIII ZR 95/18 of 26 June 2019; OLG München 29 U 634/11: at most 1,20 €).
"""

from datetime import date

from peewee import *

SINCE = date(2020, 1, 1)
LEVELS = (
    (
        *(1, 7, 0, "Zahlungserinnerung"),
        "sicher haben Sie es nur übersehen: Für die unten stehenden Beträge ist bei uns noch keine Zahlung angekommen. "
        "Bitte überweisen Sie {Betrag} bis zum {Tag}.\n\n"
        "Haben Sie in den letzten Tagen schon bezahlt? Dann ist dieses Schreiben für Sie erledigt. Ist etwas unklar, "
        "rufen Sie uns bitte an.",
    ),
    (
        *(2, 14, 120, "Mahnung"),
        "auf unsere Zahlungserinnerung hin ist keine Zahlung angekommen. Sie sind mit den unten stehenden Beträgen in "
        "Verzug. Bitte überweisen Sie {Betrag} bis zum {Tag}.\n\n"
        "Können Sie gerade nicht alles auf einmal bezahlen? Rufen Sie uns bitte an, dann finden wir einen Weg.",
    ),
    (
        *(3, 14, 120, "Letzte Mahnung"),
        "trotz unserer Mahnung stehen die unten genannten Beträge noch immer aus. Bitte überweisen Sie {Betrag} "
        "bis zum {Tag}.\n\n"
        "Ist das Geld bis dahin nicht da, sperren wir die Verträge, um die es geht: Websites und E-Mail-Adressen sind "
        "dann nicht mehr erreichbar. Danach übergeben wir die Forderung einem Inkassounternehmen; das kostet Sie mehr "
        "als diese Mahnung.",
    ),
)


class ReminderLevel(Model):
    level = IntegerField()
    valid_from = DateField()
    days = IntegerField()
    fee_cents = IntegerField()
    title = CharField()
    text = TextField()
    is_used = BooleanField()

    class Meta:
        table_name = "reminderlevel"


def up(migrator, db):
    with ReminderLevel.bind_ctx(db):
        for level, days, fee_cents, title, text in LEVELS:
            ReminderLevel.create(
                level=level, valid_from=SINCE, days=days, fee_cents=fee_cents, title=title, text=text, is_used=True
            )


def down(migrator, db):
    with ReminderLevel.bind_ctx(db):
        ReminderLevel.delete().execute()
