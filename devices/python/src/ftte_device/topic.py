"""The model topic (protocol: Topics and keys, Reading)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from ftte_device import wire
from ftte_device.versions import Trainable, Version, Versions
from ftte_device.wire import Record


_TOMBSTONE = ""  # The name of what has no value; its only field is its key.


def records(
    bootstrap_servers: str,
    topic: str,
    timeout: float = 60,
    client: Mapping[str, Any] | None = None,
) -> Iterator[tuple[str, Record]]:
    """Every committed record of a topic, by name, as far as it is written now.

    :raises TimeoutError: if its end is not reached within so many seconds
    """
    with _Reader(bootstrap_servers, topic, client) as reader:
        until = time.monotonic() + timeout
        while not reader.at_end():
            if time.monotonic() > until:
                raise TimeoutError(f"topic {topic} was not read to its end within {timeout} s")
            yield from (found for found in reader.read(0.2) if found[0] != _TOMBSTONE)


class _Reader:
    """From the beginning of all partitions, committed records only, without a consumer group."""

    def __init__(
        self, bootstrap_servers: str, topic: str, client: Mapping[str, Any] | None
    ) -> None:
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap_servers,
                **(client or {}),
                # The client asks for a group, but none is joined: partitions are assigned.
                "group.id": "ftte-device",
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "auto.offset.reset": "earliest",
                # Offsets do not tell: a transaction's marker is one, and no record of it comes.
                "enable.partition.eof": True,
                # A line for each attempt to reach a broker would bury everything else.
                "log_level": 2,
            }
        )
        self._reached: set[int | None] = set()
        self.passed_over = 0
        try:
            metadata = self._consumer.list_topics(topic, timeout=10).topics[topic]
        except KafkaException as e:
            self._consumer.close()
            raise RuntimeError(f"no Kafka broker answers at {bootstrap_servers}") from e
        if metadata.error is not None:
            raise RuntimeError(f"topic {topic}: {metadata.error.str()}")
        self._partitions = sorted(metadata.partitions)
        # The client says that a partition has ended when a fetch brings nothing of it. Where the job
        # ticks on all of them at once, every fetch brings something, so the end is remembered, too.
        self._ends = {
            p: self._consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1]
            for p in self._partitions
        }
        self._consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in self._partitions])

    def at_end(self) -> bool:
        """Whether every partition was read to where it ended."""
        return len(self._reached) == len(self._partitions)

    def _note(self, partition: int | None, offset: int | None) -> None:
        if partition is not None and offset is not None and offset + 1 >= self._ends[partition]:
            self._reached.add(partition)

    def read(self, timeout: float) -> list[tuple[str, Record]]:
        found: list[tuple[str, Record]] = []
        for message in self._consumer.consume(500, timeout):
            error, value = message.error(), message.value()
            if error is None:
                self._note(message.partition(), message.offset())
            if error is not None:
                if error.code() != KafkaError._PARTITION_EOF:
                    raise KafkaException(error)
                self._reached.add(message.partition())
            elif not value:
                key = (message.key() or b"").decode(errors="replace")
                found.append((_TOMBSTONE, {"key": key}))
            else:
                try:
                    found.append(wire.decode(value))
                except wire.WireError:
                    # Compaction keeps it: whoever stopped here would stop at every start.
                    self.passed_over += 1
        return found

    def __enter__(self) -> _Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._consumer.close()


class ModelTopic:
    """Follows a model's versions and plans."""

    def __init__(
        self,
        bootstrap_servers: str,
        model_id: str,
        topic: str = "ftte.models",
        kind: str = "MODEL",
        client: Mapping[str, Any] | None = None,
    ) -> None:
        """
        :param kind: MODEL to train, AVERAGE to use the model
        :param client: further properties of the Kafka client, such as those of TLS
        """
        self.versions = Versions(model_id, kind)
        self._generation: int | None = None
        self._reader = _Reader(bootstrap_servers, topic, client)

    def poll(self, timeout: float = 0.2) -> Version | None:
        """Reads what has come and returns the newest whole version, if there is one yet."""
        for name, record in self._reader.read(timeout):
            try:
                if name == _TOMBSTONE:
                    self.versions.remove(record["key"])
                else:
                    self.versions.add(name, record)
            except ValueError:
                self._reader.passed_over += 1
        return self.versions.newest

    @property
    def passed_over(self) -> int:
        """Records that could not be read, or contradicted themselves: of a later release, say."""
        return self._reader.passed_over

    def wait(
        self, newer_than: int = -1, device_id: str = "", timeout: float = 60
    ) -> tuple[Version, Trainable]:
        """The newest version above ``newer_than``, with what the device trains from it.

        Of a model that was removed and registered anew, any version is newer than those before.

        :raises TimeoutError: if none comes in time; a version comes when a buffer of updates is
            full, so a device that is alone may wait for ever
        """
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            version = self.poll()
            if version is not None and (version.version > newer_than or self._is_anew(version)):
                trainable = self.versions.trainable(device_id)
                if trainable is not None:
                    self._generation = version.generation
                    return version, trainable
        raise TimeoutError(
            f"no version of {self.versions.model_id} above {newer_than} within {timeout} s:"
            " is the job running, the model registered, and did enough updates for a buffer come?"
        )

    def _is_anew(self, version: Version) -> bool:
        return self._generation is not None and version.generation > self._generation

    def __enter__(self) -> ModelTopic:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.__exit__(kind, error, trace)
