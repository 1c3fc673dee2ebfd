#!/usr/bin/env bash
# One training step of the worked CIFAR-sized network, this project's engine beside PyTorch on one thread.
# Both run in turn, several rounds; the least CPU time of each counts, since the machine may be shared.
# PyTorch comes from PyPI into target/pytorch once (its package for Linux is some 3 GB with CUDA).
# Options: rounds (5), seconds per measurement (3).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-5}
seconds=${2:-3}
environment=${PYTORCH_ENVIRONMENT:-target/pytorch}
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/python" -c 'import torch' 2>/dev/null || "$environment/bin/pip" install -q torch numpy
mvn -B -q -DskipTests -Djob-jar.skip=true -pl benchmarks -am package
for _ in $(seq "$rounds"); do
  "$environment/bin/python" benchmarks/engine_step.py "$seconds"
  java -Xmx512m -XX:+UseSerialGC -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" \
    io.ftte.benchmarks.EngineBenchmark "$seconds" | sed 's/^\([a-z]*\) /engine-\1-/'
done | awk '
  { if (!($1 in least)) order[++n] = $1; if (!($1 in least) || $2 < least[$1]) least[$1] = $2 }
  END {
    printf "%-24s %12s %18s\n", "step of 32 examples", "least CPU ms", "of PyTorch full"
    for (i = 1; i <= n; i++)
      printf "%-24s %12.1f %17.2fx\n", order[i], least[order[i]], least[order[i]] / least["pytorch-full"]
  }'
