"""What browsers send for passkeys, read and checked (WebAuthn level 3); where passkeys are possible at all."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import gateways
from models import Account

# What the reader of a library meets in bytes that somebody made up.
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class Unreadable(ValueError):
    """Not what a browser sends, or not for this portal, or signed by another key."""


class NewKey(NamedTuple):
    """A key that was just made; id and key as base64url."""

    id: str
    public_key: str
    sign_count: int


class Shown(NamedTuple):
    """A key that signed something; `check` says whether it did."""

    id: str
    parsed: Any
    challenge: bytes

    def check(self, account: Account, public_key: str, must_verify: bool) -> int:
        """The key's counter, when it signed for us, and with `must_verify` knew who held it. Raises Unreadable."""
        from webauthn import base64url_to_bytes, verify_authentication_response
        from webauthn.helpers.exceptions import WebAuthnException

        handle = self.parsed.response.user_handle
        if handle and _text(handle) != user_handle(account):
            raise Unreadable
        try:
            verified = verify_authentication_response(
                credential=self.parsed, expected_challenge=self.challenge, expected_rp_id=rp_id(),
                expected_origin=origin(), credential_public_key=base64url_to_bytes(public_key),
                credential_current_sign_count=0, require_user_verification=must_verify,
            )  # fmt: skip
        except (WebAuthnException, *MALFORMED) as error:
            raise Unreadable from error
        return verified.new_sign_count


def read_new(credential: str, use: Callable[[bytes], None]) -> NewKey:
    """A new key from the browser's JSON; `use` takes its challenge or raises. Raises Unreadable."""
    from webauthn import verify_registration_response
    from webauthn.helpers import parse_registration_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    parsed, challenge = _read(credential, parse_registration_credential_json)
    use(challenge)
    try:
        verified = verify_registration_response(
            credential=parsed, expected_challenge=challenge, expected_rp_id=rp_id(), expected_origin=origin()
        )
    except (WebAuthnException, *MALFORMED) as error:
        raise Unreadable from error
    return NewKey(_text(verified.credential_id), _text(verified.credential_public_key), verified.sign_count)


def read_login(credential: str, use: Callable[[bytes], None]) -> Shown:
    """A key that says who somebody is, yet unchecked; `use` takes its challenge or raises. Raises Unreadable."""
    from webauthn.helpers import parse_authentication_credential_json

    parsed, challenge = _read(credential, parse_authentication_credential_json)
    use(challenge)
    return Shown(_text(parsed.raw_id), parsed, challenge)


def user_handle(account: Account) -> str:
    """What a passkey knows of its account; tells nobody anything."""
    return _text(sha256(f"{rp_id()} account {account.id}".encode()).digest())


def rp_id() -> str:
    """The host that passkeys belong to; on a machine of one's own its name, as passkeys know no addresses."""
    settings = gateways.settings
    return "localhost" if settings.stays_local(settings.host) else settings.host


def origin() -> str:
    """The only address from which a browser may have signed."""
    parts = urlsplit(gateways.settings.public_url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.scheme}://{rp_id()}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def are_possible_at(host: str) -> bool:
    """Whether a browser that reaches us under this Host header can use passkeys: not under an IP address."""
    try:
        ip_address(rp_id().strip("[]"))
    except ValueError:
        return (urlsplit(f"//{host}").hostname or "") == rp_id()
    return False


def _read(credential: str, parse: Callable[[dict[str, Any]], Any]) -> tuple[Any, bytes]:
    from webauthn.helpers import parse_client_data_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        parsed = parse(json.loads(credential))
        return parsed, parse_client_data_json(parsed.response.client_data_json).challenge
    except (WebAuthnException, *MALFORMED) as error:
        raise Unreadable from error


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
