"""The spectral step of a model without an architecture, by numpy and not by the rule.

Its largest tensor is longer than two shards of 1,024, and the others share one. Vectors are matrices
of one column. Run it as ../spectral/reference.py, which says more; it writes the same files here.
"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from numpy_reference import F, START, EPSILON, encoded, lineage, means, spectral_step, version, write  # noqa: E402

BUFFER, UPDATES, RATE, FLOOR = 4, 20, 0.05, 0.3
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
    theta, versions, contributions = initial.copy(), [], []
    for number in range(1, UPDATES // BUFFER + 1):
        filled = updates[(number - 1) * BUFFER : number * BUFFER]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan in PLANS:
            acc = np.zeros(len(indices(plan)), F)
            of_plan = [u for u in filled if u["planId"] == plan]
            for u in of_plan:
                acc += F(1) * np.array(u["delta"], F)
            total[indices(plan)] += acc
            divisor[indices(plan)] += len(of_plan)
        divisor = np.where(divisor > 0, np.maximum(divisor, FLOOR * BUFFER), 0)
        mean = means(total, divisor)
        for name, shape in TENSORS:
            places = offset(name) + np.arange(int(np.prod(shape))).reshape(shape[0], -1)
            spectral_step(theta, mean, divisor > 0, places, RATE)
        versions.append(version(number, filled, theta))
        contributions.append(lineage(number, filled))
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "tensors": [{"name": name, "shape": shape} for name, shape in TENSORS],
        "plans": [
            {"planId": i, "trainable": [{"tensor": t, "from": a, "to": b} for t, a, b in plan]}
            for i, plan in PLANS.items()
        ],
        "parameters": encoded(initial),
        "aggregation": {
            "bufferSize": BUFFER,
            "serverLearningRate": RATE,
            "variance": {"exponent": 0.0},
            "serverOptimizer": {"name": "spectral", "epsilon": EPSILON},
            "coverageFloor": FLOOR,
        },
    }
    write(HERE, model, updates, versions, contributions)


if __name__ == "__main__":
    main()
