"""The one door to the tables (`from models import Invoice`): the tables, their lists and their compiled questions."""

from tables.access import Account, PasswordLink, Staff
from tables.accounting.billing import (
    RATE_OF_DAY,
    BilledPeriod,
    BillingDetails,
    BillingRun,
    Charge,
    ContractPrice,
    Discount,
    InvoiceDraft,
    TaxRate,
    VatCheck,
)
from tables.accounting.bookkeeping import ChartAccount, Export, MonthLock
from tables.accounting.invoices import Delivery, Invoice, InvoiceDocument, InvoiceLine, PrintBundle, SellerSnapshot
from tables.accounting.journal import CHANGES, GOING_ON, JOURNAL, OPEN_ITEMS, SUM_BEFORE, SUMS, WHOLE_JOURNAL
from tables.accounting.ledger import (
    BALANCE,
    BALANCE_BEFORE,
    BOOKINGS,
    BOOKINGS_BETWEEN,
    GIVEN_UP,
    LEDGER,
    Booking,
    OpenItem,
    Settlement,
)
from tables.accounting.post import TO_PRINT, failed_bundles, newest_bundles
from tables.accounting.runs import (
    DRAFTS,
    DRAFTS_WITH_REMARK,
    REMARKABLE_DRAFTS,
    RUNS,
    UNISSUED_DRAFTS,
    WAITING_DRAFTS,
    documents_of_run,
    drafts_by_standing,
    work_of_documents,
)
from tables.accounting.settled import (
    booking_of,
    corrections_of,
    papers_by_year,
    papers_of_year,
    settled_by,
    settles,
    work_on,
)
from tables.brakes import HOLDING, Brake, KnownBrowser
from tables.dns import ZoneDraft, ZoneSave
from tables.documents import Document
from tables.email_changes import EmailChange
from tables.factors import Authenticator, Challenge, LoginStep, Passkey, RecoveryCode
from tables.invitations import (
    WITHOUT_ACCESS,
    Invitation,
    InvitationRun,
    customers_without_access,
    uninvited_customers,
)
from tables.legal import Fee, LegalText
from tables.listing import Listing, Page
from tables.notices import Notice, Subscription
from tables.operation import AuditEntry, NumberRange, Outbox, OutboxFile, UnsentEntry, Work
from tables.payments.bank import DECIDED_ENTRIES, ENTRIES, OPEN_ENTRIES, Statement, StatementEntry
from tables.payments.debits import Collection, CollectionFile, Mandate
from tables.payments.online import (
    CHECKOUTS,
    PARKED,
    SETTLED,
    Checkout,
    PayLink,
    Payout,
    PayoutItem,
    ProviderEvent,
    newest_payouts,
)
from tables.payments.reminders import (
    LEFT_OUT_OF_REMINDERS,
    OVERDUE,
    REMINDER_DRAFTS,
    REMINDER_LETTERS,
    REMINDER_STOPS,
    Reminder,
    ReminderDraft,
    ReminderLetter,
    ReminderLevel,
    ReminderRun,
    ReminderStop,
    SuspensionProposal,
)
from tables.phone import PhoneCheck, PhonePin
from tables.products import (
    Cancellation,
    Contract,
    Domain,
    Plan,
    PlanPrice,
    Server,
    ServerAddress,
    Specification,
    Suspension,
    state_of,
)
from tables.products.invoices import invoices_of
from tables.products.lists import DOMAIN_CONTRACTS, DOMAINS_ALONE, OTHERS, SERVERS, WEBHOSTING
from tables.products.panels import PanelAccess, PanelTask
from tables.products.registry import (
    UNCHECKED_HOLDERS,
    AuthCode,
    DomainWish,
    HolderCheck,
    Registration,
    unchecked_holders,
)
from tables.products.traffic import (
    DAYS_OF_SERVER,
    SERVER_OF_CONTRACT,
    ApiToken,
    TrafficReading,
    TrafficSample,
    TrafficWarning,
    put_days,
    put_readings,
    readings_between,
    servers_called,
    traffic_between,
    used_since,
)
from tables.profile import NETWORKS, AllowedNetwork, Contact, Customer, ProcessingAgreement, WhitelistSuspension
from tables.recovery import (
    ENDED_RECOVERIES,
    OPEN_RECOVERIES,
    Recovery,
    RecoveryClaim,
    RecoveryView,
    RecoveryVote,
    stage_of,
)
from tables.replacements import ZONES_OF_REPLACEMENT, Replacement, ReplacementZone
from tables.scans import SENT, Scan
from tables.sessions import WHO, Draft, Session
from tables.staff import (
    ALL_TICKETS,
    AUDIT,
    AUDIT_OF_CUSTOMER,
    CLOSED_TICKETS,
    CONTRACTS_OF_CUSTOMER,
    CUSTOMER_OF_NUMBER,
    CUSTOMERS,
    DOMAINS_OF_CUSTOMER,
    OPEN_TICKETS,
    TICKETS_OF_CUSTOMER,
    documents_of,
    failed_work,
    newest_customers,
    notices,
    plans,
    unsent_mails,
)
from tables.start import NEWEST_INVOICE, NEXT_RENEWALS, OPEN_REQUESTS
from tables.support import TICKETS, Attachment, Message, Ticket

TABLES = (
    Account, Staff, PasswordLink, Customer, Contact, AllowedNetwork, WhitelistSuspension, ProcessingAgreement,
    Session, Draft, Authenticator, RecoveryCode, Passkey, Challenge, LoginStep, Brake, KnownBrowser,
    EmailChange, Invitation, InvitationRun, PhoneCheck, PhonePin, RecoveryClaim, Recovery, RecoveryVote, RecoveryView,
    Plan, PlanPrice, Domain, Contract, Cancellation, Suspension, PanelAccess, PanelTask,
    Server, ServerAddress, Specification, TrafficSample, TrafficReading, TrafficWarning, ApiToken,
    SellerSnapshot, Invoice, InvoiceLine, InvoiceDocument, Booking, OpenItem, Settlement,
    BillingDetails, VatCheck, TaxRate, ContractPrice, Discount, Charge, BilledPeriod, BillingRun, InvoiceDraft,
    Document, Ticket, Message, Attachment, Notice, Subscription, LegalText, Fee,
    Scan, Work, Outbox, OutboxFile, PrintBundle, Delivery, AuditEntry, UnsentEntry, NumberRange,
    PayLink, Checkout, ProviderEvent, Payout, PayoutItem, Mandate, CollectionFile, Collection,
    Statement, StatementEntry, ReminderLevel, ReminderLetter, Reminder, ReminderRun, ReminderDraft, ReminderStop,
    SuspensionProposal,
    MonthLock, ChartAccount, Export,
    Registration, HolderCheck, AuthCode, DomainWish, ZoneSave, ZoneDraft, Replacement, ReplacementZone,
)  # fmt: skip
