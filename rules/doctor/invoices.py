"""Whether invoices add up, are numbered without holes and charge for no period twice.

Ours are those with a seller; others came with numbers of their own, behind which our range goes on.
"""

from rules.doctor.questions import Question
from texts import lazy

AMOUNTS = (
    Question(
        lazy("Rechnung {number}: {net_cents} und {tax_cents} Umsatzsteuer sind nicht {gross_cents}."),
        """
        SELECT number, net_cents, tax_cents, gross_cents FROM invoice
        WHERE net_cents + tax_cents <> gross_cents ORDER BY number
        """,
    ),
    Question(
        lazy("Rechnung {number}: die Position {position} ergibt nicht {net_cents}."),
        """
        SELECT invoice.number AS number, invoiceline.position AS position, invoiceline.net_cents AS net_cents
        FROM invoiceline JOIN invoice ON invoice.id = invoiceline.invoice_id
        WHERE invoiceline.quantity * invoiceline.price_cents <> invoiceline.net_cents
        ORDER BY invoice.number, invoiceline.position
        """,
    ),
    Question(
        lazy(
            "Rechnung {number}: ihre Positionen ergeben {lines_net_cents} und {lines_tax_cents} Umsatzsteuer, auf ihr "
            "stehen {net_cents} und {tax_cents}."
        ),
        """
        SELECT invoice.number AS number, invoice.net_cents AS net_cents, invoice.tax_cents AS tax_cents,
            COALESCE(taxed.net, 0) AS lines_net_cents, COALESCE(taxed.tax, 0) AS lines_tax_cents
        FROM invoice LEFT JOIN (
            SELECT invoice_id, SUM(net) AS net,
                SUM(CASE WHEN net < 0 THEN -1 ELSE 1 END * ((ABS(net) * tax_rate + 5000) / 10000)) AS tax
            FROM (
                SELECT invoice_id, tax_rate, SUM(net_cents) AS net FROM invoiceline GROUP BY invoice_id, tax_rate
            ) AS by_rate
            GROUP BY invoice_id
        ) AS taxed ON taxed.invoice_id = invoice.id
        WHERE COALESCE(taxed.net, 0) <> invoice.net_cents OR COALESCE(taxed.tax, 0) <> invoice.tax_cents
        ORDER BY invoice.number
        """,
    ),
    Question(
        lazy("Rechnung {number} über {gross_cents} ist mit {booked_cents} gebucht."),
        """
        SELECT invoice.number AS number, invoice.gross_cents AS gross_cents, COALESCE(booked.cents, 0) AS booked_cents
        FROM invoice LEFT JOIN (
            SELECT invoice_id, SUM(amount_cents) AS cents FROM booking WHERE kind IN ('RE', 'GS') GROUP BY invoice_id
        ) AS booked ON booked.invoice_id = invoice.id
        WHERE COALESCE(booked.cents, 0) <> -invoice.gross_cents ORDER BY invoice.number
        """,
    ),
    Question(
        lazy("Rechnung {number} ist um {beyond_cents} mehr korrigiert, als sie wert ist."),
        """
        SELECT invoice.number AS number, -(invoice.gross_cents + SUM(correction.gross_cents)) AS beyond_cents
        FROM invoice JOIN invoice AS correction ON correction.corrects_id = invoice.id
        WHERE invoice.gross_cents >= 0 GROUP BY invoice.number, invoice.gross_cents
        HAVING invoice.gross_cents + SUM(correction.gross_cents) < 0 ORDER BY invoice.number
        """,
    ),
)
NUMBERS = (
    Question(
        lazy("Die Nummer {number} steht auf {count} Rechnungen."),
        "SELECT number, COUNT(*) AS count FROM invoice GROUP BY number HAVING COUNT(*) > 1 ORDER BY number",
    ),
    # Where a number of ours follows one that is nobody's, the range has a hole. It may begin behind numbers that were
    # reserved for others, but then the last of those is there.
    Question(
        lazy("Zwischen den Rechnungen {last} und {number} fehlen Nummern."),
        """
        SELECT invoice.number AS number, (
            SELECT MAX(earlier.number) FROM invoice AS earlier
            WHERE earlier.number < invoice.number AND earlier.kind = invoice.kind AND earlier.seller_id IS NOT NULL
        ) AS last
        FROM invoice
        WHERE invoice.seller_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM invoice AS before WHERE before.number = invoice.number - 1)
            AND invoice.number > (
                SELECT MIN(first.number) FROM invoice AS first
                WHERE first.kind = invoice.kind AND first.seller_id IS NOT NULL
            )
        ORDER BY invoice.number
        """,
    ),
    Question(
        lazy("Die letzte vergebene Rechnungsnummer {number} steht auf keiner Rechnung."),
        """
        SELECT numberrange.next_number - 1 AS number FROM numberrange
        WHERE numberrange.name IN ('invoice', 'correction')
            AND NOT EXISTS (SELECT 1 FROM invoice WHERE invoice.number = numberrange.next_number - 1)
            AND EXISTS (SELECT 1 FROM invoice WHERE invoice.kind = numberrange.name AND invoice.seller_id IS NOT NULL)
        ORDER BY numberrange.name
        """,
    ),
    Question(
        lazy("Rechnung {number} hat eine Nummer, die erst noch vergeben wird."),
        """
        SELECT invoice.number AS number FROM invoice JOIN numberrange ON numberrange.name = invoice.kind
        WHERE invoice.seller_id IS NOT NULL AND invoice.number >= numberrange.next_number ORDER BY invoice.number
        """,
    ),
)
PERIODS = (
    Question(
        lazy("Vertrag {contract}: die Zeiträume ab {first} und ab {second} überschneiden sich."),
        """
        SELECT earlier.contract_id AS contract, earlier.period_from AS first, later.period_from AS second
        FROM billedperiod AS earlier
        JOIN billedperiod AS later ON later.contract_id = earlier.contract_id AND later.id <> earlier.id
            AND later.period_from >= earlier.period_from AND later.period_from <= earlier.period_to
        ORDER BY earlier.contract_id, earlier.period_from
        """,
    ),
    Question(
        lazy("Vertrag {contract}: der Zeitraum ab {period} steht auf der Rechnung {number} anders."),
        """
        SELECT billedperiod.contract_id AS contract, billedperiod.period_from AS period, invoice.number AS number
        FROM billedperiod
        JOIN invoiceline ON invoiceline.id = billedperiod.line_id
        JOIN invoice ON invoice.id = invoiceline.invoice_id
        WHERE invoiceline.contract_id IS NULL OR invoiceline.contract_id <> billedperiod.contract_id
            OR invoiceline.period_from IS NULL OR invoiceline.period_from <> billedperiod.period_from
            OR invoiceline.period_to IS NULL OR invoiceline.period_to <> billedperiod.period_to
        ORDER BY billedperiod.id
        """,
    ),
    Question(
        lazy("Rechnung {number}: der Zeitraum von Position {position} ist nicht als berechnet vermerkt."),
        """
        SELECT invoice.number AS number, invoiceline.position AS position
        FROM invoiceline JOIN invoice ON invoice.id = invoiceline.invoice_id
        WHERE invoice.kind = 'invoice' AND invoice.seller_id IS NOT NULL
            AND invoiceline.kind = 'period' AND invoiceline.contract_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM billedperiod WHERE billedperiod.line_id = invoiceline.id)
            AND NOT EXISTS (SELECT 1 FROM invoice AS correction WHERE correction.corrects_id = invoice.id)
        ORDER BY invoice.number, invoiceline.position
        """,
    ),
)
QUESTIONS = (*AMOUNTS, *NUMBERS, *PERIODS)
