#!/usr/bin/env bash
# Two Python clients of Kafka put records of one key on different partitions by default: kafka-python hashes with
# murmur2, as Java's client does, confluent-kafka (librdkafka) with CRC-32. Producers of both kinds on one topic so
# break "all records of a key are in one partition, in order" without a word: with 4 partitions three keys of four
# lie on two of them. confluent-kafka agrees once it is told "partitioner": "murmur2_random".
# confluent-kafka brings a mock cluster, so no broker is needed.
# Seen (confluent-kafka 2.12.0, kafka-python 2.2.15, keys device-0 to device-999):
#   confluent-kafka as it is: 244 of 1000 keys on the partition of kafka-python, of 4
#   confluent-kafka with murmur2_random: 1000 of 1000 keys on the partition of kafka-python, of 4
# Exit 0 while that is so. Needs python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install -q confluent-kafka==2.12.0 kafka-python==2.2.15

cat >place.py <<'PYTHON'
from confluent_kafka import Producer
from kafka.partitioner.default import DefaultPartitioner

KEYS = [f"device-{i}".encode() for i in range(1000)]


def confluent(**options):
    places = {}
    producer = Producer({"test.mock.num.brokers": 1, "linger.ms": 100, **options})
    producer.list_topics("t", timeout=10)  # The mock cluster makes the topic.
    for key in KEYS:
        producer.produce("t", b"", key, on_delivery=lambda e, m: places.update({m.key(): m.partition()}))
    producer.flush(60)
    return places


for name, options in [("as it is", {}), ("with murmur2_random", {"partitioner": "murmur2_random"})]:
    places = confluent(**options)
    partitions = list(range(max(places.values()) + 1))
    same = sum(places[key] == DefaultPartitioner()(key, partitions, partitions) for key in KEYS)
    print(f"confluent-kafka {name}: {same} of {len(places)} keys on the partition of kafka-python, of {len(partitions)}")
PYTHON

python/bin/python place.py 2>/dev/null | tee seen
diff seen - <<'SEEN'
confluent-kafka as it is: 244 of 1000 keys on the partition of kafka-python, of 4
confluent-kafka with murmur2_random: 1000 of 1000 keys on the partition of kafka-python, of 4
SEEN
