"""Two models, and devices whose sequences arrive in any order, again, and from far below.

    python3 -m venv venv && venv/bin/pip install numpy
    venv/bin/python reference.py

reads model-*.json and updates.jsonl beside this file and writes expected/. Repeats are decided in
the order in which updates are decided, not in that in which they arrived.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))
from numpy_reference import F, digest, floats  # noqa: E402

WIDTH = 64
BOUND = 500


class Window:
    """The highest sequence that passed, and which of the 64 below it did."""

    def __init__(self):
        self.passed = set()

    def takes(self, sequence):
        highest = max(self.passed, default=-1)
        if sequence in self.passed or sequence < highest - WIDTH:
            return False
        self.passed.add(sequence)
        return True


class Model:
    def __init__(self, registration):
        self.id = registration["modelId"]
        settings = registration["aggregation"]
        self.size = settings["bufferSize"]
        self.variance = settings["variance"]
        self.theta = np.frombuffer(base64.b64decode(registration["parameters"]), "<f4").copy()
        starts, start = {}, 0
        for tensor in registration["tensors"]:
            starts[tensor["name"]] = start
            start += int(np.prod(tensor["shape"]))
        self.places = np.concatenate(
            [
                np.arange(starts[t["tensor"]] + t["from"], starts[t["tensor"]] + t["to"])
                for t in registration["plans"][0]["trainable"]
            ]
        )
        self.versions, self.contributions, self.rejected = [], [], []
        self.number, self.filled, self.spreads = 0, [], []
        self.open()

    def open(self):
        self.sum = np.zeros(len(self.places), F)
        self.filled = []
        known = len(self.spreads) >= self.variance["minimum"]
        self.usual = np.median(self.spreads[-self.variance["window"] :]) if known else None

    def factor(self, spread):
        if self.usual is None:
            return 1.0
        return float(max(spread / self.usual, 1) ** -self.variance["exponent"])

    def decide(self, update):
        if update["baseVersion"] > self.number:
            self.rejected.append(rejection(update, "FUTURE_VERSION"))
            return
        delta = np.array(update["delta"], F)
        spread = float(delta.astype(np.float64).var())
        staleness = self.number - update["baseVersion"]
        age, noise = (1 + staleness) ** -0.5, self.factor(spread)
        weight = age * noise
        self.sum += F(weight) * delta
        self.spreads.append(spread)
        self.filled.append(
            {
                "deviceId": update["deviceId"],
                "sequence": update["sequence"],
                "staleness": staleness,
                "ageFactor": age,
                "varianceFactor": noise,
                "weight": weight,
                "late": update["late"],
            }
        )
        if len(self.filled) == self.size:
            self.close(update["order"])

    def close(self, time):
        self.number += 1
        self.theta[self.places] += F(1 / self.size) * self.sum
        self.versions.append(
            {
                "modelId": self.id,
                "version": self.number,
                "eventTime": time,
                "contributions": self.size,
                "digest": digest(self.theta),
                "parameters": floats(self.theta),
            }
        )
        self.contributions.append(
            {"modelId": self.id, "version": self.number, "contributions": self.filled}
        )
        self.open()


def rejection(update, reason):
    kept = {key: update[key] for key in ("modelId", "deviceId", "sequence")}
    return dict(kept, reason=reason)


def main():
    models = {}
    for path in sorted(HERE.glob("model-*.json")):
        model = Model(json.loads(path.read_text()))
        models[model.id] = model
    rejected, waiting, newest = [], [], None
    for place, line in enumerate((HERE / "updates.jsonl").read_text().splitlines()):
        update = json.loads(line)
        time = update["eventTime"]
        newest = time if newest is None else max(newest, time)
        if update["examples"] < 1:
            rejected.append(rejection(update, "NO_EXAMPLES"))
            continue
        update["order"], update["late"] = max(time, newest - BOUND), time < newest - BOUND
        key = update["order"], update["deviceId"].encode(), update["sequence"], place
        waiting.append((key, update))
    windows = {}
    for _, update in sorted(waiting, key=lambda entry: entry[0]):
        window = windows.setdefault((update["modelId"], update["deviceId"]), Window())
        if window.takes(update["sequence"]):
            models[update["modelId"]].decide(update)
        else:
            rejected.append(rejection(update, "DUPLICATE"))
    for name, lines in [
        ("versions", sorted((v for m in models.values() for v in m.versions), key=when)),
        ("lineage", [c for m in models.values() for c in m.contributions]),
        ("rejected", rejected + [r for m in models.values() for r in m.rejected]),
    ]:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (HERE / "expected" / (name + ".jsonl")).write_text(text)


def when(version):
    return version["modelId"], version["version"]


if __name__ == "__main__":
    main()
