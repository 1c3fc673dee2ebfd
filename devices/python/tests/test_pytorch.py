"""PyTorch modules as vectors: where PyTorch is there, with it."""

import os

import numpy as np
import pytest
from ftte_device import pytorch
from ftte_device.network import Network

from test_network import ARCHITECTURE, parameters

if os.environ.get("CI"):
    import torch
else:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")


class Module(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.c = torch.nn.Conv2d(2, 3, 3, padding=1)
        self.e = torch.nn.Conv2d(3, 2, 2)
        self.d = torch.nn.Linear(8, 4)

    def forward(self, x):
        x = torch.nn.functional.max_pool2d(torch.relu(self.c(x)), 2)
        return self.d(self.e(x).flatten(1))


def test_numbers_mean_the_same_in_numpy_and_pytorch():
    network, module = Network(ARCHITECTURE), Module()
    rng = np.random.default_rng(4)
    vector = parameters(network, rng)
    pytorch.load(module, vector)
    assert np.array_equal(pytorch.flatten(module.state_dict()), vector)
    x, labels = rng.normal(size=(6, 2, 7, 6)).astype(np.float32), rng.integers(0, 4, 6)
    outputs = module(torch.tensor(x))
    np.testing.assert_allclose(network.outputs(vector, x), outputs.detach(), atol=1e-5)
    torch.nn.functional.cross_entropy(outputs, torch.tensor(labels)).backward()
    gradient = pytorch.flatten({name: p.grad for name, p in module.named_parameters()})
    np.testing.assert_allclose(network.gradient(vector, x, labels), gradient, atol=1e-5)


def test_counters_of_batch_norm_have_no_place():
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    state = module.state_dict()
    assert pytorch.names(state) == [
        "0.weight",
        "0.bias",
        "1.weight",
        "1.bias",
        "1.running_mean",
        "1.running_var",
    ]
    vector = pytorch.flatten(state)
    state["1.num_batches_tracked"] += 5
    pytorch.load(module, vector + 1)
    assert np.array_equal(pytorch.flatten(module.state_dict()), vector + 1)
    assert module.state_dict()["1.num_batches_tracked"] == 5


def test_transposed_tensors_are_taken_by_meaning():
    kernel = torch.arange(6.0).reshape(2, 3)
    assert pytorch.flatten({"w": kernel.t()}).tolist() == [0, 3, 1, 4, 2, 5]


def test_wrong_size_is_refused():
    with pytest.raises(ValueError, match="the module has 119 parameters, the model 5"):
        pytorch.load(Module(), np.zeros(5, np.float32))
