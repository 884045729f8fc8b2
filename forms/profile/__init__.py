"""Meine Daten: the shape of input."""
