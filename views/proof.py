"""Before something sensitive is done: who is this? Asked when the last proof is too long ago."""

from flask import request

from forms.access import ProofForm
from rules import Refused
from rules.access import authenticator, passwords, sessions
from views import current, go_on_with
from views.entering import carried
from views.pages import page


def ask_for_proof():
    """None when the password, and the code where there is an app, came along and are right; otherwise the page that
    asks for them and carries the form on.
    """
    has_app = authenticator.of(current.account) is not None
    form = ProofForm(has_app)
    if "proof_password" not in request.form:
        return show(ProofForm(has_app, formdata=None), 401)
    if not form.validate():
        return show(form, 422)
    try:
        go_on_with(sessions.prove(current.session, **form.details()))
    except passwords.Busy as busy:
        return show(form.refuse(busy), busy.status)
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return None


def show(form, status):
    return page("access/proof.html", status, form=form, action=request.full_path.rstrip("?"), fields=carried())
