"""The test vectors of the protocol, schemas/vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[3]


def load(name: str) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads(
        (ROOT / "schemas" / "vectors" / f"{name}.json").read_text()
    )
    assert vectors, name
    return vectors


def floats(digits: str) -> Any:
    return np.frombuffer(bytes.fromhex(digits), "<f4")


def plain(value: Any) -> Any:
    """A record as the vectors have it: bytes as hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
