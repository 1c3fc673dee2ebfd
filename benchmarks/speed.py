"""What the measurements of the running job share: the broker, the builds, one run."""

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SCRATCH = HOME / "target" / "speed"
PARTITIONS = 2

# Of F32: so many bytes in a second of event time.
RATE = 8e7
# Smaller updates count as so many numbers, or there would be too many of them.
FEWEST_NUMBERS = 3_000
LEAST = 300

# Settings of the model, by what a row calls them. The epsilon is so large that nothing is refused.
CLIPPED = {"variance.exponent": "0", "clipNorm": "2"}
SETTINGS = {
    "live": {}, "clipped": CLIPPED,
    "private": {**CLIPPED, "privacy.noise": "1", "privacy.epsilon": "1000",
                "privacy.delta": "1e-6", "privacy.devices": "10000"},
    "trimmed": {**CLIPPED, "robust.rule": "trimmed-mean", "robust.trim": "0.2"},
    "shared": {**CLIPPED, "sharing.unit": str(2**-16), "sharing.minDevices": "5"}}


@dataclass(frozen=True)
class Row:
    parameters: int
    encoding: str = "F32"
    models: int = 1
    parallelism: int = 2
    # As many as an update has, unless it says otherwise.
    model_parameters: int = 0
    devices: int = 1_000
    buffer: int = 10
    staleness: int = 5
    kind: str = "live"

    def topic(self) -> str:
        """Of the same name where the updates are the same."""
        return (f"{self.parameters}-{self.encoding}-{self.models}-{self.devices}-{self.buffer}"
                f"-{self.staleness}")

    def workload(self, volume: float) -> dict:
        updates = int(max(LEAST, volume / (4 * max(FEWEST_NUMBERS, self.parameters))))
        return {
            "updates": max(updates, 4 * self.buffer * self.models, self.devices),
            "parameters": self.parameters, "encoding": self.encoding, "models": self.models,
            "modelParameters": self.model_parameters or self.parameters,
            "devices": self.devices, "buffer": self.buffer, "staleness": self.staleness,
            "partitions": PARTITIONS, "settings": SETTINGS[self.kind],
            "updatesPerSecond": max(20, min(10_000, RATE / (4 * self.parameters)))}


def prepare(builds: dict) -> str:
    """Builds them and empties the scratch directory; says what the machine is."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    build(builds)
    return f"{os.cpu_count()} cores, {platform.machine()}, {java_version()}"


def older(revision: str) -> Path:
    tree = HOME / "target" / "older" / f"speed-{revision}"
    if not tree.exists():
        tree.mkdir(parents=True)
        archive = subprocess.run(["git", "archive", revision], cwd=HOME, check=True,
                                 stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    return tree


def build(builds: dict) -> None:
    subprocess.run(
        ["mvn", "-B", "-q", "-DskipTests", "-Djob-jar.skip=true", "-Dsql-jar.skip=true", "-pl",
         "benchmarks", "-am", "package"], cwd=HOME, check=True)
    for home in builds.values():
        # So that the archive of classes is of these jars.
        (home / "cli/target/classpath/built").unlink(missing_ok=True)
        subprocess.run(["./ftte", "--help"], cwd=home, check=True, stdout=subprocess.DEVNULL)


def java_version() -> str:
    said = subprocess.run(["java", "-version"], check=True, stderr=subprocess.PIPE, text=True)
    return "JDK " + said.stderr.split('"')[1]


def java(program: str, *arguments: object, heap: str = "1g") -> list:
    classpath = ":".join(
        ["benchmarks/target/classes", "cli/target/classes"]
        + [(HOME / "cli/target/classpath" / part).read_text().strip()
           for part in ("own", "provided")])
    return ["java", f"-Xmx{heap}", "-Dlog4j2.configurationFile=classpath:io/ftte/cli/log4j2.properties",
            "-cp", classpath, f"io.ftte.benchmarks.{program}", *map(str, arguments)]


class Broker:
    def __enter__(self) -> str:
        self.process = subprocess.Popen(java("live.Broker"), cwd=HOME, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        return self.process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait()


def load(row: Row, broker: str, workload: str) -> None:
    """Writes the updates of a workload on the row's topic."""
    subprocess.run(java("live.TopicLoad", broker, row.topic(), workload), cwd=HOME, check=True)


def live(row: Row, home: Path, broker: str, workload: str, end: str, options: list,
         heap: str = "512m") -> dict:
    """What it took the job to work the topic off; it ends with "restart" or "end"."""
    run = f"run-{time.time_ns()}"
    done = output(java("live.LiveRun", home, SCRATCH, broker, row.topic(), run, workload, end,
                       f"--parallelism={row.parallelism}", *options, heap=heap))
    shutil.rmtree(SCRATCH / run, ignore_errors=True)
    return done


def output(command: list) -> dict:
    done = subprocess.run(command, cwd=HOME, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[3:])} failed")
    return json.loads(done.stdout.splitlines()[-1])
