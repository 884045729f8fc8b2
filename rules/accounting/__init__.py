"""Meine Buchhaltung: from contract to invoice to paid."""
