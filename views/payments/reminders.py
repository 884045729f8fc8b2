"""Meine Buchhaltung: the reminders that a customer got, as PDF."""

from flask import Blueprint

from models import ReminderLetter
from rules.payments.reminders import letters
from views import mine, needs
from views.downloads import download

bp = Blueprint("reminders", __name__, url_prefix="/buchhaltung/mahnungen")


@bp.get("/<int:id>.pdf")
@needs("billing")
def pdf(id):
    letter = mine(ReminderLetter, id=id)
    return download(letters.opened(letter), letters.file_name(letter))
