"""Whether the ledger adds up: bookings, open items, settlements, what providers told us."""

from rules.doctor.questions import Question
from texts import lazy

QUESTIONS = (
    Question(
        lazy("Kunde {customer}: die Buchungen und die offenen Posten gehen um {difference_cents} auseinander."),
        """
        SELECT customer.number AS customer, SUM(both_sides.cents) AS difference_cents
        FROM (
            SELECT customer_id, amount_cents AS cents FROM booking
            UNION ALL SELECT customer_id, -cents FROM openitem
        ) AS both_sides
        JOIN customer ON customer.id = both_sides.customer_id
        GROUP BY customer.number HAVING SUM(both_sides.cents) <> 0 ORDER BY customer.number
        """,
    ),
    Question(
        lazy("Buchung {booking} (Kunde {customer}): offen sind {open_cents}, es müssten {due_cents} sein."),
        """
        SELECT booking.id AS booking, customer.number AS customer, COALESCE(openitem.cents, 0) AS open_cents,
            booking.amount_cents + COALESCE(paid.cents, 0) - COALESCE(used.cents, 0) AS due_cents
        FROM booking
        JOIN customer ON customer.id = booking.customer_id
        LEFT JOIN openitem ON openitem.booking_id = booking.id
        LEFT JOIN (SELECT debit_id, SUM(cents) AS cents FROM settlement GROUP BY debit_id) AS paid
            ON paid.debit_id = booking.id
        LEFT JOIN (SELECT credit_id, SUM(cents) AS cents FROM settlement GROUP BY credit_id) AS used
            ON used.credit_id = booking.id
        WHERE COALESCE(openitem.cents, 0)
            <> booking.amount_cents + COALESCE(paid.cents, 0) - COALESCE(used.cents, 0)
        ORDER BY booking.id
        """,
    ),
    Question(
        lazy("Buchung {booking} steht bei einem anderen Kunden als ihr offener Posten."),
        """
        SELECT booking.id AS booking FROM openitem JOIN booking ON booking.id = openitem.booking_id
        WHERE booking.customer_id <> openitem.customer_id ORDER BY booking.id
        """,
    ),
    Question(
        lazy("Die Buchungen {debit} und {credit} sind miteinander verrechnet und gehören verschiedenen Kunden."),
        """
        SELECT DISTINCT debit.id AS debit, credit.id AS credit FROM settlement
        JOIN booking AS debit ON debit.id = settlement.debit_id
        JOIN booking AS credit ON credit.id = settlement.credit_id
        WHERE debit.customer_id <> credit.customer_id ORDER BY debit.id
        """,
    ),
    Question(
        lazy("Die Buchungen {first} und {second} haben dieselbe Quelle {source}."),
        """
        SELECT MIN(id) AS first, MAX(id) AS second, source FROM booking
        WHERE source IS NOT NULL GROUP BY source HAVING COUNT(*) > 1 ORDER BY source
        """,
    ),
    Question(
        lazy("Die Meldung {event} von {provider} ist mehrmals gespeichert."),
        """
        SELECT provider, event_id AS event FROM providerevent
        GROUP BY provider, event_id HAVING COUNT(*) > 1 ORDER BY provider, event_id
        """,
    ),
    Question(
        lazy("Die Buchung {booking} steht bei {events} Meldungen von Zahlungsanbietern."),
        """
        SELECT booking_id AS booking, COUNT(*) AS events FROM providerevent
        WHERE booking_id IS NOT NULL GROUP BY booking_id HAVING COUNT(*) > 1 ORDER BY booking_id
        """,
    ),
    Question(
        lazy("Die Meldung {event} von {provider} über {told_cents} ist mit {booked_cents} gebucht."),
        """
        SELECT providerevent.provider AS provider, providerevent.event_id AS event,
            providerevent.cents AS told_cents, booking.amount_cents AS booked_cents
        FROM providerevent JOIN booking ON booking.id = providerevent.booking_id
        WHERE booking.amount_cents <> providerevent.cents ORDER BY providerevent.id
        """,
    ),
)
