"""A registration with an architecture that says nothing of the step, and what must come of it.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python reference.py

writes model-0.json, updates.jsonl, scenario.json and expected/ beside this file. The numbers of the
preset stand here a second time, so that they are not taken from the rule. Each layer's step is a
singular value decomposition in double; sums are float32, as in docs/design.md. Written with numpy 2.
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
F = np.float32
BUFFER, VERSIONS, START = 4, 8, 1_700_000_000_000
RATE, EPSILON, DECAY = 0.03, 1e-3, 0.9  # the preset; weights are (1 + staleness)^-1
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


def step(theta, mean, covered):
    for places in (matrix("hidden", HIDDEN, INPUTS), matrix("out", OUTPUTS, HIDDEN)):
        places = places[:, covered[places].any(axis=0)]
        u, s, v = np.linalg.svd(mean[places].astype(np.float64), full_matrices=False)
        polar = (u * (s / np.sqrt(s**2 + EPSILON * s[0] ** 2))) @ v
        rate = RATE * np.sqrt(max(1, places.shape[1] / places.shape[0]))
        theta[places] += np.where(covered[places], (rate * polar).astype(F), F(0))


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
    averaged, versions, lineage = theta.copy(), [], []
    for version in range(1, VERSIONS + 1):
        filled = updates[(version - 1) * BUFFER : version * BUFFER]
        staleness = [version - 1 - u["baseVersion"] for u in filled]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan, places in PLACES.items():
            sums = np.zeros(len(places), F)
            for u, s in zip(filled, staleness):
                if u["planId"] == plan:
                    sums += F(1 / (1 + s)) * np.array(u["delta"], F)
                    divisor[places] += 1
            total[places] += sums
        covered = divisor > 0
        mean = np.zeros(COUNT, F)
        mean[covered] = (1 / divisor[covered]).astype(F) * total[covered]
        step(theta, mean, covered)
        averaged += F(1 - DECAY) * (theta - averaged)
        versions.append(
            {
                "modelId": "model-0",
                "version": version,
                "eventTime": filled[-1]["eventTime"],
                "contributions": BUFFER,
                "digest": digest(theta),
                "parameters": floats(theta),
                "averaged": floats(averaged),
            }
        )
        contributions = [
            {
                "deviceId": u["deviceId"],
                "sequence": u["sequence"],
                "staleness": s,
                "ageFactor": 1 / (1 + s),
                "varianceFactor": 1.0,
                "weight": 1 / (1 + s),
                "late": False,
            }
            for u, s in zip(filled, staleness)
        ]
        lineage.append({"modelId": "model-0", "version": version, "contributions": contributions})
    return versions, lineage


def digest(theta):
    """All parameters are one leaf."""
    leaf = hashlib.sha256(theta.astype("<f4").tobytes()).digest()
    return hashlib.sha256(leaf).hexdigest()


def floats(values):
    """The shortest decimals that read back as the same float32."""
    return [float(np.format_float_positional(x, unique=True)) for x in values]


def main():
    rng = np.random.default_rng(17)
    initial = (0.3 * rng.normal(size=COUNT)).astype(F)
    updates = make(rng)
    versions, lineage = aggregate(initial.copy(), updates)

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
        "parameters": base64.b64encode(initial.astype("<f4").tobytes()).decode(),
        "aggregation": {"bufferSize": BUFFER},
    }
    for name, value in [
        ("model-0.json", model),
        ("scenario.json", {"models": ["model-0.json"], "outOfOrdernessMs": 500}),
    ]:
        (HERE / name).write_text(json.dumps(value, indent=1) + "\n")
    for name, lines in [
        ("updates.jsonl", updates[:10] + [refused] + updates[10:]),
        ("expected/versions.jsonl", versions),
        ("expected/lineage.jsonl", lineage),
        ("expected/rejected.jsonl", [dict(rejection, reason="FUTURE_VERSION")]),
    ]:
        (HERE / name).write_text("".join(json.dumps(line) + "\n" for line in lines))


if __name__ == "__main__":
    main()
