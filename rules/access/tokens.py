"""Tokens in cookies and links; the tables know their hashes only."""

import secrets
from hashlib import sha256


def new() -> str:
    """A token with 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: SHA-256."""
    return sha256(token.encode()).hexdigest()
