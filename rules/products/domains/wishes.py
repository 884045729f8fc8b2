"""What a customer asks staff to do with a domain: a request as any other, and a mail when it is done."""

import clock
import texts
from database import is_sqlite, write
from models import Account, Contact, Domain, DomainWish
from rules import Refused, audit, mail, support
from texts import lazy
from values import domain_shown

SUBJECTS = {
    "auth code": lazy("Auth-Code für {domain}"),
    "unlock": lazy("Transfersperre von {domain} aufheben"),
}
TEXTS = {
    "auth code": lazy("Bitte besorgen Sie einen Auth-Code für {domain} und tragen Sie ihn bei der Domain ein."),
    "unlock": lazy("Bitte heben Sie die Transfersperre von {domain} auf und bestätigen Sie das bei der Domain."),
}


def ask(domain: Domain, kind: str, author: str) -> DomainWish:
    """Put down one of DomainWish.KINDS as a request; raises Refused when it waits already."""
    name = domain_shown(domain.name)
    with write():
        if not is_sqlite():  # of two clicks at once the second waits, and is refused
            Domain.select(Domain.id).where(Domain.id == domain).for_update().execute()
        if former := DomainWish.open(domain).get(kind):
            raise Refused(
                "Das haben Sie am {day} schon beantragt. Wir kümmern uns darum.", day=texts.date(former.created_at)
            )
        ticket = support.create(
            domain.customer, author, str(SUBJECTS[kind]).format(domain=name), str(TEXTS[kind]).format(domain=name)
        )
        wish = DomainWish.create(domain=domain, kind=kind, ticket=ticket, asked_by=audit.actor().account)
        audit.note(f"{kind} wished", domain, after={"domain": domain.name})
    return wish


def settle(domain: Domain, kind: str, template: str) -> bool:
    """A wish is done: its request is closed, and whoever asked hears of it; False when nobody wished it."""
    wish = DomainWish.open(domain).get(kind)
    if wish is None:
        return False
    with write():
        wish.settled_at, wish.settled_by = clock.now(), audit.actor().account
        wish.save(only=["settled_at", "settled_by"])
        if wish.ticket:
            support.close(wish.ticket)
        account, address = asked_by(wish)
        mail.later(template, address, customer=domain.customer, account=account, domain=domain_shown(domain.name),
                   path=f"/produkte/domains/{domain.name}/umzug")  # fmt: skip
    return True


def asked_by(wish: DomainWish) -> tuple[Account | None, str]:
    """Who asked, as long as they may; otherwise the customer's own address."""
    customer = wish.domain.customer
    if wish.asked_by_id:
        contact = Contact.of_account(wish.asked_by_id).where(Contact.customer == customer).first()
        address = contact and (contact.email or contact.account.email)
        if address and contact.may("domains"):
            return contact.account, address
    holder = Contact.holder_of(customer)
    return holder and holder.account, customer.email


def tell_holder(template: str, domain: Domain, author: str) -> None:
    """Tell the holder of the contract what was asked for a domain, and by whom: it may be the way to take it away."""
    holder = Contact.holder_of(domain.customer)
    mail.later(
        template, domain.customer.email, customer=domain.customer, account=holder and holder.account,
        domain=domain_shown(domain.name), author=author, at=clock.now(),
    )  # fmt: skip
