"""What of the money waits for a decision of the staff, counted for their overview."""

from models import BillingRun, Delivery, InvoiceDraft, ProviderEvent, ReminderRun, StatementEntry, SuspensionProposal
from rules.payments import collections
from rules.payments.reminders import runs


def money() -> dict[str, int]:
    """What waits, by its place below Verwaltung, the most urgent first; what does not wait is left out."""
    billing, reminders = BillingRun.open(), ReminderRun.proposal()
    is_parked = (ProviderEvent.parked_for != "") & ProviderEvent.settled_at.is_null()
    counts = {
        "abrechnung": InvoiceDraft.select().where(InvoiceDraft.run == billing).count() if billing else 0,
        "kontoauszuege": StatementEntry.open().count(),
        "zahlungen": ProviderEvent.select().where(is_parked).count(),
        "lastschriften": sum(day.debits for day in collections.due_by_day()),
        "mahnungen": runs.totals(reminders).letters if reminders else 0,
        "mahnungen/sperren": SuspensionProposal.open().count(),
        "post": Delivery.to_print().count(),
    }
    return {place: count for place, count in counts.items() if count}
