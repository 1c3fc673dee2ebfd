"""The spectral step of a model without an architecture, by numpy and not by the rule.

Its largest tensor is longer than two shards of 1,024, and the others share one. Vectors are matrices
of one column. Run it as ../spectral/reference.py, which says more; it writes the same files here.
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
F = np.float32
BUFFER, UPDATES, RATE, EPSILON, FLOOR = 4, 20, 0.05, 1e-3, 0.3
START = 1_700_000_000_000
TENSORS = [("wide", [30, 7, 13]), ("scale", [30]), ("out", [12, 30]), ("shift", [12])]
COUNT = sum(int(np.prod(shape)) for _, shape in TENSORS)
PLANS = {
    1: [("wide", 5, 40), ("wide", 1000, 1900), ("scale", 3, 20), ("shift", 0, 12)],
    2: [(name, 0, int(np.prod(shape))) for name, shape in TENSORS],
}


def offset(tensor):
    at = 0
    for name, shape in TENSORS:
        if name == tensor:
            return at
        at += int(np.prod(shape))


def indices(plan):
    return np.array([offset(t) + i for t, a, b in PLANS[plan] for i in range(a, b)])


def step(theta, total, divisor):
    covered = divisor > 0
    mean = np.zeros(COUNT, F)
    mean[covered] = (1 / divisor[covered]).astype(F) * total[covered]
    for name, shape in TENSORS:
        places = offset(name) + np.arange(int(np.prod(shape))).reshape(shape[0], -1)
        places = places[:, covered[places].any(axis=0)]
        m = mean[places].astype(np.float64)
        if m.any():
            u, s, v = np.linalg.svd(m, full_matrices=False)
            direction = (u * (s / np.sqrt(s**2 + EPSILON * s[0] ** 2))) @ v
            rate = RATE * np.sqrt(max(1, m.shape[1] / m.shape[0]))
            theta[places] += np.where(covered[places], (rate * direction).astype(F), F(0))


def digest(theta):
    leaves = [theta[i : i + 1024].astype("<f4").tobytes() for i in range(0, COUNT, 1024)]
    return hashlib.sha256(b"".join(hashlib.sha256(leaf).digest() for leaf in leaves)).hexdigest()


def main():
    rng = np.random.default_rng(21)
    initial = (0.3 * rng.normal(size=COUNT)).astype(F)
    truth = 0.2 * rng.normal(size=COUNT)
    updates = []
    for i in range(UPDATES):
        # The second buffer is of plan 1 alone, the fourth of plan 2 alone.
        plan = {1: 1, 3: 2}.get(i // BUFFER, 1 + i % 2)
        noisy = truth[indices(plan)] + 0.2 * rng.normal(size=len(indices(plan)))
        updates.append(
            {
                "modelId": "model-0",
                "deviceId": "device-%03d" % i,
                "sequence": 0,
                "baseVersion": i // BUFFER,
                "planId": plan,
                "eventTime": START + 1000 * (i + 1),
                "examples": 10,
                "delta": [round(float(x), 2) for x in noisy],
            }
        )
    theta, versions, lineage = initial.copy(), [], []
    for version in range(1, UPDATES // BUFFER + 1):
        filled = updates[(version - 1) * BUFFER : version * BUFFER]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan in PLANS:
            acc = np.zeros(len(indices(plan)), F)
            of_plan = [u for u in filled if u["planId"] == plan]
            for u in of_plan:
                acc += F(1) * np.array(u["delta"], F)
            total[indices(plan)] += acc
            divisor[indices(plan)] += len(of_plan)
        step(theta, total, np.where(divisor > 0, np.maximum(divisor, FLOOR * BUFFER), 0))
        versions.append(
            {
                "modelId": "model-0",
                "version": version,
                "eventTime": filled[-1]["eventTime"],
                "contributions": BUFFER,
                "digest": digest(theta),
                "parameters": [
                    float(np.format_float_positional(x, unique=True)) for x in theta
                ],
            }
        )
        contributions = [
            {
                "deviceId": u["deviceId"],
                "sequence": 0,
                "staleness": 0,
                "ageFactor": 1.0,
                "varianceFactor": 1.0,
                "weight": 1.0,
                "late": False,
            }
            for u in filled
        ]
        lineage.append({"modelId": "model-0", "version": version, "contributions": contributions})
    write(initial, updates, versions, lineage)


def write(initial, updates, versions, lineage):
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "tensors": [{"name": name, "shape": shape} for name, shape in TENSORS],
        "plans": [
            {"planId": i, "trainable": [{"tensor": t, "from": a, "to": b} for t, a, b in plan]}
            for i, plan in PLANS.items()
        ],
        "parameters": base64.b64encode(initial.astype("<f4").tobytes()).decode(),
        "aggregation": {
            "bufferSize": BUFFER,
            "serverLearningRate": RATE,
            "variance": {"exponent": 0.0},
            "serverOptimizer": {"name": "spectral", "epsilon": EPSILON},
            "coverageFloor": FLOOR,
        },
    }
    (HERE / "model-0.json").write_text(json.dumps(model, indent=1) + "\n")
    scenario = {"models": ["model-0.json"], "outOfOrdernessMs": 500}
    (HERE / "scenario.json").write_text(json.dumps(scenario, indent=1) + "\n")
    for name, lines in [
        ("updates.jsonl", updates),
        ("expected/versions.jsonl", versions),
        ("expected/lineage.jsonl", lineage),
        ("expected/rejected.jsonl", []),
    ]:
        (HERE / name).write_text("".join(json.dumps(line) + "\n" for line in lines))


if __name__ == "__main__":
    main()
