"""Verwaltung: the pages of the hoster's people; nobody else comes in."""

from flask import Blueprint, abort, request

from views import current

bp = Blueprint("staff", __name__, url_prefix="/verwaltung")


@bp.before_request
def refuse():
    """Customers stay out, and a name with a NUL, which PostgreSQL will not compare, is an unknown one."""
    if current.staff is None:
        abort(403)
    if any("\x00" in str(value) for value in (request.view_args or {}).values()):
        abort(404)


from views.staff import (  # noqa: E402, F401  each registers its pages
    api_tokens,
    audit,
    billing,
    billing_runs,
    bookings,
    bookkeeping,
    calls,
    chart,
    collections,
    contacts,
    contract_prices,
    contracts,
    corrections,
    customer_documents,
    customer_reminders,
    customers,
    documents,
    domains,
    exports,
    invitations,
    invoices,
    mandates,
    nameservers,
    networks,
    notices,
    overview,
    panel_tasks,
    payments,
    plan_changes,
    plans,
    post,
    profile,
    recoveries,
    registrations,
    reminder_levels,
    reminders,
    replacements,
    servers,
    statements,
    suspensions,
    tax_rates,
    tickets,
)
