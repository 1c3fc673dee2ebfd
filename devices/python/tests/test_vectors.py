"""This device reads and writes what the Java devices do, to the bit."""

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from ftte_device import Device, digests, encodings, wire

import vectors


def by_name(vector):
    return vector["name"]


@pytest.mark.parametrize("vector", vectors.load("records"), ids=by_name)
def test_record_is_read_and_written(vector):
    value = bytes.fromhex(vector["value"])
    name, record = wire.decode(value)
    assert name == vector["record"]
    assert vectors.plain(record) == vector["meaning"]
    assert wire.encode(name, record) == value


@pytest.mark.parametrize("vector", vectors.load("encodings"), ids=by_name)
def test_numbers_are_encoded_and_decoded(vector):
    numbers = vectors.floats(vector["numbers"])
    assert encodings.encode(vector["encoding"], numbers).hex() == vector["bytes"]
    decoded = encodings.decode(vector["encoding"], bytes.fromhex(vector["bytes"]))
    assert decoded.astype("<f4").tobytes().hex() == vector["decoded"]


@pytest.mark.parametrize("encoding", encodings.ENCODINGS)
def test_memory_layout_makes_no_difference(encoding):
    kernel = np.arange(600, dtype=np.float32).reshape(20, 30) / 7
    expected = encodings.encode(encoding, kernel.T.copy())
    assert encodings.encode(encoding, kernel.T) == expected
    assert encodings.encode(encoding, np.asfortranarray(kernel.T)) == expected
    assert encodings.encode(encoding, np.repeat(kernel.T, 2, axis=1)[:, ::2]) == expected


@pytest.mark.parametrize("vector", vectors.load("signatures"), ids=by_name)
def test_update_is_signed(vector):
    _, record = wire.decode(bytes.fromhex(vector["value"]))
    time = vector["eventTimeMs"]
    assert digests.update_digest(record, time).hex() == vector["digest"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["secretKey"]))
    device = Device(record["deviceId"], record["modelId"], key)
    signed = device.signed(record, time)
    assert signed["signature"].hex() == vector["signature"]
    assert wire.encode("DeviceUpdate", signed).hex() == vector["signedValue"]
    _, profile = wire.decode(device.profile(65_536))
    assert profile["publicKey"].hex() == vector["publicKey"]
    load_der_public_key(profile["publicKey"]).verify(
        signed["signature"], bytes.fromhex(vector["digest"])
    )


@pytest.mark.parametrize("vector", vectors.load("keys"), ids=by_name)
def test_key_follows_another(vector):
    before, key = (
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector[name]))
        for name in ("secretKeyBefore", "secretKey")
    )
    public = bytes.fromhex(vector["publicKey"])
    since = vector["keySince"]
    assert digests.key_digest(vector["deviceId"], since, public).hex() == vector["digest"]
    device = Device(vector["deviceId"], "m", before)
    device.rotate(key, since)
    _, profile = wire.decode(device.profile(65_536))
    assert profile["publicKey"] == public
    assert profile["keySince"] == since
    assert profile["keySignature"].hex() == vector["keySignature"]


def test_device_without_a_key_has_none_that_another_could_follow():
    with pytest.raises(ValueError, match="no key"):
        Device("d", "m").rotate(Ed25519PrivateKey.generate(), 0)


@pytest.mark.parametrize("vector", vectors.load("digests"), ids=by_name)
def test_version_has_its_digest(vector):
    assert digests.model_digest(vectors.floats(vector["parameters"])).hex() == vector["digest"]


@pytest.mark.parametrize("vector", vectors.load("turns"), ids=by_name)
def test_turn_follows_from_device_and_version(vector):
    assert (
        digests.place(vector["deviceId"], vector["baseVersion"], vector["places"])
        == vector["place"]
    )


def test_bytes_that_are_no_record_are_refused_in_one_line():
    for vector in vectors.load("refused"):
        for value in vector["values"]:
            try:
                wire.decode(bytes.fromhex(value))
            except wire.WireError as e:
                assert "\n" not in str(e)
    with pytest.raises(wire.WireError, match="instead of c301"):
        wire.decode(b"{}")
    with pytest.raises(wire.WireError, match="ends within its fingerprint"):
        wire.decode(b"\xc3\x01")
