"""The one door to the tables (`from models import Invoice`)."""

from tables.access import Account, PasswordLink, Staff
from tables.accounting import BALANCE, Booking, Invoice, InvoiceDocument, InvoiceLine
from tables.documents import Document
from tables.legal import Fee, LegalText
from tables.notices import Notice, Subscription
from tables.operation import AuditEntry, NumberRange, Outbox, Work
from tables.products import (
    Cancellation,
    Contract,
    Domain,
    PanelAccess,
    Plan,
    PlanPrice,
    Server,
    ServerAddress,
    Specification,
    Suspension,
    TrafficSample,
)
from tables.profile import NETWORKS, AllowedNetwork, Contact, Customer, ProcessingAgreement
from tables.sessions import WHO, Draft, Session
from tables.support import Attachment, Message, Ticket

TABLES = (
    Account, Staff, PasswordLink, Customer, Contact, AllowedNetwork, ProcessingAgreement, Session, Draft,
    Plan, PlanPrice, Domain, Contract, Cancellation, Suspension, PanelAccess,
    Server, ServerAddress, Specification, TrafficSample,
    Invoice, InvoiceLine, InvoiceDocument, Booking,
    Document, Ticket, Message, Attachment, Notice, Subscription, LegalText, Fee,
    Work, Outbox, AuditEntry, NumberRange,
)  # fmt: skip
__all__ = [table.__name__ for table in TABLES] + ["BALANCE", "NETWORKS", "TABLES", "WHO"]
