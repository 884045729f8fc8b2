"""Verwaltung → Wiederherstellung: who asks for a new e-mail address for a login, and what two of the staff decide."""

from io import BytesIO

from forms.staff.recoveries import DeclineForm
from models import ENDED_RECOVERIES, OPEN_RECOVERIES, Recovery, RecoveryView, RecoveryVote, stage_of
from rules import Refused, scans
from rules.access.recovery import decisions, documents, letters
from rules.profile.customers import postal_lines
from texts import lazy, t
from views import current, found, sensitive, staff
from views.downloads import download
from views.pages import attempt, done, listing, page, refused, unconfirmed
from views.staff import bp

LIST = "/verwaltung/wiederherstellung"
FILTERS = ((lazy("offen"), LIST), (lazy("beendet"), f"{LIST}/beendet"))


@bp.get("/wiederherstellung")
@staff("support")
def open_recoveries():
    return page("staff/recoveries.html", listing=listing(OPEN_RECOVERIES), filters=FILTERS, stage_of=stage_of)


@bp.get("/wiederherstellung/beendet")
@staff("support")
def ended_recoveries():
    return page("staff/recoveries.html", listing=listing(ENDED_RECOVERIES), filters=FILTERS, stage_of=stage_of)


@bp.get("/wiederherstellung/<int:number>")
@bp.get("/wiederherstellung/<int:number>/ablehnung")  # where somebody without JavaScript stands after an error
@staff("support")
def recovery(number):
    return show(found(Recovery, number=number), DeclineForm())


@bp.get("/wiederherstellung/<int:number>/dokument")
@staff("support")
def recovery_document(number):
    case = found(Recovery, number=number)
    try:
        return download(*documents.look(case, current.account))
    except Refused as refusal:
        return refused(refusal, address(case))


@bp.post("/wiederherstellung/<int:number>/zustimmung")
@staff("support")
@sensitive
def agree(number):
    case = found(Recovery, number=number)
    if question := unconfirmed(t("Der Freigabe von Antrag {number} wirklich zustimmen?", number=number), address(case)):
        return question
    granted = t("Freigegeben. Der Link ist an die neue E-Mail-Adresse unterwegs.")
    return attempt(
        lambda is_granted: granted if is_granted else t("Ihre Zustimmung ist vermerkt."), address(case),
        decisions.agree, case, current.account,
    )  # fmt: skip


@bp.post("/wiederherstellung/<int:number>/ablehnung")
@staff("support")
def decline(number):
    case, form = found(Recovery, number=number), DeclineForm()
    if not form.validate():
        return show(case, form, 422)
    try:
        decisions.decline(case, current.account, **form.details())
    except Refused as refusal:
        return show(case, form.refuse(refusal), 422)
    return done(t("Der Antrag ist abgelehnt."), address(case))


@bp.post("/wiederherstellung/<int:number>/brief")
@staff("support")
@sensitive
def print_letter(number):
    case = found(Recovery, number=number)
    try:
        return download(BytesIO(letters.printed(case)), f"wiederherstellung-{number}-brief.pdf")
    except Refused as refusal:
        return refused(refusal, address(case))


def address(case):
    return f"{LIST}/{case.number}"


def show(case, form, status=200):
    votes = list(RecoveryVote.of(case))
    agreed = decisions.agreeing(case)
    return page(
        "staff/recovery.html", status, case=case, form=form, votes=votes, views=list(RecoveryView.of(case)),
        stage=stage_of(case, len(agreed)), has_agreed=current.account.id in agreed, by_letter=letters.is_on(),
        recipient=postal_lines(case.customer), elsewhere=decisions.elsewhere(case),
        moved_at=decisions.moved_at(case), withheld=scans.withheld([case.file_key]),
    )  # fmt: skip
