"""What must not stand in the database in plain text: sealed with keys made of the secret key."""

from base64 import urlsafe_b64encode

import gateways


class Broken(ValueError):
    """Something was not sealed by us, or for another purpose, or with another secret key."""


def seal(text: str, purpose: str) -> str:
    """The text, encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA256); each purpose has a key of its own,
    made of the present secret key.
    """
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed for this purpose, by a former secret key too; raises Broken."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Broken from error


def is_current(sealed: str, purpose: str) -> bool:
    """Whether the present secret key sealed it."""
    from cryptography.fernet import InvalidToken

    try:
        _key(gateways.settings.secret_key, purpose).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _box(purpose: str):
    from cryptography.fernet import MultiFernet  # late: few requests need it, and it is large

    return MultiFernet([_key(each, purpose) for each in gateways.settings.secret_keys])


def _key(secret: str, purpose: str):
    """A Fernet whose key is derived from a secret key by HKDF (RFC 5869)."""
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))
