"""A customer's desk → Dokumente: those that are for this customer alone."""

from forms.staff.documents import DocumentForm
from models import Document, documents_of
from rules import Refused, scans
from rules.staff import documents
from texts import t
from views import found, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/dokumente"


@bp.get(PATH)
@staff("any")
def list_customer_documents(number):
    customer = customer_of(number)
    own = list(documents_of(customer))
    withheld = scans.withheld(each.file_key for each in own)
    return desk(customer, "staff/customer_documents.html", documents=own, withheld=withheld)


@bp.get(f"{PATH}/neu")
@staff("support")
def new_customer_document(number):
    return desk(customer_of(number), "staff/customer_document_new.html", form=DocumentForm())


@bp.post(f"{PATH}/neu")
@staff("support")
def create_customer_document(number):
    customer, form = customer_of(number), DocumentForm()
    if not form.validate():
        return desk(customer, "staff/customer_document_new.html", 422, form=form)
    try:
        documents.publish(customer, **form.details())
    except Refused as refusal:
        return desk(customer, "staff/customer_document_new.html", 422, form=form.refuse(refusal))
    return done(t("Dokument bereitgestellt."), address_of(customer, "/dokumente"))


@bp.post(f"{PATH}/<int:id>/loeschung")
@staff("support")
def withdraw_customer_document(number, id):
    customer = customer_of(number)
    document = found(Document, documents_of(customer), id=id)
    back = address_of(customer, "/dokumente")
    if question := unconfirmed(t("„{name}“ wirklich zurückziehen?", name=document.name), back):
        return question
    return attempt(t("Dokument zurückgezogen."), back, documents.withdraw, document)
