"""DATEV: bookings and debtors in the EXTF format, and the invoices as document images."""
