"""Every secret the service makes for itself, drawn from one key.

The key is ``service.secret_key`` or, left out, a file in the data folder made at the first start. Each use
has a key of its own, so that what seals phones says nothing of what signs codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from bot.config import Config


class Keys:
    """The service's keys. ``root`` is at least 32 random bytes or characters."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._fernet = Fernet(base64.urlsafe_b64encode(self._derive("seal")))
        self._index = self._derive("phone index")
        self._codes = self._derive("spoken codes")

    def _derive(self, purpose: str) -> bytes:
        return hmac.new(self._root, purpose.encode(), hashlib.sha256).digest()

    def secret(self, purpose: str) -> str:
        """A secret of its own for a purpose (the queue's signatures), as text."""
        return self._derive(purpose).hex()

    def seal(self, text: str) -> bytes:
        """Encrypt a short text (a phone number, a platform token) for the ledger."""
        return self._fernet.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """The text that :meth:`seal` took. Raises WrongKey where another key sealed it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise WrongKey from None

    def index(self, text: str) -> str:
        """A value equal for equal texts, to find a sealed phone by; useless without the key."""
        return hmac.new(self._index, text.encode(), hashlib.sha256).hexdigest()

    def code(self, subject: str, digits: int) -> str:
        """A short number for a subject, the same each time, that nobody without the key can work out."""
        digest = hmac.new(self._codes, subject.encode(), hashlib.sha256).digest()
        return str(int.from_bytes(digest[:8]) % 10**digits).zfill(digits)


class WrongKey(Exception):
    """Something was sealed with another key: the key file was lost or replaced."""


def load(config: Config) -> Keys:
    """The keys of this installation, made at the first start (mode 0600, in the data folder)."""
    if config.service.secret_key:
        return Keys(config.service.secret_key.encode())
    path = config.service.data_dir / "secret.key"
    try:
        return Keys(path.read_bytes())
    except FileNotFoundError:
        return Keys(_make(path))


def _make(path: Path) -> bytes:
    """Write a new key, whole or not at all: a second process that starts at once must read the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(48).encode()
    mine = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(mine, path)
    except FileExistsError:
        made = path.read_bytes()
    finally:
        mine.unlink()
    return made
