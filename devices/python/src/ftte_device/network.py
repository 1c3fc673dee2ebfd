"""A small sequential network in NumPy: what a registration's ``architecture`` describes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from ftte_device.encodings import Floats
from ftte_device.versions import Trainable

Labels = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Tensor:
    """A tensor and where it lies in the flat vector."""

    name: str
    shape: tuple[int, ...]
    offset: int

    @property
    def end(self) -> int:
        return self.offset + int(np.prod(self.shape))


def _windows(images: Floats, size: int) -> Any:
    """Images × channels × rows × columns × the window's rows × its columns, without a copy."""
    view: Any = sliding_window_view  # Its types differ between releases of NumPy.
    return view(images, (size, size), axis=(2, 3))


class _Dense:
    def __init__(self, kernel: Tensor, bias: Tensor) -> None:
        self.kernel, self.bias = kernel, bias

    def forward(self, w: Floats, b: Floats, x: Floats) -> tuple[Floats, Floats]:
        return x @ w.T + b, x

    def backward(
        self, w: Floats, saved: Floats, x_shape: tuple[int, ...], grad: Floats
    ) -> tuple[Floats, Floats, Floats]:
        return grad.T @ saved, grad.sum(axis=0), grad @ w


class _Conv2d:
    def __init__(self, kernel: Tensor, bias: Tensor, padding: int) -> None:
        self.kernel, self.bias, self.padding = kernel, bias, padding

    def forward(self, w: Floats, b: Floats, x: Floats) -> tuple[Floats, Floats]:
        p = self.padding
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        windows = _windows(x, w.shape[2])
        out = np.einsum("nchwij,ocij->nohw", windows, w, optimize=True)
        return out + b[:, None, None], windows

    def backward(
        self, w: Floats, saved: Floats, x_shape: tuple[int, ...], grad: Floats
    ) -> tuple[Floats, Floats, Floats]:
        p, k = self.padding, w.shape[2]
        dw = np.einsum("nohw,nchwij->ocij", grad, saved, optimize=True)
        q = k - 1
        wide = np.pad(grad, ((0, 0), (0, 0), (q, q), (q, q)))
        windows = _windows(wide, k)
        dx = np.einsum("nohwij,ocij->nchw", windows, w[:, :, ::-1, ::-1], optimize=True)
        return dw, grad.sum(axis=(0, 2, 3)), dx[:, :, p : p + x_shape[2], p : p + x_shape[3]]


class _Relu:
    def forward(self, x: Floats) -> tuple[Any, Any]:
        return np.maximum(x, np.float32(0)), x > 0

    def backward(self, saved: npt.NDArray[np.bool_], grad: Floats) -> Floats:
        return grad * saved


class _Flatten:
    def forward(self, x: Floats) -> tuple[Floats, Any]:
        return x.reshape(len(x), -1), x.shape

    def backward(self, saved: Any, grad: Floats) -> Floats:
        return grad.reshape(saved)


class _MaxPool:
    def __init__(self, size: int) -> None:
        self.size = size

    def forward(self, x: Floats) -> tuple[Floats, Any]:
        s = self.size
        n, c, h, w = x.shape
        cut = x[:, :, : h // s * s, : w // s * s]
        cells = cut.reshape(n, c, h // s, s, w // s, s).transpose(0, 1, 2, 4, 3, 5)
        flat = cells.reshape(n, c, h // s, w // s, s * s)
        return flat.max(axis=-1), (flat.argmax(axis=-1), x.shape)

    def backward(self, saved: Any, grad: Floats) -> Floats:
        s = self.size
        which, (n, c, h, w) = saved
        flat = np.zeros((*grad.shape, s * s), np.float32)
        np.put_along_axis(flat, which[..., None], grad[..., None], axis=-1)
        cells = flat.reshape(n, c, h // s, w // s, s, s).transpose(0, 1, 2, 4, 3, 5)
        out = np.zeros((n, c, h, w), np.float32)
        out[:, :, : h // s * s, : w // s * s] = cells.reshape(n, c, h // s * s, w // s * s)
        return out


class Network:
    """Forward pass, gradient of the mean cross-entropy, and plain SGD; one class per output."""

    def __init__(self, architecture: str) -> None:
        """
        :param architecture: the JSON of a plan's record
        :raises ValueError: on a layer that is not built here
        """
        spec = json.loads(architecture)
        self.input = tuple(spec["input"])
        self.tensors: list[Tensor] = []
        self._layers: list[Any] = []
        shape = self.input
        for layer in spec["layers"]:
            shape = self._add(layer, shape)

    def _add(self, layer: dict[str, Any], shape: tuple[int, ...]) -> tuple[int, ...]:
        kind = layer["type"]
        if kind == "dense":
            kernel, bias = self._weights(layer["name"], (layer["units"], *shape))
            self._layers.append(_Dense(kernel, bias))
            shape = (layer["units"],)
        elif kind == "conv2d":
            k, p, filters = layer["kernel"], layer.get("padding", 0), layer["filters"]
            kernel, bias = self._weights(layer["name"], (filters, shape[0], k, k))
            self._layers.append(_Conv2d(kernel, bias, p))
            shape = (filters, *(extent + 2 * p - k + 1 for extent in shape[1:]))
        elif kind == "max-pool":
            self._layers.append(_MaxPool(layer["size"]))
            shape = (shape[0], *(extent // layer["size"] for extent in shape[1:]))
        elif kind == "flatten":
            self._layers.append(_Flatten())
            shape = (int(np.prod(shape)),)
        else:
            raise ValueError(
                f"layer {kind} is not built in NumPy here: train it with PyTorch,"
                " and flatten its state_dict with ftte_device.pytorch"
            )
        if layer.get("activation", "none") == "relu":
            self._layers.append(_Relu())
        return shape

    def _weights(self, name: str, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
        offset = self.tensors[-1].end if self.tensors else 0
        kernel = Tensor(f"{name}/kernel", shape, offset)
        bias = Tensor(f"{name}/bias", shape[:1], kernel.end)
        self.tensors += [kernel, bias]
        return kernel, bias

    def outputs(self, parameters: Floats, x: npt.ArrayLike) -> Floats:
        """One row of logits an example."""
        return self._forward(parameters, x)[0]

    def _forward(self, parameters: Floats, x: npt.ArrayLike) -> tuple[Floats, list[Any]]:
        out = np.asarray(x, np.float32).reshape(-1, *self.input)
        saved: list[Any] = []
        for layer in self._layers:
            if isinstance(layer, (_Dense, _Conv2d)):
                w, b = self._of(parameters, layer.kernel), self._of(parameters, layer.bias)
                shape = out.shape
                out, kept = layer.forward(w, b, out)
                saved.append((kept, shape))
            else:
                out, kept = layer.forward(out)
                saved.append(kept)
        return out, saved

    @staticmethod
    def _of(parameters: Floats, tensor: Tensor) -> Floats:
        return parameters[tensor.offset : tensor.end].reshape(tensor.shape)

    def accuracy(self, parameters: Floats, x: npt.ArrayLike, labels: Labels) -> float:
        """The share of examples whose largest output is their label's."""
        return float((self.outputs(parameters, x).argmax(axis=1) == labels).mean())

    def gradient(self, parameters: Floats, x: npt.ArrayLike, labels: Labels) -> Floats:
        """Of the mean cross-entropy, by all parameters."""
        logits, saved = self._forward(parameters, x)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        grad = odds / odds.sum(axis=1, keepdims=True)
        grad[np.arange(len(labels)), labels] -= 1
        grad /= len(labels)
        flat = np.zeros_like(parameters)
        for layer, kept in zip(reversed(self._layers), reversed(saved), strict=True):
            if isinstance(layer, (_Dense, _Conv2d)):
                w = self._of(parameters, layer.kernel)
                dw, db, grad = layer.backward(w, kept[0], kept[1], grad)
                flat[layer.kernel.offset : layer.kernel.end] = dw.ravel()
                flat[layer.bias.offset : layer.bias.end] = db
            else:
                grad = layer.backward(kept, grad)
        return flat

    def train(
        self,
        parameters: Floats,
        trainable: Trainable,
        x: npt.ArrayLike,
        labels: Labels,
        rng: np.random.Generator,
        steps: int = 10,
        batch: int = 20,
        rate: float = 0.1,
    ) -> Floats:
        """The parameters after some steps of SGD on what trains; the rest stays as it is."""
        x = np.asarray(x, np.float32)
        after = np.array(parameters, np.float32)
        for _ in range(steps):
            chosen = rng.choice(len(labels), size=min(batch, len(labels)), replace=False)
            gradient = self.gradient(after, x[chosen], labels[chosen])
            after[trainable.trained] -= np.float32(rate) * gradient[trainable.trained]
        return after
