"""What peers take for an update in memory, on one thread: CPU µs, the least of some measurements.

Arguments: flwr, nvflare or numpy (torch beside it, where that is installed), measurements, sizes.
"""

import json
import sys
import time

import numpy as np

BUFFER = 10
SECONDS = 0.5


def updates(size: int) -> list:
    generator = np.random.default_rng(0)
    return [(generator.standard_normal(size) * 0.01).astype(np.float32) for _ in range(BUFFER)]


def report(what: str, size: int, buffer, measurements: int) -> None:
    """`buffer` takes in BUFFER updates and makes a version of them."""
    buffer()
    least = float("inf")
    for _ in range(measurements):
        begun, times = time.process_time(), 0
        while time.process_time() - begun < SECONDS:
            buffer()
            times += 1
        least = min(least, (time.process_time() - begun) / times / BUFFER)
    print(json.dumps({"what": what, "parameters": size, "cpuMicros": 1e6 * least}))


def flwr(size: int, measurements: int) -> None:
    from flwr.app import ArrayRecord, MetricRecord, RecordDict
    from flwr.common.serde import recorddict_from_proto, recorddict_to_proto
    from flwr.proto.recorddict_pb2 import RecordDict as Message
    from flwr.server.strategy.aggregate import aggregate
    from flwr.serverapp.strategy.strategy_utils import aggregate_arrayrecords

    arrays = updates(size)
    records = [
        RecordDict({"arrays": ArrayRecord([a]), "metrics": MetricRecord({"num-examples": 10})})
        for a in arrays]
    messages = [recorddict_to_proto(record).SerializeToString() for record in records]

    def decoded() -> None:
        aggregate_arrayrecords(
            [recorddict_from_proto(Message.FromString(message)) for message in messages],
            "num-examples")

    report("Flower aggregate_arrayrecords, decoding", size, decoded, measurements)
    report("Flower aggregate_arrayrecords", size,
           lambda: aggregate_arrayrecords(records, "num-examples"), measurements)
    report("Flower aggregate", size, lambda: aggregate([([a], 10) for a in arrays]), measurements)


def nvflare(size: int, measurements: int) -> None:
    import logging
    from nvflare.apis.dxo import DXO, DataKind
    from nvflare.apis.fl_context import FLContext
    from nvflare.app_common.aggregators.weighted_aggregation_helper import (
        WeightedAggregationHelper)
    from nvflare.edge.assessors.buff_model_manager import BuffModelManager
    from nvflare.edge.mud import ModelUpdate

    logging.disable(logging.CRITICAL)
    arrays = updates(size)
    helper = WeightedAggregationHelper()

    def helped() -> None:
        for number, a in enumerate(arrays):
            helper.add({"w": a}, 10, f"device-{number}", 0)
        helper.get_result()

    report("NVFlare WeightedAggregationHelper", size, helped, measurements)
    context = FLContext()
    manager = BuffModelManager(BUFFER, max_model_history=5, staleness_weight=True)
    manager.initialize_model(
        DXO(DataKind.WEIGHTS, data={"w": np.zeros(size, np.float32)}), context)
    manager.generate_new_model(context)

    def buffered() -> None:
        version = manager.current_model_version
        for number, a in enumerate(arrays):
            update = DXO(DataKind.WEIGHT_DIFF, data={"dict": {"w": a}, "count": 1})
            manager.process_updates(
                {version: ModelUpdate(version, update.to_shareable(),
                                      {f"device-{number}": 0.0})}, context)
        if manager.current_model_version != version + 1:
            sys.exit("no version was made of a full buffer")
        manager.prune_model_versions({manager.current_model_version}, context)

    report("NVFlare edge BuffModelManager", size, buffered, measurements)


def numpy(size: int, measurements: int) -> None:
    arrays = updates(size)
    total, scratch = np.zeros(size, np.float32), np.empty(size, np.float32)

    def added() -> None:
        for a in arrays:
            np.multiply(a, np.float32(0.5), out=scratch)
            np.add(total, scratch, out=total)

    report("numpy, in place", size, added, measurements)
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    tensors = [torch.from_numpy(a) for a in arrays]
    sums = torch.zeros(size)

    def summed() -> None:
        for tensor in tensors:
            sums.add_(tensor, alpha=0.5)

    report("torch, in place", size, summed, measurements)


if __name__ == "__main__":
    for number in sys.argv[3:]:
        globals()[sys.argv[1]](int(number), int(sys.argv[2]))
