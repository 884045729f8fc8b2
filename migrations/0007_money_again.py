"""Reminders in English; which entry of a bank statement paid or returned a direct debit; how far a Probelauf is.

The levels that the house began with get their English texts.
"""

from peewee import *

LEVELS = (  # level, title and beginning of the German text that it began with, title and text in English
    (
        *(1, "Zahlungserinnerung", "sicher haben Sie es nur übersehen", "Payment reminder"),
        "You have probably just overlooked it: we have not received a payment yet for the amounts below. Please "
        "transfer {Betrag} by {Tag}.\n\n"
        "Have you paid in the last few days? Then please ignore this letter. If anything is unclear, please call us.",
    ),
    (
        *(2, "Mahnung", "auf unsere Zahlungserinnerung hin", "Second reminder"),
        "We have received no payment after our payment reminder. You are in default with the amounts below. Please "
        "transfer {Betrag} by {Tag}.\n\n"
        "Can you not pay everything at once at the moment? Please call us, and we will find a way.",
    ),
    (
        *(3, "Letzte Mahnung", "trotz unserer Mahnung", "Final reminder"),
        "In spite of our reminder the amounts below are still outstanding. Please transfer {Betrag} by {Tag}.\n\n"
        "If the money is not here by then, we suspend the contracts concerned: websites and e-mail addresses can then "
        "no longer be reached. After that we hand the debt over to a collection agency; that costs you more than this "
        "reminder.",
    ),
)


class ReminderLevel(Model):
    level = IntegerField()
    title = CharField()
    text = TextField()
    english_title = CharField()
    english_text = TextField()

    class Meta:
        table_name = "reminderlevel"


class StatementEntry(Model):
    class Meta:
        table_name = "statemententry"


def up(migrator, db):
    for name in ("count", "done"):
        migrator.migrate(migrator.add_column("billingrun", name, IntegerField(default=0)))
    for name in ("paid_by_id", "returned_by_id"):
        entry = ForeignKeyField(StatementEntry, field=StatementEntry.id, null=True)
        migrator.migrate(migrator.add_column("collection", name, entry))
    migrator.migrate(
        migrator.add_column("reminderlevel", "english_title", CharField(default="")),
        migrator.add_column("reminderlevel", "english_text", TextField(default="")),
    )
    with ReminderLevel.bind_ctx(db):
        for level, title, beginning, english_title, english_text in LEVELS:
            ReminderLevel.update(english_title=english_title, english_text=english_text).where(
                ReminderLevel.level == level, ReminderLevel.title == title, ReminderLevel.text.startswith(beginning)
            ).execute()


def down(migrator, db):
    migrator.migrate(
        migrator.drop_column("reminderlevel", "english_title"),
        migrator.drop_column("reminderlevel", "english_text"),
        migrator.drop_column("collection", "paid_by_id"),
        migrator.drop_column("collection", "returned_by_id"),
        migrator.drop_column("billingrun", "count"),
        migrator.drop_column("billingrun", "done"),
    )
