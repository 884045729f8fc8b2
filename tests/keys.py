"""A security key made of software: it signs as browsers and keys do (WebAuthn level 3, attestation "none")."""

import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def data(text: str) -> bytes:
    return urlsafe_b64decode(text + "===")


class Key:
    """`origin` is where the browser is, `verifies` whether the key knows who holds it."""

    def __init__(self, origin="http://localhost:8000", verifies=True):
        self.origin, self.verifies, self.count = origin, verifies, 0
        self.id, self.private = os.urandom(32), ec.generate_private_key(ec.SECP256R1())
        self.handle = None

    def make(self, options, **changes):
        """What the browser sends for creation options (JSON)."""
        asked = json.loads(options)
        self.handle = data(asked["user"]["id"])
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + self._public()
        made = {"fmt": "none", "attStmt": {}, "authData": self._about(asked["rp"]["id"], WITH_KEY) + attested}
        client = self._client("webauthn.create", asked["challenge"], changes)
        return self._sent({"clientDataJSON": text(client), "attestationObject": text(cbor2.dumps(made))})

    def sign(self, options, **changes):
        """What the browser sends for request options (JSON)."""
        asked = json.loads(options)
        self.count += 1
        about = self._about(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"], changes)
        signature = self.private.sign(about + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(about),
                "signature": text(signature),
                "userHandle": text(changes.get("handle", self.handle)),
            }
        )

    def _about(self, rp_id, flags=0):
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind, challenge, changes):
        said = {"type": kind, "challenge": challenge, "origin": changes.get("origin", self.origin)}
        return json.dumps(said).encode()

    def _public(self):
        numbers = self.private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def _sent(self, response):
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})
