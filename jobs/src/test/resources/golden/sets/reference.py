"""Plans that take turns, and tiers of them, by numpy and not by the rule.

Writes the scenario `sets` here: three plans of one tier under the spectral step, whose matrix is cut
by columns, with updates of plans that had no turn. And `../tiers`: two plans of tier 0 and one of
tier 1 that holds both, under sgd with a coverage floor. Run as ../spectral/reference.py, which says
more.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from numpy_reference import F, START, encoded, lineage, means, spectral_step, version, write  # noqa: E402

BUFFER, VERSIONS, FLOOR = 6, 6, 0.25
ROWS, COLUMNS = 24, 60
TENSORS = [("w", [ROWS, COLUMNS]), ("b", [ROWS])]
COUNT = ROWS * COLUMNS + ROWS


def columns(first, step):
    """Every step-th column of w, and all of b."""
    return [
        ("w", row * COLUMNS + c, row * COLUMNS + c + 1)
        for row in range(ROWS)
        for c in range(first, COLUMNS, step)
    ] + [("b", 0, ROWS)]


SCENARIOS = {
    "sets": {
        "plans": {i + 1: (0, columns(i, 3)) for i in range(3)},
        "optimizer": "spectral",
        "rate": 0.05,
    },
    "tiers": {
        "plans": {
            1: (0, columns(0, 4)),
            4: (0, columns(2, 4)),
            9: (2, [("w", 0, ROWS * COLUMNS), ("b", 0, ROWS)]),
        },
        "optimizer": "sgd",
        "rate": 0.7,
    },
}


def indices(ranges):
    return np.array([(0 if t == "w" else ROWS * COLUMNS) + i for t, a, b in ranges for i in range(a, b)])


def turn(plans, tier, device, version):
    """The id of the plan of a tier that a device trains from a version."""
    ids = sorted(i for i, (t, _) in plans.items() if t == tier)
    hashed = hashlib.sha256(device.encode("utf-8") + version.to_bytes(8, "big")).digest()
    return ids[int.from_bytes(hashed[:8], "big") % len(ids)]


def step(theta, total, divisor, optimizer, rate):
    covered = divisor > 0
    if optimizer == "sgd":
        theta[covered] += (rate / divisor[covered]).astype(F) * total[covered]
        return
    mean = means(total, divisor)
    for start, shape in [(0, [ROWS, COLUMNS]), (ROWS * COLUMNS, [ROWS, 1])]:
        places = start + np.arange(int(np.prod(shape))).reshape(shape)
        spectral_step(theta, mean, covered, places, rate)


def scenario(name, plans, optimizer, rate):
    rng = np.random.default_rng(len(name))
    initial = (0.3 * rng.normal(size=COUNT)).astype(F)
    truth = 0.2 * rng.normal(size=COUNT)
    theta, updates, versions, contributions, rejected = initial.copy(), [], [], [], []
    tiers = sorted({t for t, _ in plans.values()})
    sent = 0

    def update(device, base, plan):
        of_plan = indices(plans[plan][1])
        noisy = truth[of_plan] + 0.2 * rng.normal(size=len(of_plan))
        updates.append(
            {
                "modelId": "model-0",
                "deviceId": device,
                "sequence": sent,
                "baseVersion": base,
                "planId": plan,
                "eventTime": START + 1000 * (len(updates) + 1),
                "examples": 10,
                "delta": [round(float(x), 2) for x in noisy],
            }
        )
        return updates[-1]

    for base in range(VERSIONS):
        filled = []
        for i in range(BUFFER):
            device = "device-%03d" % (7 * sent % 50)
            # A third of the devices are strong.
            tier = tiers[-1] if sent % 3 == 0 else tiers[0]
            filled.append(update(device, base, turn(plans, tier, device, base)))
            sent += 1
            if i == 2:
                device = "device-%03d" % (100 + base)
                right = turn(plans, tiers[0], device, base)
                wrong = [p for p, (t, _) in plans.items() if t == tiers[0] and p != right][-1]
                refused = update(device, base, wrong)
                rejected.append({k: refused[k] for k in ("modelId", "deviceId", "sequence")})
                rejected[-1]["reason"] = "WRONG_PLAN"
                sent += 1
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        for plan in sorted(plans):
            acc = np.zeros(len(indices(plans[plan][1])), F)
            for u in [u for u in filled if u["planId"] == plan]:
                acc += F(1) * np.array(u["delta"], F)
                divisor[indices(plans[plan][1])] += 1
            total[indices(plans[plan][1])] += acc
        raised = np.where(divisor > 0, np.maximum(divisor, FLOOR * BUFFER), 0)
        step(theta, total, raised, optimizer, rate)
        versions.append(version(base + 1, filled, theta))
        contributions.append(lineage(base + 1, filled))
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "tensors": [{"name": name, "shape": shape} for name, shape in TENSORS],
        "plans": [
            {
                "planId": i,
                "tier": tier,
                "trainable": [{"tensor": t, "from": a, "to": b} for t, a, b in ranges],
            }
            for i, (tier, ranges) in plans.items()
        ],
        "parameters": encoded(initial),
        "aggregation": {
            "bufferSize": BUFFER,
            "serverLearningRate": rate,
            "variance": {"exponent": 0.0},
            "serverOptimizer": {"name": optimizer},
            "coverageFloor": FLOOR,
        },
    }
    return model, updates, versions, contributions, rejected


def main():
    for name, of in SCENARIOS.items():
        write(HERE.parent / name, *scenario(name, **of), indent=None)


if __name__ == "__main__":
    main()
