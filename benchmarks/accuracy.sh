#!/usr/bin/env bash
# What training a part of a network costs in accuracy: everything, the plan within a fifth of its memory, the last
# layer, the biases; same steps, from a warm start and from scratch, three seeds. Prints Markdown.
# Arguments: data sets, digits or directories of IDX files (default: digits, and Fashion-MNIST where Debian's package
# dataset-fashion-mnist puts it).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
debian=/usr/share/datasets/fashion-mnist
if [ $# -eq 0 ]; then
  set -- digits
  if [ -d "$debian" ]; then
    set -- digits "$debian"
  else
    echo "Fashion-MNIST is left out: install dataset-fashion-mnist, or name a directory" >&2
  fi
fi
mvn -B -q -DskipTests -Djob-jar.skip=true -pl benchmarks -am package
for data in "$@"; do
  java -Xmx6g -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" \
    io.ftte.benchmarks.AccuracyBenchmark "$data"
done
