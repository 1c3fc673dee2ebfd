"""The scenario and what must come of it, by numpy and not by the rule.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python reference.py

writes model-0.json, updates.jsonl, scenario.json and expected/ beside this file.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from numpy_reference import F, START, encoded, lineage, version, write  # noqa: E402

BUFFER, UPDATES, TRIM, COUNT = 9, 72, 0.3, 60
PLANS = {1: [(0, 40)], 2: [(20, 35), (45, 60)]}
LIARS = 2  # of a buffer


def indices(ranges):
    return np.concatenate([np.arange(a, b) for a, b in ranges])


def trimmed(rows):
    """A plan's sum: rows are (weight, delta), in admission order."""
    dropped = int(np.floor(TRIM * len(rows)))
    x = np.array([delta for _, delta in rows], F)
    ordered = np.sort(x, axis=0)
    within = (x >= ordered[dropped]) & (x <= ordered[len(rows) - 1 - dropped])
    total, kept, acc = F(0), np.zeros(x.shape[1], F), np.zeros(x.shape[1], F)
    for (weight, _), delta, counts in zip(rows, x, within):
        total += weight
        kept += np.where(counts, weight, F(0))
        acc += np.where(counts, weight, F(0)) * delta
    return acc * (total / kept)


def update(i, rng, truth):
    number = i // BUFFER
    # A buffer of plan 1 alone, then one with a single update of plan 2.
    plan = 1 if number == 2 else 1 + (i % BUFFER == 4) if number == 3 else 1 + int(rng.random() < 0.5)
    at = indices(PLANS[plan])
    delta = truth[at] + 0.1 * rng.normal(size=len(at))
    if i % BUFFER < LIARS:
        delta = -20 * delta
    return {
        "modelId": "model-0",
        "deviceId": "device-%03d" % (i % 20),
        "sequence": i // 20,
        "baseVersion": number - int(rng.integers(0, min(number, 3) + 1)),
        "planId": plan,
        "eventTime": START + 1000 * (i + 1),
        "examples": int(rng.integers(10, 200)),
        # Some are equal.
        "delta": [round(float(x), 2) for x in delta],
    }


def main():
    rng = np.random.default_rng(20)
    initial = (0.3 * rng.normal(size=COUNT)).astype(F)
    truth = 0.2 * rng.normal(size=COUNT)
    updates = [update(i, rng, truth) for i in range(UPDATES)]
    theta = initial.copy()
    versions, contributions = [], []
    for number in range(1, UPDATES // BUFFER + 1):
        filled = updates[(number - 1) * BUFFER : number * BUFFER]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan, ranges in PLANS.items():
            rows = [
                (F(1 / (number - u["baseVersion"])), np.array(u["delta"], F))
                for u in filled
                if u["planId"] == plan
            ]
            if rows:
                total[indices(ranges)] += trimmed(rows)
                divisor[indices(ranges)] += len(rows)
        covered = divisor > 0
        theta[covered] += (1 / divisor[covered]).astype(F) * total[covered]
        versions.append(version(number, filled, theta))
        contributions.append(lineage(number, filled))
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "tensors": [{"name": "w", "shape": [COUNT]}],
        "plans": [
            {"planId": i, "trainable": [{"tensor": "w", "from": a, "to": b} for a, b in ranges]}
            for i, ranges in PLANS.items()
        ],
        "parameters": encoded(initial),
        "aggregation": {
            "bufferSize": BUFFER,
            "age": {"function": "polynomial", "exponent": 1.0},
            "variance": {"exponent": 0.0},
            "robust": {"rule": "trimmed-mean", "trim": TRIM},
        },
    }
    write(HERE, model, updates, versions, contributions)


if __name__ == "__main__":
    main()
