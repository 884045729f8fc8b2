"""Meine Buchhaltung: invoices, the ledger, and how what is due becomes an invoice."""
