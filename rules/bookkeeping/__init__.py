"""For the tax adviser and the tax office: journal, open items, deferred income, reports, exports, locked months."""
