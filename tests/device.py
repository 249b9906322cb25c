"""A device that makes and uses passkeys (WebAuthn Level 3, §6), without a screen: what tests put in place of a browser.

phone = Device()
made = phone.make(options)                       # the options are the JSON that the server sends
signed = phone.sign(options)
phone.sign(options, origin="https://elsewhere.example")      # what a site that imitates ours would obtain
"""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256 = -7
P256 = {1: 2, 3: ES256, -1: 1}  # COSE: a key of two coordinates, its algorithm, its curve


@dataclass
class Device:
    """One passkey, its key pair, and how often it was used. `counts` is false for those that synchronise.

    `verifies` is false for a security key that answers to anybody's touch.
    """

    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    counts: bool = True
    verifies: bool = True
    used: int = 0

    def make(self, options: str, *, origin: str = "", rp_id: str = "", kind: str = "webauthn.create") -> str:
        """Answer as a browser does to someone who agrees to make a passkey."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public_key = cbor2.dumps(P256 | {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public_key
        data = self._data(rp_id or asked["rp"]["id"], PRESENT | VERIFIED | ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = _said(kind, asked["challenge"], origin or f"http://{asked['rp']['id']}")
        return self._answer(clientDataJSON=said, attestationObject=attestation)

    def sign(self, options: str, *, origin: str = "", rp_id: str = "", kind: str = "webauthn.get") -> str:
        """Answer as a browser does to someone who agrees to use it."""
        asked = json.loads(options)
        self.used += self.counts
        data = self._data(rp_id or asked["rpId"], PRESENT | (VERIFIED if self.verifies else 0))
        said = _said(kind, asked["challenge"], origin or f"http://{asked['rpId']}")
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def copy(self) -> "Device":
        """Return a copy, as a thief of the whole device would have."""
        return Device(self.credential_id, self.key, counts=self.counts, used=self.used)

    def _data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.used)

    def _answer(self, **parts: bytes) -> str:
        response = {name: bytes_to_base64url(value) for name, value in parts.items()}
        identifier = bytes_to_base64url(self.credential_id)
        return json.dumps(
            {
                "id": identifier,
                "rawId": identifier,
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": {},
                "response": {**response, "transports": ["internal", "hybrid"]},
            }
        )


def _said(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()
