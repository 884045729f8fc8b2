"""Before something sensitive is done: who is this? Asked when the last proof is too long ago."""

from flask import request

from forms.access import PasskeyProofForm, ProofForm
from models import Passkey
from rules import Refused
from rules.access import authenticator, credentials, passkeys, passwords, proofs, second_factor
from views import current, go_on_with
from views.entering import carried
from views.pages import page


def ask_for_proof():
    """None when a proof came along and is right; otherwise the page that asks for one and carries the form on."""
    if "proof_credential" in request.form:
        form = PasskeyProofForm()
        return attempt(proofs.by_passkey, form, passkey=form)
    if "proof_password" in request.form:
        form = password_form()
        return attempt(proofs.by_password, form, form=form)
    return show(401)


def attempt(prove, given, **forms):
    if not given.validate():
        return show(422, **forms)
    try:
        go_on_with(prove(current.session, **given.details()))
    except passwords.Busy as busy:
        given.refuse(busy)
        return show(busy.status, **forms)
    except Refused as refusal:
        given.refuse(refusal)
        return show(422, **forms)
    return None


def show(status, form=None, passkey=None):
    has_passkeys = Passkey.of(current.account).exists()
    is_possible = has_passkeys and credentials.are_possible_at(request.host)
    return page(
        "access/proof.html", status, form=form or password_form(formdata=None), passkey=passkey,
        has_passkeys=has_passkeys, options=passkeys.options_to_prove(current.session) if is_possible else "",
        action=request.full_path.rstrip("?"), fields=carried(),
    )  # fmt: skip


def password_form(**given):
    has_app = authenticator.of(current.account) is not None
    return ProofForm(has_app, second_factor.is_set(current.account), **given)
