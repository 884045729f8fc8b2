"""Verwaltung → Dokumente: those that are for all customers; and the file of any."""

from flask import abort

from forms.staff.documents import DocumentForm
from models import Document
from rules import Refused, scans
from rules.documents import content
from rules.staff import documents
from texts import t
from views import current, found, staff
from views.downloads import download
from views.pages import attempt, done, page, refused, unconfirmed
from views.staff import bp
from views.staff.desk import address_of

LIST = "/verwaltung/dokumente"


@bp.get("/dokumente")
@staff("support")
def list_documents():
    general = list(Document.general())
    return page("staff/documents.html", documents=general, withheld=scans.withheld(each.file_key for each in general))


@bp.get("/dokumente/neu")
@staff("support")
def new_document():
    return show(DocumentForm())


@bp.post("/dokumente/neu")
@staff("support")
def create_document():
    form = DocumentForm()
    if not form.validate():
        return show(form, status=422)
    try:
        documents.publish(None, **form.details())
    except Refused as refusal:
        return show(form.refuse(refusal), status=422)
    return done(t("Dokument bereitgestellt."), LIST)


@bp.get("/dokumente/<int:id>")
@staff("support")
def edit_document(id):
    document = found(Document, Document.general(), id=id)
    return show(DocumentForm(obj=document), document)


@bp.post("/dokumente/<int:id>")
@staff("support")
def change_document(id):
    document = found(Document, Document.general(), id=id)
    form = DocumentForm(obj=document)
    if not form.validate():
        return show(form, document, 422)
    try:
        documents.change(document, **form.details())
    except Refused as refusal:
        return show(form.refuse(refusal), document, 422)
    return done(t("Dokument gespeichert."), LIST)


@bp.post("/dokumente/<int:id>/loeschung")
@staff("support")
def withdraw_document(id):
    document = found(Document, Document.general(), id=id)
    if question := unconfirmed(t("„{name}“ wirklich zurückziehen?", name=document.name), LIST):
        return question
    return attempt(t("Dokument zurückgezogen."), LIST, documents.withdraw, document)


@bp.get("/dokumente/<int:id>/datei")
@staff("any")
def document_file(id):
    document = found(Document, id=id)
    if not document.file_key:
        abort(404)
    try:
        return download(content(document, for_staff=True), document.file_name or document.name)
    except Refused as refusal:
        return refused(refusal, place(document))


def place(document):
    """Where a document is listed."""
    if document.customer:
        return address_of(document.customer, "/dokumente")
    return LIST if current.staff.may("support") else "/verwaltung"


def show(form, document=None, status=200):
    withheld = scans.withheld([document.file_key] if document else [])
    return page("staff/document.html", status, form=form, document=document, withheld=withheld)
