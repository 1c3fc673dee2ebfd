"""Pictures of what was measured, for docs/performance.md and docs/experiments.md."""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
# The same bytes for the same figures, and text that stays text.
matplotlib.rcParams.update({"svg.hashsalt": "ftte", "svg.fonttype": "none", "font.size": 9,
                            "axes.spines.top": False, "axes.spines.right": False})

from matplotlib import pyplot, ticker

COLOURS = ["#1b6ca8", "#9ab", "#c96b2c", "#5a9e5a", "#8a6fb0"]


def speed(rows: list, file: Path) -> None:
    """CPU an update against its size, of the job and of what the machine can do without it."""
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.4), sharey=True)
    for axis, encoding in zip(axes, ("F32", "INT8")):
        lines = {}
        for row in rows:
            if ("guarantee" in row and row["encoding"] == encoding and row["models"] == 1
                    and row["parallelism"] == 2 and row["guarantee"] == "exactly-once"
                    and row["checkpoints"] == "1s" and row.get("kind", "live") == "live"):
                line = lines.setdefault(row["what"].removeprefix("limit: "), [])
                line.append((row["parameters"], row["cpuMicros"]))
        for (name, points), colour in zip(lines.items(), COLOURS):
            axis.loglog(*zip(*sorted(points)), "o-", markersize=3, color=colour, label=name)
        axis.set_title(encoding)
        axis.set_xlabel("parameters of an update")
        axis.grid(alpha=0.25)
    axes[0].set_ylabel("CPU µs an update")
    axes[0].legend(frameon=False)
    save(figure, file)


def growth(rows: list, file: Path) -> None:
    """CPU an update, the state and a restart, against what grows."""
    names = list(dict.fromkeys(row["of"] for row in rows))
    kinds = [("cpuMicros", 1, "CPU µs an update"), ("stateBytes", 1e6, "state, MB"),
             ("restartSeconds", 1, "restart, s")]
    figure, axes = pyplot.subplots(len(kinds), len(names), figsize=(2.3 * len(names), 5.4),
                                   sharey="row", squeeze=False)
    for line, (key, unit, label) in zip(axes, kinds):
        line[0].set_ylabel(label)
        for axis, name in zip(line, names):
            points = [(row["size"], row[key] / unit) for row in rows if row["of"] == name]
            axis.loglog(*zip(*points), "o-", markersize=3, color=COLOURS[0])
            axis.grid(alpha=0.25)
            axis.yaxis.set_major_formatter("{x:g}")
            axis.yaxis.set_minor_formatter(ticker.NullFormatter())
        values = [row[key] / unit for row in rows]
        # At least one power of ten: a difference of a third is no more than a run's.
        line[0].set_ylim(min(min(values) / 1.5, max(values) / 15), 1.5 * max(values))
    for axis, name in zip(axes[-1], names):
        axis.set_xlabel(name)
    save(figure, file)


def privacy(rows: list, file: Path) -> None:
    """Accuracy against epsilon: a point a seed, a line through their means; clipped without noise
    at the right."""
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.4))
    without = 32
    for axis, data in zip(axes, ("Fashion-MNIST", "UCI HAR")):
        fleets = list(dict.fromkeys(row["of"] for row in rows if row["of"].startswith(data)))
        for fleet, colour in zip(fleets, COLOURS[::2]):
            by = {}
            for row in rows:
                if row["of"] == fleet:
                    by.setdefault(row["epsilon"] or without, []).append(row["accuracy"])
            points = sorted(by.items())
            for epsilon, values in points:
                axis.plot([epsilon] * len(values), values, "o", markersize=3, color=colour)
            line = [(epsilon, sum(values) / len(values)) for epsilon, values in points]
            axis.plot(*zip(*line), color=colour, label=fleet.removeprefix(f"{data}, "))
        axis.set_xscale("log", base=2)
        axis.set_xticks([1, 2, 4, 8, 16, without], ["1", "2", "4", "8", "16", "no noise"])
        axis.set_title(data)
        axis.set_xlabel("ε that no device goes beyond, δ = 1e-5")
        axis.grid(alpha=0.25)
        axis.legend(frameon=False, loc="lower right")
    axes[0].set_ylabel("accuracy at the end")
    save(figure, file)


def save(figure, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    print(file)


def main() -> None:
    measured, grown, private, images = map(Path, sys.argv[1:])
    speed(json.loads(measured.read_text())["rows"], images / "speed.svg")
    growth(json.loads(grown.read_text())["rows"], images / "growth.svg")
    privacy(json.loads(private.read_text())["rows"], images / "privacy.svg")


if __name__ == "__main__":
    main()
