"""Meine Daten → Datenschutz: the data processing agreement."""

from flask import Blueprint

from models import LegalText, ProcessingAgreement
from views import current, needs
from views.pages import page

bp = Blueprint("privacy", __name__, url_prefix="/daten/datenschutz")


@bp.get("")
@needs("data")
def show():
    return page(
        "profile/privacy.html",
        text=LegalText.current(LegalText.kind == "processing_agreement"),
        agreements=list(ProcessingAgreement.of(current.customer)),
    )
