"""Devices of another team on a real topic, with a real job."""

from __future__ import annotations

import time

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ftte_device import Device, ModelTopic, Sender
from ftte_device.network import Network
from ftte_device.topic import records

import vectors
from conftest import FTTE, Command
from test_network import digits


def wait(what, found, timeout=60):
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        result = found()
        if result:
            return result
        time.sleep(0.5)
    raise AssertionError(f"{what} did not come within {timeout} s")


def now():
    return int(time.time() * 1000)


def lineage(kafka, topic="ftte.lineage"):
    return [record for name, record in records(kafka, topic) if name == "VersionLineage"]


def rejections(kafka, topic="ftte.rejected"):
    return [record for name, record in records(kafka, topic) if name == "Rejection"]


def test_ten_devices_make_the_model_better(kafka):
    x, labels = digits()
    held_out = slice(1500, None)
    rng = np.random.default_rng(0)
    devices = [Device(f"python-{i}", "digits") for i in range(10)]
    with ModelTopic(kafka, "digits") as topic, Sender(kafka) as sender:
        for device in devices:
            sender.register(device, device.profile(budget_bytes=1 << 20))
        sender.flush()
        version, trainable = topic.wait()
        network = Network(trainable.architecture)
        before = network.accuracy(version.parameters, x[held_out], labels[held_out])
        for _ in range(6):
            for i, device in enumerate(devices):
                version, trainable = topic.wait(device_id=device.id)
                mine = slice(i * 150, (i + 1) * 150)
                after = network.train(
                    device.start(version, trainable), trainable, x[mine], labels[mine], rng
                )
                sender.send(
                    device.update(version, trainable, after, 150, now(), ["F32", "F16", "INT8"][i % 3])
                )
            sender.flush()
            version, _ = topic.wait(newer_than=version.version)
    assert version.version >= 6
    after = network.accuracy(version.parameters, x[held_out], labels[held_out])
    assert after > before + 0.3

    mine = {device.id for device in devices}
    made = wait("its lineage", lambda: [v for v in lineage(kafka) if v["version"] == version.version])
    assert made[0]["digest"].hex() == version.digest(), "assembled to the bit"
    counted = [c for v in lineage(kafka) for c in v["contributions"]]
    assert mine <= {c["deviceId"] for c in counted}
    assert not [r for r in rejections(kafka) if r["deviceId"] in mine]


def test_unreadable_records_are_passed_over(kafka):
    with Sender(kafka) as sender:
        for value in (b"\xc3\x01", b"junk", b"\xc3\x01" + 20 * b"\xff"):
            sender._send("ftte.models", "junk", value, now())
        sender.flush()
    with ModelTopic(kafka, "digits") as topic:
        topic.wait()
        wait("the junk", lambda: topic.poll() and topic.passed_over >= 3)
    assert list(records(kafka, "ftte.models"))


def test_no_broker_is_one_line():
    with pytest.raises(RuntimeError, match="no Kafka broker answers at localhost:1"):
        ModelTopic("localhost:1", "digits")


def test_update_sent_twice_counts_once_and_refusals_find_their_device(kafka):
    device = Device("python-twice", "digits", next_sequence=now())
    with ModelTopic(kafka, "digits") as topic, Sender(kafka) as sender:
        version, trainable = topic.wait(device_id=device.id)
        after = version.parameters.copy()
        after[trainable.indices] += 1e-6
        update = device.update(version, trainable, after, 1, now())
        sender.send(update)
        sender.send(update)
        sender.flush()
    refused = wait(
        "the refusal", lambda: [r for r in rejections(kafka) if r["deviceId"] == device.id]
    )
    assert [r["reason"] for r in refused] == ["DUPLICATE"]


def test_one_clock_ahead_does_not_cost_the_others(kafka):
    with ModelTopic(kafka, "digits") as topic, Sender(kafka) as sender:
        version, trainable = topic.wait()
        late = Device("python-2099", "digits")
        update = late.update(version, trainable, version.parameters, 1, now() + 7_200_000)
        with pytest.raises(ValueError, match="from the future"):
            sender.send(update)
        good = [Device(f"python-good-{i}", "digits", next_sequence=now()) for i in range(5)]
        updates = [d.update(version, trainable, version.parameters, 1, now()) for d in good]
        # A gateway that does not check: the broker refuses the batch, and the others come alone.
        for one in [updates[0], update, *updates[1:]]:
            for value in one.values():
                sender._send("ftte.updates", one.device_id, value, one.event_time_ms)
        with pytest.raises(RuntimeError, match="python-2099"):
            sender.flush()
    ids = {d.id for d in good}
    arrived = {
        record["deviceId"] for name, record in records(kafka, "ftte.updates") if name == "DeviceUpdate"
    }
    assert ids <= arrived
    assert late.id not in arrived


def test_signed_update_counts_and_forged_one_is_refused(kafka, tmp_path):
    names = ["updates", "control", "decisions", "devices", "models", "lineage", "rejected"]
    topics = [arg for name in names for arg in (f"--{name}-topic", f"signed.{name}")]
    common = ["--bootstrap-servers", kafka, "--job-name", "signed", *topics]
    created = Command("topics", "--create", *common)
    created._process.wait(120)
    model = vectors.ROOT / "schemas" / "vectors" / "model.json"
    published = Command("publish", "--model", str(model), *common)
    published._process.wait(120)
    job = Command(
        "aggregate",
        *common,
        "--checkpoint-dir", (tmp_path / "checkpoints").as_uri(),
        "--checkpoint-interval", "500ms",
        "--out-of-orderness", "200ms",
        "--tick-interval", "200ms",
        "--require-signatures", "true",
    )  # fmt: skip
    try:
        honest = Device("honest", "vectors", Ed25519PrivateKey.generate())
        forger = Device("honest", "vectors", Ed25519PrivateKey.generate(), next_sequence=1)
        with (
            ModelTopic(kafka, "vectors", "signed.models") as topic,
            Sender(kafka, "signed.updates", "signed.devices") as sender,
        ):
            sender.register(honest, honest.profile(1 << 20))
            sender.flush()
            version, trainable = topic.wait(timeout=120)
            for device in (honest, forger):
                sender.send(device.update(version, trainable, [1, 2, 3, 4], 1, now()))
            sender.flush()
        refused = wait("the refusal", lambda: rejections(kafka, "signed.rejected"))
        assert [(r["reason"], r["sequence"]) for r in refused] == [("UNAUTHORISED", 1)]
        assert FTTE.exists()
    finally:
        job.stop()
