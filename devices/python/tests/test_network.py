"""The NumPy network learns what the architecture says."""

import gzip
import json

import numpy as np
import pytest
from ftte_device.network import Network
from ftte_device.versions import Trainable

import vectors

ARCHITECTURE = json.dumps(
    {
        "input": [2, 7, 6],
        "layers": [
            {"name": "c", "type": "conv2d", "filters": 3, "kernel": 3, "padding": 1, "activation": "relu"},
            {"type": "max-pool", "size": 2},
            {"name": "e", "type": "conv2d", "filters": 2, "kernel": 2},
            {"type": "flatten"},
            {"name": "d", "type": "dense", "units": 4},
        ],
    }
)


def parameters(network, rng):
    return rng.normal(0, 0.5, network.tensors[-1].end).astype(np.float32)


def all_of(network):
    every = np.arange(network.tensors[-1].end)
    return Trainable(1, every, every, np.empty(0, np.intp), None)


def digits():
    file = vectors.ROOT / "devices/src/main/resources/io/ftte/devices/data/digits.csv.gz"
    table = np.loadtxt(gzip.open(file, "rt"), delimiter=",", dtype=np.int64)
    return (table[:, :64] / 16).astype(np.float32), table[:, 64]


def test_tensors_lie_as_the_protocol_says():
    assert [(t.name, t.shape, t.offset) for t in Network(ARCHITECTURE).tensors] == [
        ("c/kernel", (3, 2, 3, 3), 0),
        ("c/bias", (3,), 54),
        ("e/kernel", (2, 3, 2, 2), 57),
        ("e/bias", (2,), 81),
        ("d/kernel", (4, 8), 83),
        ("d/bias", (4,), 115),
    ]


def test_gradient_is_that_of_differences():
    network = Network(ARCHITECTURE)
    rng = np.random.default_rng(1)
    point = parameters(network, rng).astype(np.float64)
    x, labels = rng.normal(size=(5, 2, 7, 6)), rng.integers(0, 4, 5)

    def loss(p):
        z = network.outputs(p, x)
        z = z - z.max(axis=1, keepdims=True)
        return -np.mean(z[np.arange(5), labels] - np.log(np.exp(z).sum(axis=1)))

    gradient = network.gradient(point, x, labels)
    step = 1e-6
    for i in range(0, point.size, 7):
        up, down = point.copy(), point.copy()
        up[i] += step
        down[i] -= step
        assert gradient[i] == pytest.approx((loss(up) - loss(down)) / (2 * step), abs=2e-4)


def test_digits_are_learned():
    network = Network(
        json.dumps(
            {
                "input": [64],
                "layers": [
                    {"name": "a", "type": "dense", "units": 32, "activation": "relu"},
                    {"name": "b", "type": "dense", "units": 10},
                ],
            }
        )
    )
    rng = np.random.default_rng(2)
    x, labels = digits()
    start = rng.normal(0, 0.15, network.tensors[-1].end).astype(np.float32)
    after = network.train(start, all_of(network), x[:1400], labels[:1400], rng, steps=1500)
    assert network.accuracy(start, x[1400:], labels[1400:]) < 0.4
    assert network.accuracy(after, x[1400:], labels[1400:]) > 0.85


def test_what_is_in_no_plan_does_not_move():
    network = Network(ARCHITECTURE)
    rng = np.random.default_rng(3)
    start = parameters(network, rng)
    some = np.arange(57, 83)
    trainable = Trainable(1, some, some, np.empty(0, np.intp), None)
    x, labels = rng.normal(size=(9, 2, 7, 6)), rng.integers(0, 4, 9)
    after = network.train(start, trainable, x, labels, rng)
    moved = np.flatnonzero(after != start)
    assert moved.size > 0
    assert set(moved) <= set(some)


def test_unknown_layer_names_the_remedy():
    with pytest.raises(ValueError, match="train it with PyTorch"):
        Network('{"input": [1, 4, 4], "layers": [{"type": "average-pool", "size": 2}]}')
