"""The encodings of an update's numbers (protocol: Encodings)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

ENCODINGS = ("F32", "F16", "INT8")

_BLOCK = 256
_LIMIT = 127


def encode(encoding: str, numbers: npt.ArrayLike) -> bytes:
    """Encodes numbers, flattened in C order whatever their memory layout is."""
    flat = np.ascontiguousarray(numbers, dtype=np.float32).ravel()
    if encoding == "F32":
        return flat.astype("<f4").tobytes()
    if encoding == "F16":
        with np.errstate(over="ignore"):  # what is too large is infinite, as in every device
            return flat.astype("<f2").tobytes()
    if encoding == "INT8":
        return b"".join(_block(flat[i : i + _BLOCK]) for i in range(0, flat.size, _BLOCK))
    raise ValueError(f"encoding is {encoding}: write one of {', '.join(ENCODINGS)}")


def _block(numbers: Floats) -> bytes:
    scale = np.float32(np.max(np.abs(numbers))) / np.float32(_LIMIT)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.rint(numbers.astype(np.float64) / np.float64(scale))
    steps = np.clip(np.nan_to_num(steps, nan=0, posinf=_LIMIT, neginf=-_LIMIT), -_LIMIT, _LIMIT)
    block: bytes = np.array([scale], "<f4").tobytes() + steps.astype(np.int8).tobytes()
    return block


def decode(encoding: str, data: bytes) -> Floats:
    """The numbers of a whole chunk."""
    if encoding == "F32":
        return np.frombuffer(data, "<f4").astype(np.float32)
    if encoding == "F16":
        return np.frombuffer(data, "<f2").astype(np.float32)
    if encoding == "INT8":
        step = 4 + _BLOCK
        blocks = [data[i : i + step] for i in range(0, len(data), step)]
        return np.concatenate([_numbers(block) for block in blocks])
    raise ValueError(f"encoding is {encoding}: write one of {', '.join(ENCODINGS)}")


def _numbers(block: bytes) -> Floats:
    scale = np.frombuffer(block[:4], "<f4")[0]
    numbers: Floats = scale * np.frombuffer(block[4:], np.int8).astype(np.float32)
    return numbers
