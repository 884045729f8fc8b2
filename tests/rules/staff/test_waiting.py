"""What of the money waits for the staff."""

from datetime import date

import clock
from models import BillingRun, InvoiceDraft, ProviderEvent
from rules.staff import waiting


def test_nothing_waits_in_a_house_without_money(house):
    assert waiting.money() == {}


def test_a_proposal_waits_until_it_is_released(alice):
    run = BillingRun.create(until=date(2026, 3, 1), begun_by="Zeitsteuerung")
    InvoiceDraft.create(run=run, customer=alice.customer, net_cents=100, tax_cents=19, gross_cents=119)
    assert waiting.money() == {"abrechnung": 1}
    run.released_at = clock.now()
    run.save()
    assert waiting.money() == {}


def test_what_a_provider_told_waits_while_it_is_parked(house):
    event = ProviderEvent.create(provider="stripe", event_id="paid pi_1", kind="x", cents=400, parked_for="unknown")
    ProviderEvent.create(provider="stripe", event_id="paid pi_2", kind="x", cents=400)
    assert waiting.money() == {"zahlungen": 1}
    event.settled_at = clock.now()
    event.save()
    assert waiting.money() == {}
