"""Codes to sign in with: what stands in the email, made anew from the key of its message and kept nowhere.

A code is a keyed signature of the message that carries it, as a link is (consent.links). The session of whoever asked
holds the key, the outbox holds the key, and only the email itself ever holds the code.
"""

from django.utils.crypto import salted_hmac

SALT = "code to sign in"
DIGITS = 8


def code_of(key) -> str:
    """The code of a message, in two groups that can be read out: "1234 5678"."""
    signature = salted_hmac(SALT, str(key), algorithm="sha256").digest()
    number = int.from_bytes(signature[:16], "big") % 10**DIGITS
    digits = f"{number:0{DIGITS}d}"
    return f"{digits[:4]} {digits[4:]}"
