"""What the virus scanner said of the files that people sent."""

from datetime import timedelta

from peewee import CharField, DateTimeField, fn

import clock
from database import Table
from tables.documents import Document
from tables.recovery import Recovery, RecoveryClaim
from tables.support import Attachment, Message

# The tables whose files people sent, each with the time at which it was.
SENT = {
    Attachment: Message.created_at,
    Document: Document.created_at,
    RecoveryClaim: RecoveryClaim.created_at,
    Recovery: Recovery.created_at,
}


class Scan(Table):
    """A file that somebody sent: without `scanned_at` there is no verdict yet; `finding` is the signature that fits."""

    AGAIN = timedelta(days=14)  # so long what was sent is scanned again, as signatures come later than malware

    file_key = CharField(max_length=64, unique=True)
    sent_at = DateTimeField(default=clock.now)
    scanned_at = DateTimeField(null=True)
    finding = CharField(default="")

    @classmethod
    def owed(cls, since):
        """What has no verdict; and what has none from after `since`, but was sent lately or is withheld."""
        is_due = (cls.sent_at > clock.now() - cls.AGAIN) | (cls.finding != "")
        return cls.select().where(cls.scanned_at.is_null() | (is_due & (cls.scanned_at < since))).order_by(cls.id)

    @classmethod
    def unknown(cls, table):
        """The files of one of the tables of SENT that have no row here: key, sent_at."""
        query = table.select(table.file_key, fn.MAX(SENT[table]).alias("sent_at"))
        if table is Attachment:
            query = query.join(Message)
        known = cls.select(cls.id).where(cls.file_key == table.file_key)
        return query.where(table.file_key != "", ~fn.EXISTS(known)).group_by(table.file_key).tuples()
