"""Reminders (dunning): who is reminded of what, who is not and why, and what becomes of what nobody pays."""

from texts import lazy

# Why no customer can be reminded now.
HOLDS = {
    "no_statement": lazy(
        "Es gibt noch keinen Kontoauszug. Ohne ihn wüssten wir nicht, wer schon bezahlt hat, und mahnen niemanden."
    ),
    "old_statement": lazy(
        "Der letzte Kontoauszug ist älter als drei Tage. Wer inzwischen bezahlt hat, soll keine Mahnung bekommen."
    ),
    "unmatched": lazy(
        "Der letzte Kontoauszug wird noch zugeordnet. Bitte versuchen Sie es in ein paar Minuten wieder."
    ),
    "no_levels": lazy("Es ist keine Mahnstufe eingerichtet."),
}

# Why one customer or one debit is left out.
STOPS = {
    "disputed": lazy("Rechnung bestritten"),
    "insolvency": lazy("Insolvenz"),
    "death": lazy("Todesfall"),
    "plan": lazy("Ratenzahlung vereinbart"),
    "other": lazy("anderer Grund"),
}
OBSTACLES = STOPS | {
    "checkout": lazy("Zahlung läuft gerade"),
    "entry": lazy("Zahlungseingang wartet auf Zuordnung"),
    "small": lazy("Kleinbetrag"),
    "unreachable": lazy("Keine E-Mail-Adresse und keine Postanschrift"),
    "debit": lazy("Lastschrift steht aus"),
    "fee": lazy("Nur Mahngebühren offen"),
    "waiting": lazy("Die Frist läuft noch"),
    "last": lazy("Alle Stufen sind durch"),
    # only when a released letter was about to be written
    "paid": lazy("Inzwischen bezahlt"),
    "statement": lazy("Kontoauszug zu alt"),
}
