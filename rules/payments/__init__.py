"""Zahlung vornehmen, direct debits, bank statements and reminders."""
