"""The outside world: `import gateways`, then `gateways.mail.send(…)`; built once a process by start()."""

from collections.abc import Callable

from config import Settings
from gateways.audit_log import AuditLog
from gateways.audit_log import from_settings as _audit_log
from gateways.dns import NameServers
from gateways.dns import from_settings as _name_servers
from gateways.errors import Rejected, Unanswered, Unreachable
from gateways.files import Files
from gateways.files import from_settings as _files
from gateways.guard import guard
from gateways.mail import Mails
from gateways.mail import from_settings as _mails
from gateways.panel import Panels
from gateways.panel import from_settings as _panels
from gateways.payment import Providers
from gateways.payment import from_settings as _payment
from gateways.scanner import Scanner
from gateways.scanner import from_settings as _scanner
from gateways.typst import Typst
from gateways.vies import Vies

__all__ = [
    "Rejected",
    "Unanswered",
    "Unreachable",
    "audit_log",
    "dns",
    "files",
    "mail",
    "panel",
    "payment",
    "scanner",
    "settings",
    "start",
    "typst",
    "vies",
]

settings: Settings
mail: Mails
audit_log: AuditLog
files: Files
scanner: Scanner
typst: Typst
vies: Vies
dns: NameServers
payment: Providers
panel: Panels


def start(given: Settings, in_transaction: Callable[[], bool]) -> None:
    """Build the gateways; inside a transaction their calls raise RuntimeError. Raises WrongSetting."""
    global settings, mail, audit_log, files, scanner, typst, vies, dns, payment, panel
    settings = given
    mail = guard(_mails(settings), in_transaction)
    audit_log = guard(_audit_log(settings), in_transaction)
    files = guard(_files(settings), in_transaction)
    scanner = guard(_scanner(settings), in_transaction)
    typst = guard(Typst(settings.hoster), in_transaction)
    vies = guard(Vies(settings.billing.vies_url, settings.hoster.vat_id), in_transaction)
    dns = _name_servers(settings, in_transaction)
    payment = _payment(settings, in_transaction)
    panel = _panels(settings, in_transaction)
