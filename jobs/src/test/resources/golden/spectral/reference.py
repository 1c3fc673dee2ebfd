"""The scenario and what must come of it, by numpy and not by the rule.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python reference.py

writes model-0.json, updates.jsonl, scenario.json and expected/ beside this file. The step is a
singular value decomposition in double, s / sqrt(s^2 + epsilon * s_max^2), where the rule takes the
eigenvalues of a Gram matrix. Sums are float32, as in docs/design.md. Written with numpy 2.
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
F = np.float32
BUFFER, UPDATES, RATE, EPSILON, DECAY, FLOOR = 6, 54, 0.05, 1e-3, 0.9, 0.25
START = 1_700_000_000_000
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


def spectral(theta, total, divisor):
    """One step of every layer, from the sums and divisors of the buffer."""
    mean = np.zeros(COUNT, F)
    covered = divisor > 0
    mean[covered] = (1 / divisor[covered]).astype(F) * total[covered]
    for name, outputs, inputs in LAYERS:
        kernel, bias = PLACES[name]
        places = np.arange(kernel, kernel + outputs * inputs).reshape(outputs, inputs)
        places = np.hstack([places, np.arange(bias, bias + outputs)[:, None]])
        places = places[:, covered[places].any(axis=0)]
        m = mean[places].astype(np.float64)
        if not m.any():
            continue
        u, s, v = np.linalg.svd(m, full_matrices=False)
        direction = (u * (s / np.sqrt(s**2 + EPSILON * s[0] ** 2))) @ v
        rate = RATE * np.sqrt(max(1, places.shape[1] / outputs))
        step = np.where(covered[places], (rate * direction).astype(F), F(0))
        theta[places] += step


def digest(theta):
    leaves = [theta[i : i + 1024].astype("<f4").tobytes() for i in range(0, COUNT, 1024)]
    return hashlib.sha256(b"".join(hashlib.sha256(leaf).digest() for leaf in leaves)).hexdigest()


def floats(values):
    """The shortest decimals that read back as the same float32."""
    return [float(np.format_float_positional(x, unique=True)) for x in values]


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
    versions, lineage = [], []
    for version in range(1, UPDATES // BUFFER + 1):
        filled = updates[(version - 1) * BUFFER : version * BUFFER]
        total, divisor = np.zeros(COUNT, F), np.zeros(COUNT)
        contributions = []
        for plan in sizes:
            acc = np.zeros(len(sizes[plan]), F)
            for u in filled:
                if u["planId"] == plan:
                    weight = 1 / (version - u["baseVersion"])  # (1 + staleness)^-1
                    acc += F(weight) * np.array(u["delta"], F)
            total[sizes[plan]] += acc
            divisor[sizes[plan]] += sum(u["planId"] == plan for u in filled)
        for u in filled:
            staleness = version - 1 - u["baseVersion"]
            weight = 1 / (1 + staleness)
            contributions.append(
                {
                    "deviceId": u["deviceId"],
                    "sequence": u["sequence"],
                    "staleness": staleness,
                    "ageFactor": weight,
                    "varianceFactor": 1.0,
                    "weight": weight,
                    "late": False,
                }
            )
        divisor = np.where(divisor > 0, np.maximum(divisor, FLOOR * BUFFER), 0)
        spectral(theta, total, divisor)
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
        lineage.append({"modelId": "model-0", "version": version, "contributions": contributions})
    write(initial, updates, versions, lineage)


def write(initial, updates, versions, lineage):
    model = {
        "modelId": "model-0",
        "eventTime": START,
        "architecture": NETWORK,
        "plans": [{"planId": i, "trainable": plan} for i, plan in plans().items()],
        "parameters": base64.b64encode(initial.astype("<f4").tobytes()).decode(),
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
