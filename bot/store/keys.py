"""The two secrets of the database: keys that encrypt columns, and a key that makes look-ups possible.

`SECRET_KEYS` are Fernet keys, newest first: what is written uses the first, what is read may use any, so a key is
rotated by putting a new one in front. `LOOKUP_KEY` turns an identifier into a keyed hash that can be searched;
it is never rotated, since nobody could be found again. Keys are set once, at the start of a process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeysError(Exception):
    """A key is missing or does not fit; the message says what to do."""


class _Keyring:
    fernet: MultiFernet | None = None
    lookup: bytes | None = None


_keyring = _Keyring()


def set_keys(secret_keys: Sequence[str], lookup_key: str) -> None:
    """Use these keys from now on. `KeysError` when one has not the right form."""
    if not secret_keys or len(lookup_key) < 16:
        raise KeysError("SECRET_KEYS needs at least one key and LOOKUP_KEY at least 16 characters")
    try:
        _keyring.fernet = MultiFernet([Fernet(key) for key in secret_keys])
    except ValueError as error:
        raise KeysError(
            "SECRET_KEYS: each key is 32 bytes in URL-safe base64. Make one with `python -m bot new-key`."
        ) from error
    _keyring.lookup = lookup_key.encode()


def new_secret_key() -> str:
    """A fresh key for `SECRET_KEYS`."""
    return Fernet.generate_key().decode()


def keys_beside(database_folder: Path) -> tuple[list[str], str]:
    """The keys of a demonstration, made at the first start and kept in a file that only its owner can read."""
    file = database_folder / "demo-keys.json"
    if not file.exists():
        database_folder.mkdir(parents=True, exist_ok=True)
        made = {"secret": new_secret_key(), "lookup": base64.urlsafe_b64encode(os.urandom(32)).decode()}
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump(made, handle)
    kept = json.loads(file.read_text(encoding="utf-8"))
    return [kept["secret"]], kept["lookup"]


def encrypt(text: str) -> str:
    """A token that only the keys open. What a channel received may hold lone surrogates: they survive."""
    if _keyring.fernet is None:
        raise KeysError("no keys are set: call set_keys() first")
    return _keyring.fernet.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")


def decrypt(token: str) -> str:
    """The text behind a token. `KeysError` when none of the keys opens it."""
    if _keyring.fernet is None:
        raise KeysError("no keys are set: call set_keys() first")
    try:
        return _keyring.fernet.decrypt(token.encode("ascii")).decode("utf-8", "surrogatepass")
    except InvalidToken:
        raise KeysError("SECRET_KEYS does not open this database: add the key it was written with") from None


def lookup_hash(text: str) -> str:
    """A keyed hash of an identifier, 43 URL-safe characters: equal in, equal out, and nothing to read back."""
    if _keyring.lookup is None:
        raise KeysError("no keys are set: call set_keys() first")
    digest = hmac.new(_keyring.lookup, text.encode("utf-8"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
