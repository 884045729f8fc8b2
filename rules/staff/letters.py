"""Letters with the link for a first password: one PDF for all of a run, kept for a while."""

import secrets
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO

import clock
import gateways
from database import write
from gateways import Rejected
from models import Customer, Invitation, InvitationRun
from rules import audit, work
from rules.access import links
from rules.files import opened
from rules.profile.customers import postal_lines
from rules.staff import customers

KEPT_DAYS = 30
# Small letters and digits that nobody takes for one another when they type them from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 7, 4  # 28 of 31 letters: 138 random bits


def write_all(key: str) -> None:
    """Set the letters of the run with this id. A repetition makes new links, and with them the older ones end."""
    run = InvitationRun.get_by_id(int(key))
    if run.done_at:
        return
    with audit.acting(run.staff_account):
        invited = _with_links(run)
        try:
            file_key = gateways.files.put(_pdf(invited)) if invited else ""
        except Rejected:
            _fail(invited)
            file_key = ""
        with write():
            audit.change("letters made", run, file_key=file_key, done_at=clock.now())
            if file_key:
                work.later("letters deletion", run.id, clock.now() + timedelta(days=KEPT_DAYS))


def delete(key: str) -> None:
    """Delete the letters of the run with this id: their links have ended."""
    run = InvitationRun.get_by_id(int(key))
    if run.file_key:
        gateways.files.delete(run.file_key)
        with write():
            audit.change("letters deleted", run, file_key="")


def content(run: InvitationRun) -> BinaryIO:
    """The letters as PDF, to be closed by the caller; it is noted who took them. Raises NotFound and Refused."""
    file = opened(run.file_key)
    with write():
        audit.note("letters taken", run)
    return file


def _with_links(run: InvitationRun) -> list[tuple[Invitation, str]]:
    """The run's customers that have no password yet, each with the token of a new link."""
    invited = []
    with write():
        for invitation in Invitation.of(run).where(Invitation.error == ""):
            account = customers.account_of(invitation.customer)
            if account.password_hash:
                Invitation.update(error="has_access").where(Invitation.id == invitation).execute()
                continue
            with audit.acting(run.staff_account, invitation.customer):
                invited.append((invitation, links.create(account, customers.LINK_DAYS * 24 * 60, _token())))
    return invited


def _token() -> str:
    """A token that is typed from paper."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _fail(invited: list[tuple[Invitation, str]]) -> None:
    with write():
        Invitation.update(error="no_letter").where(Invitation.id.in_([each.id for each, _ in invited])).execute()


def _pdf(invited: list[tuple[Invitation, str]]) -> bytes:
    today = clock.today()
    return gateways.typst.pdf(
        "invitations",
        {
            "date": today,
            "until": today + timedelta(days=customers.LINK_DAYS),
            "letters": [_letter(invitation.customer, token) for invitation, token in invited],
        },
    )


def _letter(customer: Customer, token: str) -> dict[str, Any]:
    """What templates/documents/invitations.typ asks for; German for everybody, as the template is."""
    link = f"{gateways.settings.public_url}/passwort-neu/{token}"
    return {
        "recipient": postal_lines(customer),
        "name": f"{customer.first_name} {customer.last_name}".strip() or customer.name,
        "customer_number": str(customer.number),
        "link": link,
        "code": _code(link),
    }


def _code(link: str) -> str:
    """The link as a QR code, an SVG in black on white."""
    import segno

    svg = BytesIO()
    segno.make(link, error="m", micro=False).save(svg, kind="svg", border=2, dark="#000", light="#fff")
    return svg.getvalue().decode()
