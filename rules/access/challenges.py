"""What a passkey has to sign: made for one purpose, good for some minutes and once.

A challenge is signed and carries its end, so that nothing is written for those who only look at the login page;
a row stands for each that was answered.
"""

import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer
from peewee import IntegrityError

import clock
import gateways
from database import write
from models import Challenge
from rules import Refused
from rules.access import tokens
from texts import lazy

SECONDS = 300
TOO_LATE = lazy("Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.")


def new(purpose: str) -> str:
    """A challenge for this purpose, as base64url."""
    said = [purpose, clock.later(seconds=SECONDS).isoformat(), secrets.token_urlsafe(16)]
    return urlsafe_b64encode(_signer().dumps(said).encode()).decode().rstrip("=")


def use(challenge: bytes, purpose: str) -> None:
    """Use a challenge up; raises Refused when it is none of ours, for something else, too old or used already."""
    try:
        said, until, _ = _signer().loads(challenge.decode())
    except (BadSignature, UnicodeDecodeError) as error:
        raise Refused(TOO_LATE) from error
    if said != purpose or datetime.fromisoformat(until) < clock.now():
        raise Refused(TOO_LATE)
    try:
        with write():
            Challenge.delete().where(Challenge.created_at < clock.ago(seconds=2 * SECONDS)).execute()
            Challenge.create(token_hash=tokens.digest(challenge.decode()))
    except IntegrityError as error:
        raise Refused(TOO_LATE) from error


def _signer() -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": sha256}
    return URLSafeSerializer(gateways.settings.secret_key, "passkey", signer_kwargs=how)
