"""Mail that goes out: to an SMTP server, or as .eml files into a folder."""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import clock
from config import LOOPBACK, Settings, WrongSetting
from gateways import atomic
from gateways.errors import Rejected, Unreachable
from gateways.folder import folder_of
from texts import t

TIMEOUT = 20
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)
# Narrower than RFC 5322 allows, so that it serves as a file name too.
MESSAGE_ID = re.compile(r"<([A-Za-z0-9][A-Za-z0-9._+=-]{0,119}@[A-Za-z0-9.:-]{1,119})>", re.ASCII)


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; `kind` is its media type."""

    name: str
    content: bytes
    kind: str = "application/octet-stream"


@dataclass(frozen=True)
class Mail:
    """One mail to one person.

    `to`, `reply_to` and `sender` are bare ASCII addresses (without `sender` it comes from the hoster), `message_id`
    is "<…@…>" and the same at every try, `date` naive UTC.
    """

    to: str
    subject: str
    text: str
    message_id: str
    reply_to: str = ""
    sender: str | None = None
    date: datetime | None = None
    attachments: tuple[Attachment, ...] = ()


class Mails(Protocol):
    """Where mails go."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over. Raises Rejected (this mail will never go), Unreachable (later perhaps)."""

    def check(self) -> None:
        """Whether mails would be taken. Raises Unreachable."""


class Composer:
    """Makes messages that come from the hoster."""

    def __init__(self, name: str, address: str) -> None:
        self._name = name
        self._address = address

    def message(self, mail: Mail) -> EmailMessage:
        """The message as RFC 5322 wants it. Raises Rejected when a part cannot stand in a header."""
        message = EmailMessage(policy=policy.SMTP)
        try:
            message["From"] = _address(mail.sender or self._address, self._name)
            message["To"] = _address(mail.to)
            if mail.reply_to:
                message["Reply-To"] = _address(mail.reply_to)
            message["Subject"] = mail.subject
            message["Date"] = (mail.date or clock.now()).replace(tzinfo=UTC)
            message["Message-ID"] = f"<{message_name(mail)}>"
            message.set_content(mail.text, cte="quoted-printable")
            for attachment in mail.attachments:
                _attach(message, attachment)
        except ValueError as error:
            raise Rejected(t("Diese E-Mail kann nicht verschickt werden: {reason}", reason=str(error))) from error
        return message


class MailServer:
    """An SMTP server; encrypted unless it is this machine."""

    def __init__(self, url: SplitResult, port: int, composer: Composer) -> None:
        self._host = url.hostname or ""
        self._port = port
        self._encrypted = url.scheme == "smtps"
        self._user = unquote(url.username or "")
        self._password = unquote(url.password or "")
        self._composer = composer

    def send(self, mail: Mail) -> None:
        """Hand the mail to the server. Raises Unreachable (4xx, no connection), Rejected (5xx)."""
        message = self._composer.message(mail)
        with self._talking() as server:
            _hand_over(server, message)

    def check(self) -> None:
        """Whether the server answers and knows us. Raises Unreachable."""
        with self._talking():
            pass

    @contextmanager
    def _talking(self) -> Iterator[smtplib.SMTP]:
        """A server that has let us in. Raises Unreachable."""
        try:
            with closing(self._connected()) as server:
                self._protect(server)
                if self._user:
                    server.login(self._user, self._password)
                yield server
                with suppress(OSError):  # taken is taken, whatever it says to our farewell
                    server.quit()
        except OSError as error:
            # A refused login too is a matter of the settings, not of this mail: it stays in the outbox.
            raise Unreachable(t("Der Mailserver ist nicht erreichbar: {reason}", reason=str(error))) from error

    def _connected(self) -> smtplib.SMTP:
        if self._encrypted:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=self._context())
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)

    def _protect(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if self._encrypted:
            return
        if server.has_extn("starttls"):
            server.starttls(context=self._context())
        elif self._host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("STARTTLS is missing")

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._host in LOOPBACK:
            # No certificate is issued for localhost, and nobody stands in between.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class MailFolder:
    """A folder; a mail is a file named by its Message-ID, so the same mail again is the same file."""

    def __init__(self, folder: Path, composer: Composer) -> None:
        self._folder = folder
        self._composer = composer

    def send(self, mail: Mail) -> None:
        content = self._composer.message(mail).as_bytes()
        try:
            atomic.write(self._folder / f"{message_name(mail)}.eml", content)
        except OSError as error:
            raise Unreachable(t("Der Ordner für E-Mails ist nicht beschreibbar.")) from error

    def check(self) -> None:
        """Whether the folder takes files, or can be made. Raises Unreachable."""
        there = next(folder for folder in (self._folder, *self._folder.parents) if folder.exists())
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            raise Unreachable(t("Der Ordner für E-Mails ist nicht beschreibbar."))


def message_name(mail: Mail) -> str:
    """The Message-ID without its brackets. Raises ValueError."""
    match = MESSAGE_ID.fullmatch(mail.message_id)
    if not match:
        raise ValueError(f"Message-ID {mail.message_id!r}")
    return match[1]


def from_settings(settings: Settings) -> Mails:
    """The way out that MAIL_URL names. Raises WrongSetting."""
    try:
        _address(settings.hoster.email, settings.hoster.name)
    except ValueError as error:
        raise WrongSetting(f"hoster.email: {settings.hoster.email!r} is no e-mail address") from error
    composer = Composer(settings.hoster.name, settings.hoster.email)
    if settings.mail_url.startswith("file:"):
        return MailFolder(folder_of("mail_url", settings.mail_url), composer)
    try:
        url = urlsplit(settings.mail_url)
        port = url.port or (465 if url.scheme == "smtps" else 587)
    except ValueError as error:
        raise WrongSetting(f"mail_url: {error}") from error
    if not url.hostname:
        raise WrongSetting("mail_url: the host is missing, smtp://user:password@host:587")
    return MailServer(url, port, composer)


def _address(address: str, name: str = "") -> Address:
    if not ADDRESS.fullmatch(address):
        raise ValueError(address)
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subkind = attachment.kind.partition("/")
    message.add_attachment(attachment.content, maintype=kind, subtype=subkind, filename=attachment.name)


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        [(code, reason)] = error.recipients.values()
        raise _refusal(code, reason) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error


def _refusal(code: int, reason: bytes | str) -> Exception:
    """RFC 5321, 4.2.1: 5xx stays so, 4xx may be gone next time."""
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    kind = Rejected if code >= 500 else Unreachable
    return kind(t("Der Mailserver nimmt die E-Mail nicht an: {reason}", reason=f"{code} {words}"))
