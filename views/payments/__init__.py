"""Zahlung vornehmen: one's own account, links for others, and what providers tell."""
