"""What is hashed: an update for its signature, a version, and whose turn a plan is."""

from __future__ import annotations

import hashlib
import struct

import numpy as np
import numpy.typing as npt

from ftte_device.encodings import ENCODINGS
from ftte_device.wire import Record

_LEAF = 1024


def update_digest(update: Record, event_time_ms: int) -> bytes:
    """The 32 bytes that a device signs of a DeviceUpdate (protocol: Signatures)."""
    text = [update["modelId"].encode(), update["deviceId"].encode()]
    parts = [b"ftte-update-1"]
    for part in text:
        parts += [struct.pack(">i", len(part)), part]
    parts.append(
        struct.pack(
            ">4q4i",
            event_time_ms,
            update["sequence"],
            update["baseVersion"],
            update["examples"],
            update["planId"],
            update["totalLength"],
            update["from"],
            ENCODINGS.index(update["encoding"]),
        )
    )
    parts += [struct.pack(">i", len(update["delta"])), update["delta"]]
    return hashlib.sha256(b"".join(parts)).digest()


def key_digest(device_id: str, key_since_ms: int, public_key: bytes) -> bytes:
    """The 32 bytes that a device signs with the key before (protocol: Signatures).

    :param public_key: the new one, X.509 SubjectPublicKeyInfo in DER
    """
    id_bytes = device_id.encode()
    signed = (
        b"ftte-key-1"
        + struct.pack(f">i{len(id_bytes)}sq", len(id_bytes), id_bytes, key_since_ms)
        + struct.pack(">i", len(public_key))
        + public_key
    )
    return hashlib.sha256(signed).digest()


def model_digest(parameters: npt.ArrayLike) -> bytes:
    """The digest of a version from all its parameters (protocol: Digest)."""
    flat = np.ascontiguousarray(parameters, dtype="<f4").ravel()
    leaves = (flat[i : i + _LEAF].tobytes() for i in range(0, flat.size, _LEAF))
    return hashlib.sha256(b"".join(hashlib.sha256(leaf).digest() for leaf in leaves)).digest()


def place(device_id: str, base_version: int, places: int) -> int:
    """The place of the plan that the device trains from this version (protocol: Plans)."""
    digest = hashlib.sha256(device_id.encode() + base_version.to_bytes(8, "big")).digest()
    return int.from_bytes(digest[:8], "big") % places
