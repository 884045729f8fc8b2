"""Meine Dokumente: the hoster's papers and the customer's own."""

from flask import Blueprint, abort, redirect

from models import Document
from rules import Refused, documents, scans
from views import current, found, needs
from views.downloads import download
from views.pages import page, refused

bp = Blueprint("documents", __name__, url_prefix="/dokumente")


@bp.get("")
@needs()
def index():
    readable = list(documents.readable(current.contact))
    return page("documents/index.html", documents=readable, withheld=scans.withheld(each.file_key for each in readable))


@bp.get("/<int:id>")
@needs()
def file(id):
    document = found(Document, documents.readable(current.contact), id=id)
    if document.url:
        return redirect(document.url, 303)
    if not document.file_key:
        abort(404)
    try:
        return download(documents.content(document), document.file_name or document.name)
    except Refused as refusal:
        return refused(refusal, "/dokumente")
