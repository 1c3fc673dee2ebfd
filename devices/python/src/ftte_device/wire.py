"""Records as bytes: Avro's single-object encoding (protocol: A value)."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.resources import files
from typing import Any

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

Record = dict[str, Any]

_MAGIC = b"\xc3\x01"
_HEADER = 10


class WireError(ValueError):
    """Bytes that are no record of this project, in one line."""


@cache
def _schemas() -> dict[str, Any]:
    """Today's schema of each record, by name."""
    folder = files("ftte_device") / "schemas"
    return {
        file.name.removesuffix(".avsc"): _parsed(file.read_text())
        for file in folder.iterdir()
        if file.name.endswith(".avsc")
    }


@cache
def _writers() -> dict[bytes, tuple[str, Any]]:
    """Schemas of this release and of earlier ones, by fingerprint."""
    history = files("ftte_device") / "schemas" / "history"
    known = {}
    for release in history.iterdir():
        for file in release.iterdir():
            schema = _parsed(file.read_text())
            known[_fingerprint(schema)] = (file.name.removesuffix(".avsc"), schema)
    for name, schema in _schemas().items():
        known[_fingerprint(schema)] = (name, schema)
    return known


def _parsed(text: str) -> Any:
    return fastavro.parse_schema(json.loads(text))


def _fingerprint(schema: Any) -> bytes:
    """As it travels: CRC-64-AVRO, least significant byte first."""
    return bytes.fromhex(fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO"))


def encode(name: str, record: Record) -> bytes:
    """The value of a record, such as ``encode("DeviceProfile", {...})``."""
    schema = _schemas()[name]
    out = io.BytesIO()
    out.write(_MAGIC + _fingerprint(schema))
    fastavro.schemaless_writer(out, schema, record, strict_allow_default=True)
    return out.getvalue()


def decode(value: bytes) -> tuple[str, Record]:
    """The name of a record and its fields, as this release knows them.

    :raises WireError: if the bytes are not exactly one record of a known schema
    """
    if value[:2] != _MAGIC:
        raise WireError(f"not a record: it starts with {value[:_HEADER].hex()} instead of c301")
    if len(value) < _HEADER:
        raise WireError("the record ends within its fingerprint")
    known = _writers().get(value[2:_HEADER])
    if known is None:
        raise WireError(
            f"unknown schema fingerprint {value[2:_HEADER].hex()}: upgrade this package"
        )
    name, writer = known
    body = io.BytesIO(value[_HEADER:])
    try:
        record: Any = fastavro.schemaless_reader(body, writer, _schemas()[name])
    except Exception as e:  # fastavro has no error of its own for bytes that do not fit
        raise WireError(f"{name} cannot be read: {e}") from e
    if body.read(1):
        raise WireError(f"bytes follow the end of the {name}")
    return name, record
