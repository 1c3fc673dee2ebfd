"""One device: its id, its key, the number of its next update, and what is personal to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ftte_device import digests, encodings, wire
from ftte_device.encodings import Floats
from ftte_device.versions import Trainable, Version
from ftte_device.wire import Record

CHUNK = 131_072
"""Components of a chunk; a multiple of 1,024 (protocol: Chunks)."""


@dataclass(frozen=True)
class Update:
    """What one training gave, as the records that carry it."""

    device_id: str
    event_time_ms: int
    records: list[Record]

    def values(self) -> list[bytes]:
        """One value a chunk, in order."""
        return [wire.encode("DeviceUpdate", record) for record in self.records]


class Device:
    """Not safe for use by several threads: a device does one thing at a time."""

    def __init__(
        self,
        device_id: str,
        model_id: str,
        key: Ed25519PrivateKey | None = None,
        next_sequence: int = 0,
    ) -> None:
        """
        :param device_id: 1 to 256 bytes in UTF-8
        :param key: signs the updates, where the job asks for it
        :param next_sequence: where it was, for a device that remembers; one that forgot may go on
            at its clock in milliseconds
        """
        if not 1 <= len(device_id.encode()) <= 256:
            raise ValueError("a device's id has 1 to 256 bytes in UTF-8")
        self.id = device_id
        self.model_id = model_id
        self.next_sequence = next_sequence
        self._key = key
        self._succession: tuple[int, bytes] | None = None
        self._personal: tuple[int, Trainable, Floats] | None = None

    def profile(
        self,
        budget_bytes: int,
        payload_bytes: int | None = None,
        sensitivities: Mapping[str, float] | None = None,
    ) -> bytes:
        """The value of its profile (protocol: Signatures, for the key).

        :param budget_bytes: memory that a training step may take
        :param payload_bytes: what the numbers of an update may weigh; None without a bound
        :param sensitivities: Fisher score by tensor, on the device's own data
        """
        public = None if self._key is None else _public(self._key)
        since, signature = self._succession or (None, None)
        return wire.encode(
            "DeviceProfile",
            {
                "deviceId": self.id,
                "models": [self.model_id],
                "budgetBytes": budget_bytes,
                "sensitivities": dict(sensitivities or {}),
                "publicKey": public,
                "payloadBytes": payload_bytes,
                "keySince": since,
                "keySignature": signature,
            },
        )

    def rotate(self, key: Ed25519PrivateKey, now_ms: int) -> None:
        """Takes another key, which the one before signs (protocol: Signatures).

        Send the profile before the next update, and keep the key before until then.

        :param now_ms: later than when it last took another, and not after the profile's time
        """
        if self._key is None:
            raise ValueError(f"{self.id} has no key that another could follow")
        signature = self._key.sign(digests.key_digest(self.id, now_ms, _public(key)))
        self._succession = (now_ms, signature)
        self._key = key

    def start(self, version: Version, trainable: Trainable) -> Floats:
        """The parameters to train from: the version's, with the device's personal ones in it."""
        parameters = version.parameters.copy()
        if self._personal is not None:
            generation, kept, values = self._personal
            if generation == version.generation and np.array_equal(
                kept.personal, trainable.personal
            ):
                parameters[kept.personal] = values
        return parameters

    def update(
        self,
        version: Version,
        trainable: Trainable,
        trained: npt.ArrayLike,
        examples: int,
        event_time_ms: int,
        encoding: str = "F32",
        chunk: int = CHUNK,
    ) -> Update:
        """What it learned, signed where it has a key; uses up a sequence number.

        :param trained: all parameters after training from :meth:`start`, in the model's order
        :param examples: on how many it trained, at least 1
        :param event_time_ms: the end of training
        :param chunk: components of a chunk, a multiple of 1,024
        """
        after = np.ascontiguousarray(trained, dtype=np.float32).ravel()
        if after.size != version.parameters.size:
            raise ValueError(
                f"model {version.model_id} has {version.parameters.size} parameters,"
                f" {after.size} were trained"
            )
        if chunk < 1024 or chunk % 1024:
            raise ValueError(f"chunk is {chunk}: write a multiple of 1024")
        if trainable.personal.size:
            self._personal = (version.generation, trainable, after[trainable.personal])
        delta = (after - version.parameters)[trainable.indices]
        if not np.isfinite(delta).all():
            raise ValueError("the update is not finite: train with a smaller learning rate")
        records = []
        for start in range(0, delta.size, chunk):
            record: Record = {
                "modelId": version.model_id,
                "deviceId": self.id,
                "sequence": self.next_sequence,
                "baseVersion": version.version,
                "planId": trainable.plan_id,
                "examples": examples,
                "totalLength": delta.size,
                "from": start,
                "encoding": encoding,
                "delta": encodings.encode(encoding, delta[start : start + chunk]),
                "signature": None,
            }
            records.append(self.signed(record, event_time_ms))
        self.next_sequence += 1
        return Update(self.id, event_time_ms, records)

    def signed(self, record: Record, event_time_ms: int) -> Record:
        """A DeviceUpdate with the device's signature; the record itself where it has no key."""
        if self._key is None:
            return record
        signature = self._key.sign(digests.update_digest(record, event_time_ms))
        return {**record, "signature": signature}


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
