"""Traffic that a program sends: a batch of samples as JSON."""

import json
from typing import Any

from rules import Refused
from rules.products.traffic import samples
from rules.products.traffic.samples import Outcome, Sample
from texts import lazy, t

MOST_SAMPLES = 5000
MOST_BODY = 1024 * 1024  # bytes


class Unreadable(Refused):
    """It is no JSON of the shape that is asked for."""


def receive(body: bytes) -> Outcome:
    """Take a batch: {"samples": [{"server": …, "time" or "day": …, "bytes_in": …, "bytes_out": …}, …]}.

    What can be taken is, whatever stands beside it. Raises Unreadable, and Refused when there are too many.
    """
    given = _samples(body)
    if len(given) > MOST_SAMPLES:
        raise Refused("Höchstens {most} Messwerte auf einmal sind möglich.", most=MOST_SAMPLES)
    placed, refused = [], []
    for place, each in enumerate(given):
        try:
            placed.append((place, _sample(each)))
        except ValueError as error:
            refused.append((place, str(error)))
    outcome = samples.store(placed)
    outcome.refused = sorted(outcome.refused + refused)
    return outcome


def _samples(body: bytes) -> list[Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(lazy("Das ist kein JSON.")) from error
    found = given.get("samples") if isinstance(given, dict) else None
    if not isinstance(found, list):
        raise Unreadable(lazy("Erwartet wird ein Objekt mit einer Liste „samples“."))
    return found


def _sample(each: Any) -> Sample:
    if not isinstance(each, dict):
        raise ValueError(t("Ein Messwert ist ein Objekt mit „server“, „time“ oder „day“, „bytes_in“ und „bytes_out“."))
    when = each.get("time", each.get("day"))
    if not (isinstance(each.get("server"), str) and isinstance(when, str)):
        raise ValueError(t("„server“ und „time“ oder „day“ müssen als Text angegeben sein."))
    bytes_in, bytes_out = each.get("bytes_in"), each.get("bytes_out")
    if type(bytes_in) is not int or type(bytes_out) is not int:
        raise ValueError(t("„bytes_in“ und „bytes_out“ müssen ganze Zahlen sein."))
    return samples.sample(each["server"], when, bytes_in, bytes_out)
