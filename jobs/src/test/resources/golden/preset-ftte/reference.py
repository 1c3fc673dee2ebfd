"""A registration with an architecture that says nothing of the step, and what must come of it.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python reference.py

writes model-0.json, updates.jsonl, scenario.json and expected/ beside this file. The numbers of the
preset stand here a second time, so that they are not taken from the rule.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from numpy_reference import F, START, encoded, lineage, means, spectral_step, version, write  # noqa: E402

BUFFER, VERSIONS = 4, 8
RATE, DECAY = 0.03, 0.9  # the preset; weights are (1 + staleness)^-1
INPUTS, HIDDEN, OUTPUTS, TRAINED = 5, 6, 4, 3
NETWORK = {
    "input": [INPUTS],
    "layers": [
        {"type": "dense", "name": "hidden", "units": HIDDEN, "activation": "relu"},
        {"type": "dense", "name": "out", "units": OUTPUTS},
    ],
}
TENSORS = [
    ("hidden/kernel", HIDDEN * INPUTS),
    ("hidden/bias", HIDDEN),
    ("out/kernel", OUTPUTS * HIDDEN),
    ("out/bias", OUTPUTS),
]
COUNT = sum(size for _, size in TENSORS)
EVERYTHING = [(name, 0, size) for name, size in TENSORS]
# Of the hidden layer the first inputs only, so that its matrix has more rows than columns.
PART = [("hidden/kernel", INPUTS * r, INPUTS * r + TRAINED) for r in range(HIDDEN)] + EVERYTHING[1:]
PLANS = {1: EVERYTHING, 2: PART}


def start(tensor):
    names = [name for name, _ in TENSORS]
    return sum(size for _, size in TENSORS[: names.index(tensor)])


def indices(plan):
    return np.concatenate([np.arange(start(t) + a, start(t) + b) for t, a, b in plan])


PLACES = {plan: indices(parts) for plan, parts in PLANS.items()}


def matrix(layer, rows, columns):
    """Where a layer's kernel lies, its bias as the last column."""
    kernel = start(layer + "/kernel") + np.arange(rows * columns).reshape(rows, columns)
    return np.hstack([kernel, start(layer + "/bias") + np.arange(rows)[:, None]])


def make(rng):
    """Buffers of part, of everything and of both; every third update is stale where it can be."""
    truth, updates = 0.2 * rng.normal(size=COUNT), []
    for i in range(BUFFER * VERSIONS):
        version = i // BUFFER
        plan = [2, 1, 1 + i % 2][version % 3]
        delta = truth[PLACES[plan]] + 0.1 * rng.normal(size=len(PLACES[plan]))
        updates.append(
            {
                "modelId": "model-0",
                "deviceId": "device-%03d" % (i % 10),
                "sequence": i // 10,
                "baseVersion": version - min(version, i % 3),
                "planId": plan,
                "eventTime": START + 1000 * (i + 1),
                "examples": int(rng.integers(10, 200)),
                "delta": [round(float(x), 3) for x in delta],
            }
        )
    return updates


def aggregate(theta, updates):
    averaged, versions, contributions = theta.copy(), [], []
    for number in range(1, VERSIONS + 1):
        filled = updates[(number - 1) * BUFFER : number * BUFFER]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan, places in PLACES.items():
            sums = np.zeros(len(places), F)
            for u in filled:
                if u["planId"] == plan:
                    sums += F(1 / (number - u["baseVersion"])) * np.array(u["delta"], F)
                    divisor[places] += 1
            total[places] += sums
        mean = means(total, divisor)
        for places in (matrix("hidden", HIDDEN, INPUTS), matrix("out", OUTPUTS, HIDDEN)):
            spectral_step(theta, mean, divisor > 0, places, RATE)
        averaged += F(1 - DECAY) * (theta - averaged)
        versions.append(version(number, filled, theta, averaged=averaged))
        contributions.append(lineage(number, filled))
    return versions, contributions


def main():
    rng = np.random.default_rng(17)
    initial = (0.3 * rng.normal(size=COUNT)).astype(F)
    updates = make(rng)
    versions, contributions = aggregate(initial.copy(), updates)

    # In the middle of a buffer, by a device that counts otherwise.
    refused = dict(updates[10], sequence=7, baseVersion=100, eventTime=START + 10_500)
    rejection = {key: refused[key] for key in ("modelId", "deviceId", "sequence")}
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "architecture": NETWORK,
        "plans": [
            {
                "planId": plan,
                "trainable": [{"tensor": t, "from": a, "to": b} for t, a, b in parts],
            }
            for plan, parts in PLANS.items()
        ],
        "parameters": encoded(initial),
        "aggregation": {"bufferSize": BUFFER},
    }
    write(
        HERE,
        model,
        updates[:10] + [refused] + updates[10:],
        versions,
        contributions,
        [dict(rejection, reason="FUTURE_VERSION")],
    )


if __name__ == "__main__":
    main()
