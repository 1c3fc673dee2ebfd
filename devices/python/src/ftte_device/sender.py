"""The way of profiles and updates to Kafka (protocol: Topics and keys, Writing)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from ftte_device.device import Device, Update

_AHEAD_MS = 60_000


class Sender:
    """Writes for any number of devices; what it was given is acknowledged when flush returns."""

    def __init__(
        self,
        bootstrap_servers: str,
        updates_topic: str = "ftte.updates",
        devices_topic: str = "ftte.devices",
        client: Mapping[str, Any] | None = None,
    ) -> None:
        """
        :param client: further properties of the Kafka client, such as those of TLS
        """
        self._updates = updates_topic
        self._devices = devices_topic
        self._failures: list[str] = []
        self._again: list[tuple[str, str, bytes, int]] = []
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap_servers,
                **(client or {}),
                "acks": "all",
                "enable.idempotence": True,
                # What comes out of order, a broker that was killed refuses until it expires.
                "max.in.flight.requests.per.connection": 1,
                # A line for each attempt to reach a broker would bury everything else.
                "log_level": 2,
                # As Java's clients partition, so that one device of both comes to one partition.
                "partitioner": "murmur2_random",
            }
        )

    def register(self, device: Device, profile: bytes) -> None:
        """Sends a device's profile; does so anew whenever its budget has changed."""
        self._send(self._devices, device.id, profile, int(time.time() * 1000))

    def send(self, update: Update) -> None:
        """Sends an update; returns before it is acknowledged.

        :raises ValueError: if its time lies ahead of this machine's clock: the broker would refuse
            the batch, and updates of other devices with it
        """
        if update.event_time_ms > time.time() * 1000 + _AHEAD_MS:
            raise ValueError(
                f"the update of {update.device_id} is from the future: set the device's clock"
            )
        for value in update.values():
            self._send(self._updates, update.device_id, value, update.event_time_ms)
        self._producer.poll(0)

    def flush(self, timeout: float = 30) -> None:
        """Waits until everything is acknowledged.

        :raises RuntimeError: if something was refused or did not arrive in time
        """
        until = time.monotonic() + timeout
        left = self._producer.flush(timeout)
        # A batch was refused for the clock of one record; the others come by themselves.
        refused, self._again = self._again, []
        for topic, device_id, value, at in refused:
            self._send(topic, device_id, value, at, alone=True)
            left += self._producer.flush(max(0.0, until - time.monotonic()))
        failures, self._failures = self._failures, []
        if left:
            failures.append(f"{left} records were not acknowledged within {timeout} s")
        if failures:
            raise RuntimeError("; ".join(failures))

    def _send(self, topic: str, device_id: str, value: bytes, at: int, alone: bool = False) -> None:
        def acknowledged(error: KafkaError | None, message: Message) -> None:
            if error is None:
                return
            if error.code() == KafkaError.INVALID_TIMESTAMP and not alone:
                self._again.append((topic, device_id, value, at))
            else:
                self._failures.append(f"{device_id}: {error.str()}")

        try:
            self._producer.produce(
                topic, value, device_id.encode(), timestamp=at, on_delivery=acknowledged
            )
        except BufferError:
            self._producer.poll(1)
            self._send(topic, device_id, value, at, alone)
        except KafkaException as e:
            self._failures.append(f"{device_id}: {e}")

    def __enter__(self) -> Sender:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._producer.flush(1)
