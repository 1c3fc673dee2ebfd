"""One training step of the worked CIFAR-sized network in PyTorch on one thread; prints CPU milliseconds."""

import sys
import time

import torch
from torch import nn


def network():
    layers, channels = [], 3
    for filters, pool in [(16, 0), (32, 1), (32, 0), (64, 1), (64, 0), (64, 1)]:
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] * pool
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def least_ms(model, seconds):
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.01)
    images, labels = torch.randn(32, 3, 32, 32), torch.arange(32) % 10
    least, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.thread_time()
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()
        least = min(least, time.thread_time() - start)
    return 1e3 * least


torch.set_num_threads(1)
torch.manual_seed(1)
model = network()
print(f"pytorch-full {least_ms(model, float(sys.argv[1])):.2f}")
for layer in list(model)[:-6]:
    layer.requires_grad_(False)
assert sum(p.numel() for p in model.parameters() if p.requires_grad) == 37_578
print(f"pytorch-sparse {least_ms(model, float(sys.argv[1])):.2f}")
