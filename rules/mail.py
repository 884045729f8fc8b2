"""Mails that leave us: rendered in the recipient's language when they arise, sent by the work."""

from collections.abc import Sequence
from email.utils import make_msgid
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import clock
import gateways
import texts
from database import write
from gateways.mail import Attachment, Mail
from models import Account, Customer, Outbox, OutboxFile
from rules import work

# Mails with a secret in them that is no link for a password.
SECRET = {"phone_pin", "recovery_asked", "email_confirm", "email_asked", "email_changed"}
EMAILS = Path(__file__).parent.parent / "templates" / "emails"

_templates = Environment(
    loader=FileSystemLoader(EMAILS), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_templates.globals.update(t=texts.t, moment=texts.moment, date=texts.date, money=texts.money)


class File(NamedTuple):
    """A stored file that goes with a mail: its name there, the key under which it is kept, its media type."""

    name: str
    key: str
    kind: str = "application/pdf"


def later(
    template: str,
    to: str,
    customer: Customer | None = None,
    account: Account | None = None,
    language: str = "",
    files: Sequence[File] = (),
    **values: Any,
) -> Outbox:
    """Put a mail into the outbox, in the transaction of what it tells about.

    `template` names a file of templates/emails; its first line is the subject. It speaks `language`, else the
    account's, else German.
    """
    with texts.speak(language or (account.language if account else "de")):
        hoster = gateways.settings.hoster
        rendered = _templates.get_template(f"{template}.txt").render(
            customer=customer, account=account, hoster=hoster, public_url=gateways.settings.public_url, **values
        )
    subject, _, text = rendered.partition("\n")
    with write():
        outbox = Outbox.create(
            recipient=to,
            subject=subject.strip(),
            text=text.strip() + "\n",
            message_id=make_msgid(domain=gateways.settings.host),
            customer=customer,
            is_secret=template in SECRET or "/passwort-neu/" in text,
        )
        for file in files:
            OutboxFile.create(outbox=outbox, name=file.name, kind=file.kind, file_key=file.key)
        work.later("mail", outbox.id)
    return outbox


def deliver(key: str) -> None:
    """Send the mail with this id of the outbox, again under the same Message-ID when in doubt."""
    outbox = Outbox.get_by_id(int(key))
    if outbox.sent_at is None:
        gateways.mail.send(
            Mail(
                to=outbox.recipient,
                subject=outbox.subject,
                text=outbox.text,
                message_id=outbox.message_id,
                date=outbox.created_at,
                attachments=tuple(_attachment(file) for file in outbox.files),
            )
        )
        with write():
            text = "" if outbox.is_secret else outbox.text
            Outbox.update(sent_at=clock.now(), text=text).where(Outbox.id == outbox).execute()


def _attachment(file: OutboxFile) -> Attachment:
    with gateways.files.open(file.file_key) as stored:
        return Attachment(file.name, stored.read(), file.kind)
