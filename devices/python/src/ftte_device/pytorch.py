"""PyTorch modules as flat vectors and back; PyTorch itself is not needed to import this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ftte_device.encodings import Floats

COUNTERS = "num_batches_tracked"
"""What BatchNorm counts in: whole numbers, which no optimiser trains."""


def names(state_dict: Mapping[str, Any]) -> list[str]:
    """The tensors of a module that have a place in a model's vector, in the module's order.

    BatchNorm's counters are left out: they are whole numbers, and nothing trains them.
    """
    return [name for name in state_dict if not name.endswith(COUNTERS)]


def flatten(state_dict: Mapping[str, Any], order: Sequence[str] | None = None) -> Floats:
    """One float32 vector of a module's tensors, each with its last index fastest.

    :param order: the tensors' names in the model's order; the module's own by default
    """
    arrays = [_array(state_dict[name]) for name in order or names(state_dict)]
    return np.concatenate([np.ascontiguousarray(a, np.float32).ravel() for a in arrays])


def unflatten(
    vector: Floats, state_dict: Mapping[str, Any], order: Sequence[str] | None = None
) -> dict[str, Floats]:
    """The vector's numbers by tensor, in the shapes that the module has.

    :raises ValueError: if there are not as many as the module has
    """
    order = order or names(state_dict)
    shapes = {name: tuple(state_dict[name].shape) for name in order}
    total = sum(int(np.prod(shape)) for shape in shapes.values())
    if total != vector.size:
        raise ValueError(f"the module has {total} parameters, the model {vector.size}")
    arrays, at = {}, 0
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        arrays[name] = vector[at : at + count].reshape(shape).copy()
        at += count
    return arrays


def load(module: Any, vector: Floats, order: Sequence[str] | None = None) -> None:
    """Puts a version's parameters into a module, in place; counters stay as they are."""
    state = module.state_dict()
    for name, array in unflatten(vector, state, order).items():
        state[name].copy_(state[name].new_tensor(array))


def _array(tensor: Any) -> Any:
    """Of a tensor on any device, in any memory layout."""
    return tensor.detach().cpu().numpy() if hasattr(tensor, "detach") else np.asarray(tensor)
