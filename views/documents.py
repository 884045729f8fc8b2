"""Meine Dokumente: the hoster's papers and the customer's own."""

from flask import Blueprint, abort, redirect

from models import Document
from rules import documents
from views import current, found, needs
from views.downloads import download
from views.pages import page

bp = Blueprint("documents", __name__, url_prefix="/dokumente")


@bp.get("")
@needs()
def index():
    return page("documents/index.html", documents=documents.readable(current.contact))


@bp.get("/<int:id>")
@needs()
def file(id):
    document = found(Document, documents.readable(current.contact), id=id)
    if document.url:
        return redirect(document.url, 303)
    if not document.file_key:
        abort(404)
    return download(documents.content(document), document.file_name or document.name)
