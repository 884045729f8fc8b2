"""`doctor`: whether the house is sound, a line per fault."""

from collections.abc import Iterator

from rules.doctor import files, invoices, ledger, log_server, nameservers, operation, scanner, schema, traffic

WARNING = "Warnung:"  # programs look for it, so it is the same in every language


def lines() -> Iterator[str]:
    """What is wrong, then what is to be looked at, each of those beginning with WARNING.

    Where the shape of the database is wrong, nothing else can be asked.
    """
    broken = list(schema.faults())
    yield from broken
    if not broken:
        yield from faults()
        for part in (operation, nameservers, scanner, log_server):
            for sentence in part.warnings():
                yield f"{WARNING} {sentence}"


def faults() -> Iterator[str]:
    """What is wrong with the money, the traffic and the files, in a database of the right shape."""
    for question in (*ledger.QUESTIONS, *invoices.QUESTIONS, *traffic.QUESTIONS):
        yield from question.faults()
    yield from files.faults()
