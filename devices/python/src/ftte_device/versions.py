"""A model's versions and plans, put together from its records (protocol: Versions, Plans)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ftte_device import digests
from ftte_device.encodings import Floats
from ftte_device.wire import Record

Range = tuple[int, int]

_PENDING = 16


@dataclass(frozen=True)
class Version:
    """A whole version of a model; its parameters are not to be written."""

    model_id: str
    generation: int
    version: int
    event_time_ms: int
    parameters: Floats

    def digest(self) -> str:
        """As in the lineage of this version, in hexadecimal digits."""
        return digests.model_digest(self.parameters).hex()


@dataclass(frozen=True)
class Trainable:
    """What a device trains from a version.

    ``indices`` are those of the plan's vector, which it sends; ``trained`` all that it trains,
    with the other plans of its tier and what is personal; ``personal`` what it keeps.
    """

    plan_id: int
    indices: np.ndarray[tuple[int], np.dtype[np.intp]]
    trained: np.ndarray[tuple[int], np.dtype[np.intp]]
    personal: np.ndarray[tuple[int], np.dtype[np.intp]]
    architecture: str | None


class _Parts:
    """The shards of one kind and version, as far as they are there."""

    def __init__(self) -> None:
        self.shards: dict[int, Record] = {}

    def add(self, shard: Record) -> None:
        self.shards.setdefault(shard["shard"], shard)

    def any(self) -> Record:
        return next(iter(self.shards.values()))

    def whole(self) -> bool:
        return bool(self.shards) and len(self.shards) == self.any()["shards"]

    def write_into(self, parameters: Floats) -> None:
        for shard in self.shards.values():
            values = np.frombuffer(shard["values"], "<f4")
            at = 0
            for start, end in _ranges(shard["ranges"]):
                parameters[start:end] = values[at : at + end - start]
                at += end - start

    def size(self) -> int:
        return max(int(shard["to"]) for shard in self.shards.values())


@dataclass
class Versions:
    """Joins the records of one model's topic; feed it all of them, in whatever order they come.

    Of kind MODEL for training; AVERAGE, for using the model, where it keeps an average.
    """

    model_id: str
    kind: str = "MODEL"
    newest: Version | None = None
    _generation: int = -1
    _snapshots: dict[int, _Parts] = field(default_factory=dict)
    _parts: dict[int, _Parts] = field(default_factory=dict)
    _plans: dict[int, Record] = field(default_factory=dict)

    def add(self, name: str, record: Record) -> bool:
        """Takes in a record; whether it completed a version newer than all before."""
        if record.get("modelId") != self.model_id or not self._is_current(name, record):
            return False
        if name == "TrainablePlan":
            self._plans[record["planId"]] = record
            return False
        sets = {"SNAPSHOT": self._snapshots, self.kind: self._parts}.get(record["kind"])
        if sets is None:
            return False  # The other kind, or one of a later release.
        if record["shards"] < 1 or len(record["values"]) != 4 * sum(
            end - start for start, end in _ranges(record["ranges"])
        ):
            raise ValueError(
                f"shard {record['shard']} of {self.model_id} version {record['version']}"
                " contradicts itself"
            )
        sets.setdefault(record["version"], _Parts()).add(record)
        return self._drain()

    def remove(self, key: str) -> None:
        """Takes in a tombstone by its key (protocol: Topics and keys).

        A plan's takes back that plan; a shard's says that its model was removed, so nothing of the
        generation is left until a higher one comes.
        """
        parts = key.rsplit("/", 3)
        if len(parts) < 4 or parts[:2] != [self.model_id, str(self._generation)]:
            return
        if parts[2] == "plan":
            self._plans.pop(int(parts[3]), None)
        else:
            self.newest = None
            self._snapshots, self._parts = {}, {}

    def _is_current(self, name: str, record: Record) -> bool:
        """Begins anew where the model was registered anew."""
        if name not in ("ModelShard", "TrainablePlan"):
            return False
        if record["generation"] > self._generation:
            self._generation = record["generation"]
            self.newest = None
            self._snapshots, self._parts, self._plans = {}, {}, {}
        return bool(record["generation"] == self._generation)

    def _drain(self) -> bool:
        given = -1 if self.newest is None else self.newest.version
        for version in sorted(self._parts.keys() | self._snapshots.keys(), reverse=True):
            if version <= given:
                break
            found = self._assembled(version)
            if found is not None:
                self.newest = found
                self._forget(version)
                return True
        for sets in (self._parts, self._snapshots):
            for version in sorted(sets)[:-_PENDING]:
                del sets[version]
        return False

    def _assembled(self, version: int) -> Version | None:
        parts = self._parts.get(version)
        if parts is not None and parts.whole():
            base = self._snapshots.get(parts.any()["snapshotVersion"])
            if base is not None and base.whole():
                return self._version(version, base, parts)
        # A snapshot is its version by itself, for the average of version 0 only.
        alone = self._snapshots.get(version)
        if alone is not None and alone.whole() and (self.kind == "MODEL" or version == 0):
            return self._version(version, alone, alone)
        return None

    def _version(self, version: int, base: _Parts, parts: _Parts) -> Version:
        parameters = np.empty(base.size(), np.float32)
        base.write_into(parameters)
        parts.write_into(parameters)
        parameters.flags.writeable = False
        return Version(
            self.model_id, self._generation, version, parts.any()["eventTime"], parameters
        )

    def _forget(self, version: int) -> None:
        parts = self._parts.get(version)
        needed = parts.any()["snapshotVersion"] if parts is not None else version
        for old in [v for v in self._parts if v <= version]:
            del self._parts[old]
        for old in [v for v in self._snapshots if v < needed]:
            del self._snapshots[old]

    def trainable(
        self, device_id: str, fits: Callable[[Trainable], bool] = lambda trainable: True
    ) -> Trainable | None:
        """What a device trains from the newest version; None while no plan is known or fits.

        :param fits: whether the device has the memory to train so much
        :raises ValueError: where two parties aggregate the model, to whom this device would have to
            send shares: an update itself would tell one of them everything
        """
        if self.newest is None:
            return None
        version = self.newest.version
        possible = [p for p in self._plans.values() if p["sinceVersion"] <= version]
        if not possible:
            return None
        if any(plan.get("sharing") is not None for plan in possible):
            raise ValueError(
                f"two parties aggregate {self.model_id}, and this device knows no shares:"
                " train it with a device that does"
            )
        newest = _set(max(possible, key=lambda plan: (plan["sinceVersion"], _set(plan))))
        current = [plan for plan in possible if _set(plan) == newest]
        turns = sorted(
            (p for p in current if p["place"] == digests.place(device_id, version, p["places"])),
            key=lambda plan: -plan["tier"],
        )
        tiers = {p["planId"]: [q for q in current if q["tier"] == p["tier"]] for p in turns}
        whole = [
            _trainable(p, tiers[p["planId"]]) for p in turns if len(tiers[p["planId"]]) == p["places"]
        ]
        alone = [_trainable(plan, [plan]) for plan in turns]
        return next((one for one in whole + alone if fits(one)), None)


def _set(plan: Record) -> int:
    return int(plan["planId"] if plan["set"] is None else plan["set"])


def _trainable(plan: Record, together: list[Record]) -> Trainable:
    personal = _indices([plan["personal"]])
    return Trainable(
        plan["planId"],
        _indices([plan["ranges"]]),
        np.unique(np.concatenate([_indices([p["ranges"] for p in together]), personal])),
        personal,
        plan["architecture"],
    )


def _indices(ranges: list[list[Record]]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    parts = [np.arange(start, end, dtype=np.intp) for some in ranges for start, end in _ranges(some)]
    return np.concatenate([np.empty(0, np.intp), *parts])


def _ranges(ranges: list[Record]) -> list[Range]:
    return [(one["from"], one["to"]) for one in ranges]
