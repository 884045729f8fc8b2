"""Zugang wiederherstellen: a new e-mail address for somebody who cannot read the old one any more.

The rule is Serverprofis': a bill for electricity, gas or a mobile phone, older than three months; no copy of an ID.
"""
