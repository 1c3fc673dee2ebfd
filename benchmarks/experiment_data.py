"""Writes a data set as the IDX files that `./ftte simulate --data DIR` reads. See experiment-data."""

import argparse
import gzip
import io
import pathlib
import struct

import numpy as np
from PIL import Image


def write(directory, name, array):
    """An array of bytes as a gzipped IDX file."""
    array = np.ascontiguousarray(array, dtype=np.uint8)
    directory.mkdir(parents=True, exist_ok=True)
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, 0x08, array.ndim, *array.shape)
    with gzip.GzipFile(directory / f"{name}.gz", "wb", compresslevel=6, mtime=0) as out:
        out.write(head + array.tobytes())


def read(path):
    """A gzipped IDX file of bytes, or of numbers of two bytes."""
    raw = gzip.decompress(path.read_bytes())
    shape = struct.unpack_from(f">{raw[3]}I", raw, 4)
    kind = {0x08: np.uint8, 0x0B: ">i2"}[raw[2]]
    return np.frombuffer(raw, kind, offset=4 + 4 * raw[3]).reshape(shape)


def jpegs(path):
    """Label and image, channel-major, of an archive: a count, then label, length and JPEG of each."""
    raw = gzip.decompress(path.read_bytes())
    (count,) = struct.unpack_from(">I", raw)
    at, labels, images = 4, [], []
    for _ in range(count):
        label, length = struct.unpack_from(">BH", raw, at)
        at += 3
        image = Image.open(io.BytesIO(raw[at : at + length])).convert("RGB")
        images.append(np.asarray(image).transpose(2, 0, 1))
        labels.append(label)
        at += length
    return np.stack(images), np.array(labels)


def batches(paths):
    """The binary version: a label and 3 x 32 x 32 bytes a row."""
    rows = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, 3073) for path in paths])
    return rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0]


def cifar10(source, target):
    if (source / "train-jpegs.gz").exists():
        parts = {part: jpegs(source / f"{part}-jpegs.gz") for part in ("train", "test")}
    else:
        train = [source / f"data_batch_{i}.bin" for i in range(1, 6)]
        parts = {"train": batches(train), "test": batches([source / "test_batch.bin"])}
    for part, name in (("train", "train"), ("test", "t10k")):
        images, labels = parts[part]
        write(target, f"{name}-images-idx4-ubyte", images)
        write(target, f"{name}-labels-idx1-ubyte", labels)


def spoken_digits(source, target):
    """The official split: takes 0 to 4 are the test set. Bands are rows, so time runs along them."""
    spectra = read(source / "logmel-idx3-ubyte.gz").transpose(0, 2, 1)
    labels = read(source / "labels-idx1-ubyte.gz")
    speakers = read(source / "speakers-idx1-ubyte.gz")
    test = read(source / "takes-idx1-ubyte.gz") < 5
    for name, chosen in (("train", ~test), ("t10k", test)):
        write(target, f"{name}-images-idx3-ubyte", spectra[chosen])
        write(target, f"{name}-labels-idx1-ubyte", labels[chosen])
    write(target, "train-subjects-idx1-ubyte", speakers[~test])


# The usual split by patient of the MIT-BIH records, without those of paced hearts.
TRAINING_RECORDS = [101, 106, 108, 109, 112, 114, 115, 116, 118, 119, 122, 124, 201, 203, 205, 207,
                    208, 209, 215, 220, 223, 230]
TEST_RECORDS = [100, 103, 105, 111, 113, 117, 121, 123, 200, 202, 210, 212, 213, 214, 219, 221, 222,
                228, 231, 232, 233, 234]


def heartbeats(source, target):
    """A beat is a row of bytes: 0 is at 128, a millivolt 40."""
    millivolts = read(source / "beats-idx2-short.gz") / 200
    beats = np.clip(np.rint(128 + 40 * millivolts), 0, 255)[:, None, :]
    labels = read(source / "labels-idx1-ubyte.gz")
    records = read(source / "records-idx1-short.gz")
    for name, chosen in (("train", TRAINING_RECORDS), ("t10k", TEST_RECORDS)):
        among = np.isin(records, chosen)
        write(target, f"{name}-images-idx3-ubyte", beats[among])
        write(target, f"{name}-labels-idx1-ubyte", labels[among])
    among = np.isin(records, TRAINING_RECORDS)
    write(target, "train-subjects-idx1-ubyte", np.searchsorted(TRAINING_RECORDS, records[among]))


SETS = {"cifar10": cifar10, "spoken-digits": spoken_digits, "heartbeats": heartbeats}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("source", type=pathlib.Path, metavar="FROM")
    parser.add_argument("target", type=pathlib.Path, metavar="TO")
    arguments = parser.parse_args()
    try:
        SETS[arguments.set](arguments.source, arguments.target)
    except FileNotFoundError as missing:
        raise SystemExit(
            f"experiment-data: there is no file {missing.filename}: FROM is to hold {arguments.set}"
        ) from None
