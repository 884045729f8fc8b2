"""Postversand: papers that go by post, put into one PDF for the printer."""

from io import BytesIO
from typing import BinaryIO

import clock
import gateways
from database import write
from models import Account, Delivery, PrintBundle
from rules import Refused, audit, work
from rules.files import opened
from texts import lazy

MOST_PAPERS = 500  # so that a bundle fits into memory and into a printer
A4 = (595.276, 841.89)  # points
WORK = "print bundle"
WORDS = {
    "invoice": lazy("Rechnung"),
    "correction": lazy("Rechnungskorrektur"),
    "reminder": lazy("Mahnung"),
    "statement": lazy("Kontoauszug"),
}


def called(paper: str) -> str:
    """A paper in words: „Rechnung 1731953“."""
    kind, _, number = paper.partition(" ")
    return f"{WORDS.get(kind, kind)} {number}"


def start(by: Account) -> PrintBundle:
    """Take what waits, oldest first, into a new bundle, which is made afterwards; raises Refused when nothing waits."""
    with audit.acting(by), write():
        chosen = [each.id for each in Delivery.to_print().limit(MOST_PAPERS)]
        bundle = PrintBundle.create(file_key="", papers=len(chosen))
        # Somebody else may have taken some of them meanwhile: what counts is what this takes.
        taken = Delivery.update(bundle=bundle).where(Delivery.id.in_(chosen), Delivery.bundle.is_null()).execute()
        if not taken:
            raise Refused("Gerade wartet nichts auf den Druck.")
        if taken != bundle.papers:
            bundle.papers = taken
            bundle.save(only=["papers"])
        audit.note("print bundle made", bundle, after={"papers": taken})
        work.later(WORK, bundle.id)
    return bundle


def make(key: str) -> None:
    """Set the PDF of the bundle with this id; any number of times."""
    bundle = PrintBundle.get_by_id(int(key))
    if bundle.file_key:
        return
    file_key = gateways.files.put(_merged([each.file_key for each in _papers(bundle)]))
    with write():
        PrintBundle.update(file_key=file_key).where(PrintBundle.id == bundle).execute()


def content(bundle: PrintBundle) -> BinaryIO:
    """The PDF of a bundle, to be closed by the caller. Raises NotFound while there is none, Refused if it is away."""
    return opened(bundle.file_key)


def mark_printed(bundle: PrintBundle) -> None:
    """Say that the papers of a bundle are on their way. Raises Refused before there is a PDF."""
    with write():
        if not bundle.file_key:
            raise Refused("Das PDF ist noch nicht fertig.")
        if bundle.printed_at is None:
            audit.change("print bundle printed", bundle, printed_at=clock.now())


def release(bundle: PrintBundle) -> None:
    """Let the papers of a bundle wait again, say because paper jammed or the PDF failed; the bundle stays, empty.

    Raises Refused once they are printed.
    """
    with write():
        if bundle.printed_at is not None:
            raise Refused("Diese Sendungen sind schon gedruckt.")
        released = Delivery.update(bundle=None).where(Delivery.bundle == bundle).execute()
        audit.note("print bundle released", bundle, before={"papers": released})
        PrintBundle.update(papers=0).where(PrintBundle.id == bundle).execute()


def _papers(bundle: PrintBundle) -> list[Delivery]:
    return list(Delivery.select().where(Delivery.bundle == bundle).order_by(Delivery.id))


def _merged(keys: list[str]) -> bytes:
    """The PDFs one after the other, each beginning on a sheet of its own when both sides are printed."""
    import pikepdf

    merged, sources = pikepdf.new(), []
    for key in keys:
        with gateways.files.open(key) as file:
            source = pikepdf.open(BytesIO(file.read()))
        sources.append(source)  # its pages are read when the result is saved
        merged.pages.extend(source.pages)
        if len(merged.pages) % 2:
            merged.add_blank_page(page_size=A4)
    result = BytesIO()
    merged.save(result, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for source in sources:
        source.close()
    return result.getvalue()
