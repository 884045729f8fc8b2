"""E-invoices: the XML of EN 16931, and what a PDF says of the XML inside it."""

from gateways.einvoice.cii import xml
from gateways.einvoice.invoice import CLEARING, DIRECT_DEBIT, TRANSFER, Invoice, Line, Party, Payment, Tax
from gateways.einvoice.xmp import declared

__all__ = ["CLEARING", "DIRECT_DEBIT", "TRANSFER", "Invoice", "Line", "Party", "Payment", "Tax", "declared", "xml"]
