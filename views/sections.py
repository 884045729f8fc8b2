"""All sections of the portal."""

from views import (
    access,
    account_files,
    accounting,
    assets,
    documents,
    email_changes,
    health,
    notices,
    orders,
    recovery,
    second_step,
    start,
    support,
    traffic_api,
)
from views.dns import changes as dns_changes
from views.dns import dnssec
from views.dns import files as dns_files
from views.dns import history as dns_history
from views.dns import presets as dns_presets
from views.dns import records as dns
from views.payments import own as payments
from views.payments import public as pay_links
from views.payments import reminders, webhooks
from views.products import addresses, contracts, domains, holders, others, servers, traffic, transfers, webhosting
from views.profile import (
    address,
    contacts,
    history,
    mandate,
    networks,
    passwords,
    payment_details,
    phone,
    privacy,
    security,
)
from views.staff import bp as staff

BLUEPRINTS = (
    access.bp, account_files.bp, accounting.bp, address.bp, addresses.bp, assets.bp, contacts.bp, contracts.bp,
    dns.bp, dns_changes.bp, dns_files.bp, dns_history.bp, dns_presets.bp, dnssec.bp, documents.bp, domains.bp,
    email_changes.bp, health.bp, history.bp, holders.bp, mandate.bp, networks.bp, notices.bp, orders.bp,
    others.bp, passwords.bp, pay_links.bp, payment_details.bp, payments.bp, phone.bp, privacy.bp, recovery.bp,
    reminders.bp, second_step.bp, security.bp, servers.bp, staff, start.bp, support.bp, traffic.bp,
    traffic_api.bp, transfers.bp, webhooks.bp, webhosting.bp,
)  # fmt: skip
