"""All sections of the portal."""

from views import (
    access,
    accounting,
    assets,
    dns,
    documents,
    email_changes,
    health,
    notices,
    orders,
    payments,
    recovery,
    second_step,
    start,
    support,
)
from views.products import contracts, domains, others, servers, webhosting
from views.profile import address, contacts, history, networks, passwords, payment_details, phone, privacy, security
from views.staff import bp as staff

BLUEPRINTS = (
    access.bp, accounting.bp, address.bp, assets.bp, contacts.bp, contracts.bp, dns.bp, documents.bp, domains.bp,
    email_changes.bp, health.bp, history.bp, networks.bp, notices.bp, orders.bp, others.bp, passwords.bp,
    payment_details.bp, payments.bp, phone.bp, privacy.bp, recovery.bp, second_step.bp, security.bp, servers.bp, staff,
    start.bp, support.bp, webhosting.bp,
)  # fmt: skip
