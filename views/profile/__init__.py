"""Meine Daten."""
