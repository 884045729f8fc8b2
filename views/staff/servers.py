"""A customer's desk → Server: what is special about a server's contract."""

from forms.staff.contracts import ServerForm
from models import SERVERS, Contract
from rules import Refused
from rules.staff import servers
from texts import t
from views import found, staff
from views.pages import done, listing
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/server"


@bp.get(PATH)
@staff("any")
def list_servers(number):
    customer = customer_of(number)
    return desk(customer, "staff/servers.html", listing=listing(SERVERS, customer=customer.id))


@bp.get(f"{PATH}/<int:id>")
@staff("support")
def edit_server(number, id):
    contract = contract_of(number, id)
    server = contract.servers.first()
    form = ServerForm(data=servers.described(server) if server else None)
    return desk(contract.customer, "staff/server.html", contract=contract, form=form)


@bp.post(f"{PATH}/<int:id>")
@staff("support")
def change_server(number, id):
    contract, form = contract_of(number, id), ServerForm()
    if not form.validate():
        return desk(contract.customer, "staff/server.html", 422, contract=contract, form=form)
    try:
        servers.describe(contract, **form.details())
    except Refused as refusal:
        return desk(contract.customer, "staff/server.html", 422, contract=contract, form=form.refuse(refusal))
    return done(t("Server gespeichert."), address_of(contract.customer, "/server"))


def contract_of(number, id):
    return found(Contract, Contract.of(customer_of(number)), id=id, kind="server")
