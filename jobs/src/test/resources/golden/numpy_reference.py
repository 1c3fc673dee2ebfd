"""What the references of the scenarios in this folder have in common: a layer's step, by singular
value decomposition in double, where the rule takes the eigenvalues of a Gram matrix; the digest; and
the files. Sums are float32, as in docs/design.md. Written with numpy 2.
"""

import base64
import hashlib
import json

import numpy as np

F = np.float32
START = 1_700_000_000_000
EPSILON = 1e-3


def means(total, divisor):
    """The mean of each covered parameter, in float32; 0 elsewhere."""
    covered = divisor > 0
    mean = np.zeros(len(total), F)
    mean[covered] = (1 / divisor[covered]).astype(F) * total[covered]
    return mean


def spectral_step(theta, mean, covered, places, rate):
    """Steps one layer in place, whose parameters lie at `places`, a matrix."""
    places = places[:, covered[places].any(axis=0)]
    m = mean[places].astype(np.float64)
    if m.any():
        u, s, v = np.linalg.svd(m, full_matrices=False)
        polar = (u * (s / np.sqrt(s**2 + EPSILON * s[0] ** 2))) @ v
        scaled = rate * np.sqrt(max(1, m.shape[1] / m.shape[0]))
        theta[places] += np.where(covered[places], (scaled * polar).astype(F), F(0))


def digest(theta):
    leaves = [theta[i : i + 1024].astype("<f4").tobytes() for i in range(0, len(theta), 1024)]
    return hashlib.sha256(b"".join(hashlib.sha256(leaf).digest() for leaf in leaves)).hexdigest()


def floats(values):
    """The shortest decimals that read back as the same float32."""
    return [float(np.format_float_positional(x, unique=True)) for x in values]


def encoded(theta):
    return base64.b64encode(theta.astype("<f4").tobytes()).decode()


def version(number, filled, theta, **more):
    """A line of versions.jsonl, of the updates that filled the buffer."""
    return {
        "modelId": "model-0",
        "version": number,
        "eventTime": filled[-1]["eventTime"],
        "contributions": len(filled),
        "digest": digest(theta),
        "parameters": floats(theta),
    } | {name: floats(values) for name, values in more.items()}


def lineage(number, filled):
    """A line of lineage.jsonl; weights are (1 + staleness)^-1."""
    contributions = []
    for u in filled:
        staleness = number - 1 - u["baseVersion"]
        contributions.append(
            {
                "deviceId": u["deviceId"],
                "sequence": u["sequence"],
                "staleness": staleness,
                "ageFactor": 1 / (1 + staleness),
                "varianceFactor": 1.0,
                "weight": 1 / (1 + staleness),
                "late": False,
            }
        )
    return {"modelId": "model-0", "version": number, "contributions": contributions}


def write(folder, model, updates, versions, contributions, rejected=(), indent=1):
    (folder / "expected").mkdir(parents=True, exist_ok=True)
    (folder / "model-0.json").write_text(json.dumps(model, indent=indent) + "\n")
    scenario = {"models": ["model-0.json"], "outOfOrdernessMs": 500}
    (folder / "scenario.json").write_text(json.dumps(scenario, indent=1) + "\n")
    for name, lines in [
        ("updates.jsonl", updates),
        ("expected/versions.jsonl", versions),
        ("expected/lineage.jsonl", contributions),
        ("expected/rejected.jsonl", rejected),
    ]:
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
