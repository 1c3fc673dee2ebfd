"""The scenario and what must come of it, by numpy and not by the rule.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python reference.py

writes model-0.json, updates.jsonl, scenario.json and expected/ beside this file; how steps are made
stands in ../numpy_reference.py.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from numpy_reference import F, START, EPSILON, encoded, lineage, means, spectral_step, version, write  # noqa: E402

BUFFER, UPDATES, RATE, DECAY, FLOOR = 6, 54, 0.05, 0.9, 0.25
NETWORK = {
    "input": [2, 6, 6],
    "layers": [
        {"type": "conv2d", "name": "conv", "filters": 6, "kernel": 3, "activation": "relu"},
        {"type": "depthwise-conv2d", "name": "depth", "kernel": 3, "activation": "relu"},
        {"type": "flatten"},
        {"type": "dense", "name": "hidden", "units": 34, "activation": "relu"},
        {"type": "dense", "name": "out", "units": 10},
    ],
}
# Outputs and inputs times window: 24 + 1 columns of hidden are fewer than its rows. The first three
# layers are 1,024 parameters, so that shards of 1,024 cut none.
LAYERS = [("conv", 6, 18), ("depth", 6, 9), ("hidden", 34, 24), ("out", 10, 34)]
COLUMNS = 8  # of hidden, trained by plan 1


def offsets():
    at, places = 0, {}
    for name, outputs, inputs in LAYERS:
        places[name] = (at, at + outputs * inputs)
        at += outputs * inputs + outputs
    return places, at


PLACES, COUNT = offsets()


def ranges(tensor, *pairs):
    return [{"tensor": tensor, "from": a, "to": b} for a, b in pairs]


def plans():
    partial = ranges("hidden/kernel", *[(24 * r, 24 * r + COLUMNS) for r in range(34)])
    partial += ranges("hidden/bias", (0, 34)) + ranges("out/kernel", (0, 340))
    partial += ranges("out/bias", (0, 10))
    everything = []
    for name, outputs, inputs in LAYERS:
        everything += ranges(name + "/kernel", (0, outputs * inputs))
        everything += ranges(name + "/bias", (0, outputs))
    return {1: partial, 2: everything}


def indices(plan):
    found = []
    for part in plan:
        layer, kind = part["tensor"].split("/")
        start = PLACES[layer][kind == "bias"]
        found += range(start + part["from"], start + part["to"])
    return np.array(sorted(found))


def matrix(name, outputs, inputs):
    """Where a layer's kernel lies, its bias as the last column."""
    kernel, bias = PLACES[name]
    places = np.arange(kernel, kernel + outputs * inputs).reshape(outputs, inputs)
    return np.hstack([places, np.arange(bias, bias + outputs)[:, None]])


def update(i, rng, truth, sizes):
    version = i // BUFFER
    # A buffer of plan 1 alone, one of plan 2 alone, then both.
    plan = 1 if version == 2 else 2 if version == 4 else 1 + int(rng.random() < 0.5)
    noisy = truth[sizes[plan]] + 0.2 * rng.normal(size=len(sizes[plan]))
    return {
        "modelId": "model-0",
        "deviceId": "device-%03d" % (i % 20),
        "sequence": i // 20,
        "baseVersion": version - int(rng.integers(0, min(version, 3) + 1)),
        "planId": plan,
        "eventTime": START + 1000 * (i + 1),
        "examples": int(rng.integers(10, 200)),
        "delta": [round(float(x), 3) for x in noisy],
    }


def main():
    rng = np.random.default_rng(14)
    initial = (0.3 * rng.normal(size=COUNT)).astype(F)
    sizes = {plan: indices(parts) for plan, parts in plans().items()}
    truth = 0.2 * rng.normal(size=COUNT)
    updates = [update(i, rng, truth, sizes) for i in range(UPDATES)]

    theta, averaged = initial.copy(), initial.copy()
    versions, contributions = [], []
    for number in range(1, UPDATES // BUFFER + 1):
        filled = updates[(number - 1) * BUFFER : number * BUFFER]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan in sizes:
            acc = np.zeros(len(sizes[plan]), F)
            for u in filled:
                if u["planId"] == plan:
                    weight = 1 / (number - u["baseVersion"])  # (1 + staleness)^-1
                    acc += F(weight) * np.array(u["delta"], F)
            total[sizes[plan]] += acc
            divisor[sizes[plan]] += sum(u["planId"] == plan for u in filled)
        divisor = np.where(divisor > 0, np.maximum(divisor, FLOOR * BUFFER), 0)
        mean = means(total, divisor)
        for layer in LAYERS:
            spectral_step(theta, mean, divisor > 0, matrix(*layer), RATE)
        averaged += F(1 - DECAY) * (theta - averaged)
        versions.append(version(number, filled, theta, averaged=averaged))
        contributions.append(lineage(number, filled))
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "architecture": NETWORK,
        "plans": [{"planId": i, "trainable": plan} for i, plan in plans().items()],
        "parameters": encoded(initial),
        "aggregation": {
            "bufferSize": BUFFER,
            "serverLearningRate": RATE,
            "age": {"function": "polynomial", "exponent": 1.0},
            "variance": {"exponent": 0.0},
            "serverOptimizer": {"name": "spectral", "epsilon": EPSILON},
            "averaging": {"decay": DECAY},
            "coverageFloor": FLOOR,
        },
    }
    write(HERE, model, updates, versions, contributions)


if __name__ == "__main__":
    main()
