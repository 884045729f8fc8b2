"""All sections of the portal."""

from views import access, accounting, assets, dns, documents, health, notices, orders, payments, start, support
from views.products import contracts, domains, others, servers, webhosting
from views.profile import address, contacts, networks, passwords, payment_details, privacy
from views.staff import bp as staff

BLUEPRINTS = (
    access.bp, accounting.bp, address.bp, assets.bp, contacts.bp, contracts.bp, dns.bp, documents.bp, domains.bp,
    health.bp, networks.bp, notices.bp, orders.bp, others.bp, passwords.bp, payment_details.bp, payments.bp, privacy.bp,
    servers.bp, staff, start.bp, support.bp, webhosting.bp,
)  # fmt: skip
