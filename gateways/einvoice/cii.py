"""An e-invoice as CII XML (UN/CEFACT), in the profile EN 16931 or XRechnung 3.0."""

from decimal import Decimal
from typing import Any

from gateways.einvoice.invoice import DIRECT_DEBIT, NOT_SUBJECT, TRANSFER, Invoice, Line, Party, Payment, Tax

EN_16931 = "urn:cen.eu:en16931:2017"
XRECHNUNG = EN_16931 + "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL_BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CREDIT_NOTE = "380", "381"  # UNTDID 1001
REASON_CODES = {"AE": "VATEX-EU-AE", "G": "VATEX-EU-G", NOT_SUBJECT: "VATEX-EU-O"}


def xml(invoice: Invoice) -> bytes:
    """The invoice as CII; equal invoices give equal bytes."""
    from drafthorse.models.document import Document  # late: the portal starts without it

    document = Document()
    document.context.guideline_parameter.id = XRECHNUNG if invoice.leitweg_id else EN_16931
    if invoice.leitweg_id:
        document.context.business_parameter.id = PEPPOL_BILLING
    document.header.id = invoice.number
    document.header.type_code = CREDIT_NOTE if invoice.is_credit_note else INVOICE
    document.header.issue_date_time = invoice.issued_on
    for note in invoice.notes:
        document.header.notes.add(_note(note))
    _agree(document.trade.agreement, invoice)
    for line in invoice.lines:
        document.trade.items.add(_item(line))
    _deliver(document.trade, invoice)
    _settle(document.trade.settlement, invoice)
    return bytes(document.serialize(schema=None))


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _note(text: str) -> Any:
    from drafthorse.models.note import IncludedNote

    note = IncludedNote()
    note.content = text
    return note


def _is_not_subject(invoice: Invoice) -> bool:
    return any(line.category == NOT_SUBJECT for line in invoice.lines)


def _agree(agreement: Any, invoice: Invoice) -> None:
    """Who sells to whom; what is not subject to VAT names no VAT ids (BR-O-02), so the seller otherwise (BR-CO-26)."""
    names_vat_ids = not _is_not_subject(invoice)
    for party, given in ((agreement.seller, invoice.seller), (agreement.buyer, invoice.buyer)):
        _describe(party, given)
        if given.vat_id and names_vat_ids:
            _register(party, "VA", given.vat_id)
        if given.tax_number:
            _register(party, "FC", given.tax_number)
    if not (invoice.seller.vat_id and names_vat_ids or invoice.seller.register):
        agreement.seller.id = invoice.seller.tax_number or invoice.seller.name
    if invoice.leitweg_id:
        agreement.buyer_reference = invoice.leitweg_id
    if invoice.leitweg_id and not invoice.buyer.email:
        agreement.buyer.electronic_address.uri_ID = ("0204", invoice.leitweg_id)
    if invoice.order_number:
        agreement.buyer_order.issuer_assigned_id = invoice.order_number


def _describe(party: Any, given: Party) -> None:
    party.name = given.name
    party.address.line_one = given.street
    party.address.postcode = given.zip
    party.address.city_name = given.city
    party.address.country_id = given.country
    if given.number:
        party.id = given.number
    if given.register:
        party.legal_organization.id = given.register
    if given.email:
        party.electronic_address.uri_ID = ("EM", given.email)
    if given.contact:
        party.contact.person_name = given.contact
    if given.contact and given.phone:
        party.contact.telephone.number = given.phone
        party.contact.email.address = given.email


def _register(party: Any, scheme: str, number: str) -> None:
    from drafthorse.models.party import TaxRegistration

    party.tax_registrations.add(TaxRegistration(id=(scheme, number)))


def _item(line: Line) -> Any:
    from drafthorse.models.tradelines import LineItem

    item = LineItem()
    item.document.line_id = str(line.position)
    item.product.name = line.text
    item.agreement.net.amount = _amount(line.price_cents)
    item.delivery.billed_quantity = (Decimal(line.quantity), "C62")
    tax = item.settlement.trade_tax
    tax.type_code, tax.category_code = "VAT", line.category
    if line.category != NOT_SUBJECT:
        tax.rate_applicable_percent = _amount(line.rate)
    if line.period:
        item.settlement.period.start, item.settlement.period.end = line.period
    item.settlement.monetary_summation.total_amount = _amount(line.net_cents)
    return item


def _deliver(trade: Any, invoice: Invoice) -> None:
    """When the service was done (BT-72), and its time where there is one (BG-14); § 14 Abs. 4 Nr. 6 UStG.

    What goes on for a time is done when that ends (§ 13 Abs. 1 Nr. 1 UStG).
    """
    periods = [line.period for line in invoice.lines if line.period]
    if periods:
        trade.settlement.period.start = min(first for first, _ in periods)
        trade.settlement.period.end = max(last for _, last in periods)
    trade.delivery.event.occurrence = max((last for _, last in periods), default=invoice.issued_on)


def _settle(settlement: Any, invoice: Invoice) -> None:
    from drafthorse.models.payment import PaymentTerms

    payment = invoice.payment
    settlement.payment_reference = invoice.number
    settlement.currency_code = "EUR"
    settlement.payment_means.add(_means(payment))
    if payment.means == DIRECT_DEBIT:
        settlement.creditor_reference_id = payment.creditor_id
    for tax in invoice.taxes:
        settlement.trade_tax.add(_trade_tax(tax))
    terms = PaymentTerms()
    terms.description = payment.terms
    if payment.due_on:
        terms.due = payment.due_on
    if payment.means == DIRECT_DEBIT:
        terms.debit_mandate_id = payment.mandate
    settlement.terms.add(terms)
    _refer(settlement, invoice)
    _sum_up(settlement.monetary_summation, invoice)


def _refer(settlement: Any, invoice: Invoice) -> None:
    """To the invoices that it corrects (BG-3), of which there may be any number; drafthorse knows a single one."""
    from drafthorse.models.container import Container
    from drafthorse.models.references import InvoiceReferencedDocument

    references = Container(InvoiceReferencedDocument)
    for number, day in invoice.corrects:
        reference = InvoiceReferencedDocument()
        reference.issuer_assigned_id, reference.issue_date_time = number, day
        references.add(reference)
    settlement._data["invoice_referenced_document"] = references


def _means(payment: Payment) -> Any:
    from drafthorse.models.payment import PaymentMeans

    means = PaymentMeans()
    means.type_code = payment.means
    if payment.means == DIRECT_DEBIT:
        means.payer_account.iban = payment.debtor_iban
    if payment.means == TRANSFER:
        means.payee_account.iban = payment.iban
        means.payee_account.account_name = payment.account_holder
        if payment.bic:
            means.payee_institution.bic = payment.bic
    return means


def _trade_tax(tax: Tax) -> Any:
    from drafthorse.models.accounting import ApplicableTradeTax

    trade_tax = ApplicableTradeTax()
    trade_tax.calculated_amount = _amount(tax.tax_cents)
    trade_tax.type_code = "VAT"
    if tax.reason:
        trade_tax.exemption_reason = tax.reason
    trade_tax.basis_amount = _amount(tax.net_cents)
    trade_tax.category_code = tax.category
    if tax.category in REASON_CODES:
        trade_tax.exemption_reason_code = REASON_CODES[tax.category]
    trade_tax.rate_applicable_percent = _amount(tax.rate)
    return trade_tax


def _sum_up(summation: Any, invoice: Invoice) -> None:
    net = sum(tax.net_cents for tax in invoice.taxes)
    vat = sum(tax.tax_cents for tax in invoice.taxes)
    summation.line_total = _amount(sum(line.net_cents for line in invoice.lines))
    summation.tax_basis_total = _amount(net)
    summation.tax_total = (_amount(vat), "EUR")
    summation.grand_total = _amount(net + vat)
    if invoice.paid_cents:
        summation.prepaid_total = _amount(invoice.paid_cents)
    summation.due_amount = _amount(net + vat - invoice.paid_cents)
