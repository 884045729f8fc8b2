"""The commands of the command line; each a few lines that call a rule."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click

import clock
import config
import database
import gateways
import work as due_work
from config import secret_keys
from rules import Refused, audit, doctor, imports, operation
from rules import demo as demo_data
from rules.accounting import report
from rules.staff import accounts
from texts import t

MOST_AHEAD = timedelta(days=3660)  # of a billing run


def open_house(settings: config.Settings) -> None:
    """Open the database and build the gateways of this process."""
    gateways.start(settings, database.in_write)
    database.start(settings.database_url)


def command(function: Callable[..., None]) -> Callable[..., None]:
    """A command that works on the opened, migrated database and says failures in one sentence (exit 1)."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        with failing_plainly():
            open_house(config.load())
            operation.upgrade()
            with audit.acting("Kommandozeile"):
                function(*args, **kwargs)

    return run


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Ends the program with exit 1 and one line instead of a traceback for what can be expected to fail."""
    try:
        yield
    except (Refused, config.WrongSetting, operation.NewerDatabase, OSError) as error:
        raise click.ClickException(str(error)) from error
    except database.connection_errors as error:
        reason = " ".join(str(error).split())
        raise click.ClickException(f"database_url: the database does not answer ({reason})") from error


@click.command()
@click.option("--customers", type=click.IntRange(0, 1_000_000), default=0, help="make that many customers more")
@click.option("--keep", is_flag=True, help="do nothing when the database has data already")
@command
def demo(customers: int, keep: bool) -> None:
    """Fill an empty database with the demo data."""
    if keep and demo_data.has_data():
        return
    demo_data.fill()
    if customers:
        demo_data.many(customers, click.echo)
    click.echo(t("Die Demo-Daten sind da."))


@click.command()
@command
def upgrade() -> None:
    """Bring the database to this version."""
    click.echo(t("Die Datenbank ist auf dem Stand dieser Version."))


@click.command()
@click.option("--once", is_flag=True, help="do what is due now and end")
@command
def work(once: bool) -> None:
    """Do the work that is due: mails and what else happens outside."""
    due_work.all_due() if once else due_work.until_stopped()


@click.command(name="doctor")
def examine() -> None:
    """Say what is wrong, a line per fault (exit 1), and what is to be looked at (exit 0); change nothing."""
    said = []
    with failing_plainly():
        open_house(config.load())
        for line in doctor.lines():
            click.echo(line)
            said.append(line)
    if not all(line.startswith(doctor.WARNING) for line in said):
        raise SystemExit(1)
    if not said:
        click.echo(t("Alles ist in Ordnung."))


@click.command(name="staff-add")
@click.argument("email")
@click.option("--role", type=click.Choice(accounts.ROLES), required=True)
@command
def staff_add(email: str, role: str) -> None:
    """Add a person to the staff and print the one-time link to set a password."""
    click.echo(accounts.add(email, role))


@click.command(name="staff-remove")
@click.argument("email")
@command
def staff_remove(email: str) -> None:
    """Take a person off the staff."""
    accounts.remove(email)
    click.echo(t("{email} gehört nicht mehr zu den Mitarbeitern.", email=email))


@click.command(name="staff-reset")
@click.argument("email")
@command
def staff_reset(email: str) -> None:
    """Forget the second factor of a person of the staff, who lost it; it is set up anew at the next login."""
    accounts.forget_factors(email)
    click.echo(t("{email} richtet den zweiten Faktor beim nächsten Login neu ein.", email=email))


@click.command(name="billing-run")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="bill what is due up to that day (today)")
@click.option("--dry-run", is_flag=True, help="print what would be issued")
@command
def billing_run(day: datetime | None, dry_run: bool) -> None:
    """Issue all invoices that are due, without asking, and make their documents; mails go out by `work`."""
    until = day.date() if day else clock.today()
    if until > clock.today() + MOST_AHEAD:
        raise click.UsageError(t("Das Datum liegt zu weit in der Zukunft."))
    if dry_run:
        report.print_preview(until, click.echo)
    elif not report.print_run(until, click.echo):
        raise SystemExit(1)


@click.command(name="import")
@click.argument("kind", type=click.Choice(sorted(imports.KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would be taken")
@command
def take_in(kind: str, file: Path, dry_run: bool) -> None:
    """Take a CSV file from elsewhere; names every line that is not taken (and ends with 1 then)."""
    if not imports.take(kind, file, click.echo, dry_run):
        raise SystemExit(1)


@click.command(name="new-secret-key")
def new_secret_key() -> None:
    """Make a new secret key; the former one still opens what it sealed. Start the portal anew afterwards."""
    with failing_plainly():
        settings = config.load()
        if settings.secret_key not in secret_keys.kept(settings.data_dir):
            raise Refused("Den Schlüssel setzt SECRET_KEY: dort einen neuen, den alten in FORMER_SECRET_KEYS.")
        secret_keys.renew(settings.data_dir)
    click.echo(t("Der neue Schlüssel gilt, sobald Sie „serve“ und „work“ neu starten. Dann melden sich alle neu an."))


COMMANDS = (demo, upgrade, work, billing_run, examine, staff_add, staff_remove, staff_reset, take_in, new_secret_key)
