"""Whether the days of the servers' traffic are the sums of their readings."""

from rules.doctor.questions import Question
from texts import lazy

QUESTIONS = (
    Question(
        lazy("Server {server}: der Traffic vom {day} ist nicht die Summe seiner Messwerte."),
        """
        SELECT server.name AS server, measured.day AS day
        FROM (
            SELECT server_id, day, SUM(bytes_in) AS bytes_in, SUM(bytes_out) AS bytes_out
            FROM trafficreading GROUP BY server_id, day
        ) AS measured
        JOIN server ON server.id = measured.server_id
        LEFT JOIN trafficsample ON trafficsample.server_id = measured.server_id AND trafficsample.day = measured.day
        WHERE trafficsample.id IS NULL OR trafficsample.bytes_in <> measured.bytes_in
            OR trafficsample.bytes_out <> measured.bytes_out
        ORDER BY server.name, measured.day
        """,
    ),
)
