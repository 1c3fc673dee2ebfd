#!/usr/bin/env bash
# The NumPy writer of safetensors 0.8.0 stores an array's memory as it lies and its shape as it is, without a word:
# an array in Fortran order, a transposed one (a kernel on its way from a library that has inputs × outputs) and a
# strided one come back with their numbers in other places. The PyTorch writer of the same package refuses such
# tensors. So make arrays contiguous (numpy.ascontiguousarray) before they are saved.
# Seen:
#   C order: equal
#   Fortran order: other numbers
#   transposed: other numbers
#   strided: other numbers
# Exit 0 while that is so. Needs python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q safetensors==0.8.0 numpy==2.2.6

cat >save.py <<'PYTHON'
import numpy as np
from safetensors.numpy import load, save

kernel = np.arange(6, dtype=np.float32).reshape(2, 3)
arrays = {
    "C order": kernel,
    "Fortran order": np.asfortranarray(kernel),
    "transposed": kernel.T,
    "strided": np.arange(12, dtype=np.float32).reshape(2, 6)[:, ::2],
}
for name, array in arrays.items():
    back = load(save({"kernel": array}))["kernel"]
    assert back.shape == array.shape
    print(f"{name}: {'equal' if np.array_equal(back, array) else 'other numbers'}")
PYTHON

python/bin/python save.py | tee seen
diff seen - <<'SEEN'
C order: equal
Fortran order: other numbers
transposed: other numbers
strided: other numbers
SEEN
