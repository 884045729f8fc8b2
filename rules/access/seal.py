"""What must not stand in the database in plain text: sealed with keys made of the secret key."""

from base64 import urlsafe_b64encode

import gateways


class Broken(ValueError):
    """Something was not sealed by us, or for another purpose, or with another secret key."""


def seal(text: str, purpose: str) -> str:
    """The text, encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA256); each purpose has a key of its own."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed for this purpose; raises Broken."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Broken from error


def _box(purpose: str):
    """A Fernet whose key is derived from the secret key by HKDF (RFC 5869)."""
    from cryptography.fernet import Fernet  # late: few requests need it, and it is large
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(gateways.settings.secret_key.encode())
    return Fernet(urlsafe_b64encode(key))
