"""Payloads too large for Redis and for documents: bytes by content hash, one folder per organization.

A blob is written before anything refers to it, and never changes: its name is the SHA-256 of its bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from functools import cache
from pathlib import Path

from automaton.env import StoreSettings, load
from automaton.errors import NotFound

_SAFE = re.compile(r"^[0-9a-f-]{1,64}$")


def put(organization_id: str, content: bytes) -> str:
    """Store ``content`` and return its hash (64 hex characters). Durable when it returns; repeating is harmless."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(organization_id, digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
    return digest


def get(organization_id: str, digest: str) -> bytes:
    """The bytes of that hash. Raises NotFound when this organization has no such blob."""
    try:
        return _path(organization_id, digest).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"Payload {digest[:12]} is gone: it was removed by retention or never written.") from None


@cache
def _root() -> Path:
    return load(StoreSettings).blob_dir


def _path(organization_id: str, digest: str) -> Path:
    if not (_SAFE.match(organization_id) and _SAFE.match(digest)):
        raise NotFound("No such payload.")
    return _root() / organization_id / digest[:2] / digest
