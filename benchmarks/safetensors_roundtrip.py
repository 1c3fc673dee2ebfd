"""Python's side of benchmarks/safetensors-roundtrip: `write DIR`, then `check DIR` once the job has trained."""

import hashlib
import json
import pathlib
import sys

import ml_dtypes
import numpy as np
import safetensors
from safetensors.numpy import load_file, save_file

ARCHITECTURE = {
    "input": [3, 12, 12],
    "layers": [
        {"type": "conv2d", "name": "features.0", "filters": 16, "kernel": 3, "padding": 1, "activation": "relu"},
        {"type": "max-pool", "size": 2},
        {"type": "depthwise-conv2d", "name": "features.3", "kernel": 3, "padding": 1},
        {"type": "flatten"},
        {"type": "dense", "name": "classifier", "units": 10},
    ],
}
SHAPES = {
    "features.0.weight": (16, 3, 3, 3),
    "features.0.bias": (16,),
    "features.3.weight": (16, 1, 3, 3),
    "features.3.bias": (16,),
    "classifier.weight": (10, 576),
    "classifier.bias": (10,),
}
TYPES = {"features.0.bias": "<f2", "features.3.weight": ml_dtypes.bfloat16, "features.3.bias": "<f8"}
STEP = np.float32(0.25)
# A version is one update further, no more.
SGD = {"preset": "fedbuff", "bufferSize": 1}


def write(folder):
    """A model of four number types, and the float32 numbers that it stands for."""
    random = np.random.default_rng(1)
    exact = {name: random.standard_normal(shape).astype("<f4") for name, shape in SHAPES.items()}
    exact["classifier.bias"][:3] = [-0.0, 1e-45, -3e38]
    stored = dict(exact)
    for name, dtype in TYPES.items():
        stored[name] = random.standard_normal(SHAPES[name]).astype(dtype)
        exact[name] = stored[name].astype("<f4")
    save_file(stored, folder / "start.safetensors", metadata={"format": "pt"})
    save_file(exact, folder / "exact.safetensors")
    settings = {"modelId": "python", "architecture": ARCHITECTURE, "aggregation": SGD}
    (folder / "settings.json").write_text(json.dumps(settings))


def check(folder):
    """Version 0 is what was written, version 1 one step of 0.25 further; then writes version 1 again."""
    exact = load_file(folder / "exact.safetensors")
    start = load_file(folder / "version-0.safetensors")
    trained = load_file(folder / "version-1.safetensors")
    require(set(start) == set(trained) == set(SHAPES), f"names {sorted(start)}, {sorted(trained)}")
    for name, shape in SHAPES.items():
        require(start[name].dtype == np.float32 and start[name].shape == shape, f"{name} has another type or shape")
        require(equal(start[name], exact[name]), f"{name} of version 0 differs from what Python wrote")
        require(equal(trained[name], exact[name] + STEP), f"{name} of version 1 is not one step further")
    for version, tensors in enumerate((start, trained)):
        with safetensors.safe_open(folder / f"version-{version}.safetensors", "np") as file:
            metadata = file.metadata()
        require(metadata["modelId"] == "python" and metadata["version"] == str(version), f"metadata {metadata}")
        require(metadata["digest"] == digest(tensors), f"the digest of version {version} is not that of its numbers")
    save_file(trained, folder / "again.safetensors")
    numbers = sum(value.size for value in trained.values())
    print(f"{len(trained)} tensors, {numbers} numbers equal in every bit, in version 0 and in version 1")


def digest(tensors):
    """SHA-256 over the SHA-256 of each 1,024 numbers, in the order of the architecture."""
    data = b"".join(tensors[name].tobytes() for name in SHAPES)
    leaves = (hashlib.sha256(data[at : at + 4096]).digest() for at in range(0, len(data), 4096))
    return hashlib.sha256(b"".join(leaves)).hexdigest()


def equal(a, b):
    return a.shape == b.shape and a.astype("<f4").tobytes() == b.astype("<f4").tobytes()


def require(condition, message):
    if not condition:
        sys.exit(message)


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
