"""docs/security.md says what the code does."""

import re
from pathlib import Path

import pytest

import app as portal
import values
from gateways import mail
from gateways.scanner import Scanner
from models import Contact, EmailChange, PhoneCheck, Scan, Session
from rules import file_kinds, scans, support, uploads, work
from rules.access import brakes, links, passkeys, passwords, seal, strength
from rules.access.recovery import bills, documents
from rules.doctor import scanner
from rules.profile import contacts, networks
from rules.staff import invitations, letters

PAGE = (Path(__file__).parent.parent.parent / "docs" / "security.md").read_text()
TEXT = " ".join(PAGE.split())


def rows(heading):
    """The cells of the table that begins with this column."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def minutes(span):
    return f"{span.total_seconds() / 60:.0f} min"


def test_the_brakes_are_those_of_the_code():
    said = {name: tuple(numbers) for name, _, *numbers in rows("brake")}
    assert said == {
        name: (str(limit.free), minutes(limit.span), f"{limit.first.total_seconds():.0f} s", minutes(limit.longest))
        for name, limit in brakes.LIMITS.items()
    }


def test_the_rights_are_those_of_the_code():
    assert [name for name, _ in rows("right")] == list(Contact.RIGHTS)


@pytest.mark.parametrize(
    "sentence",
    [
        f"Passwords** have {passwords.SHORTEST} to {passwords.LONGEST} characters",
        f"argon2id, {passwords._hasher.memory_cost // 1024} MiB, {passwords._hasher.time_cost} passes",
        f"after {Session.IDLE.total_seconds() / 3600:.0f} hours without a click and after {Session.LONGEST.days} days",
        f"asked for again {Session.PROVED_FOR.total_seconds() / 60:.0f} minutes after the last proof",
        f"Callers: {PhoneCheck.MOST_FAILURES} failures lock a customer's checks for {PhoneCheck.LOCK.seconds // 60} ",
        f"links end after {links.MINUTES} minutes (invitations: {contacts.INVITATION_DAYS} days)",
        f"{links.MOST_AN_HOUR} links for a password an hour",
        f"stop or undo it for {EmailChange.STOP_DAYS} days",
        f"{contacts.MOST_CONTACTS} contacts a customer, {passkeys.MOST} passkeys an account",
        f"{networks.MOST_NETWORKS} allowed networks",
        f"{uploads.LARGEST // 1_000_000} MB each, {support.MOST_FILES} at once",
        f"{portal.LARGEST_BODY // 2**20} MB a request",
        f"{file_kinds.MOST_PIXELS // 1_000_000} megapixels at most",
        f"more than {file_kinds.MOST_PARTS} parts",
        f"deleted {documents.KEPT_DAYS} days after the decision",
        f"Letters with links are deleted after {letters.KEPT_DAYS} days",
        f"{invitations.MOST_LETTERS} letters at once",
        f"answer within {Scanner.ALIVE} seconds, or has not finished a file after {Scanner.SCAN} seconds",
        f"sent in the last {Scan.AGAIN.days} days is scanned again",
        f"signatures older than {scanner.OLDEST.days} days",
        f"a backlog {scans.A_SECOND} a second",
        f"tried again {work.MOST_TRIES} times at most",
        f"each try waits {mail.TIMEOUT} seconds",
        f"{values.FIRST_DAY.year} to {values.LAST_DAY.year}",
    ],
)
def test_numbers_are_those_of_the_code(sentence):
    assert sentence in TEXT


def test_words_for_what_numbers_decide():
    assert (bills.MONTHS, bills.MOST_MONTHS) == (3, 24) and "older than three months, not older than two years" in TEXT
    assert passwords._places._initial_value == 6 and "six places" in TEXT
    assert strength.WEAKEST_TAKEN == 2 and "a million tries" in TEXT  # zxcvbn: 2 is 10⁶ and more
    assert "AES-128-CBC with HMAC-SHA256" in seal.seal.__doc__ and "AES-128-CBC with HMAC-SHA-256" in TEXT


def test_every_link_leads_to_a_page():
    for target in re.findall(r"\]\(([\w./-]+)\)", PAGE):
        assert (Path(__file__).parent.parent.parent / "docs" / target).exists(), target
