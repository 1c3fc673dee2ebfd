"""Versions and plans from records in any order."""

import itertools

import numpy as np
import pytest
from ftte_device import Device, Versions, digests, wire


def shard(kind, version, snapshot, index, shards, start, values, generation=0):
    return (
        "ModelShard",
        {
            "modelId": "m",
            "generation": generation,
            "kind": kind,
            "version": version,
            "snapshotVersion": snapshot,
            "eventTime": 1000 + version,
            "shard": index,
            "shards": shards,
            "from": start,
            "to": start + 2,
            "planIds": [1],
            "ranges": [{"from": start, "to": start + len(values)}],
            "values": np.array(values, "<f4").tobytes(),
        },
    )


def plan(plan_id, ranges, generation=0, **fields):
    return (
        "TrainablePlan",
        {
            "modelId": "m",
            "generation": generation,
            "planId": plan_id,
            "sinceVersion": 0,
            "ranges": [{"from": a, "to": b} for a, b in ranges],
            "architecture": None,
            "set": None,
            "tier": 0,
            "place": 0,
            "places": 1,
            "personal": [],
        }
        | fields,
    )


SNAPSHOT = [shard("SNAPSHOT", 0, 0, 0, 2, 0, [1, 2]), shard("SNAPSHOT", 0, 0, 1, 2, 2, [3, 4])]
FIRST = [shard("MODEL", 1, 0, 0, 2, 0, [5]), shard("MODEL", 1, 0, 1, 2, 2, [6])]


def added(records, kind="MODEL"):
    versions = Versions("m", kind)
    for record in records:
        versions.add(*record)
    return versions


@pytest.mark.parametrize("order", list(itertools.permutations(SNAPSHOT + FIRST)))
def test_version_is_whole_whatever_the_order(order):
    newest = added(order).newest
    assert newest.version == 1
    assert newest.parameters.tolist() == [5, 2, 6, 4]
    assert newest.digest() == digests.model_digest([5, 2, 6, 4]).hex()


def test_version_that_lacks_a_shard_does_not_exist():
    assert added(SNAPSHOT[:1] + FIRST).newest is None
    assert added(SNAPSHOT + FIRST[:1]).newest.version == 0


def test_average_of_version_0_is_version_0_and_later_snapshots_are_no_average():
    later = [shard("SNAPSHOT", 3, 3, 0, 1, 0, [7, 7])]
    assert added(SNAPSHOT, "AVERAGE").newest.parameters.tolist() == [1, 2, 3, 4]
    assert added(SNAPSHOT + later, "AVERAGE").newest.version == 0
    assert added(SNAPSHOT + later).newest.version == 3


def test_higher_generation_begins_anew():
    again = shard("SNAPSHOT", 0, 0, 0, 1, 0, [9, 9], generation=1)
    versions = added(SNAPSHOT + FIRST + [plan(1, [(0, 4)]), again, FIRST[0]])
    assert (versions.newest.generation, versions.newest.version) == (1, 0)
    assert versions.trainable("d") is None


def test_removed_model_is_gone_until_a_later_generation_comes():
    versions = added(SNAPSHOT + FIRST + [plan(1, [(0, 4)])])
    for other in ("", "m/1/model/0", "other/0/model/0", "x/m/0/model/0", "m/0"):
        versions.remove(other)
    assert versions.newest.version == 1
    versions.remove("m/0/model/1")
    assert versions.newest is None
    assert versions.trainable("d") is None
    again = shard("SNAPSHOT", 0, 0, 0, 1, 0, [9, 9], generation=1)
    versions.add(*again)
    versions.remove("m/0/snapshot/0")
    assert (versions.newest.generation, versions.newest.version) == (1, 0)


def test_retired_plan_is_trained_no_more():
    versions = added([*SNAPSHOT, plan(1, [(0, 4)]), plan(-2, [(1, 2)], sinceVersion=0, set=5)])
    assert versions.trainable("d").plan_id == -2
    versions.remove("m/0/plan/-2")
    assert versions.trainable("d").plan_id == 1


def test_repeated_and_contradicting_shards():
    assert added(SNAPSHOT + SNAPSHOT + FIRST + FIRST).newest.version == 1
    broken = shard("MODEL", 2, 0, 0, 2, 0, [5])
    broken[1]["ranges"] = [{"from": 0, "to": 2}]
    with pytest.raises(ValueError, match="contradicts itself"):
        added([broken])


def test_newest_plan_counts():
    assert added([*SNAPSHOT, plan(1, [(0, 4)]), plan(2, [(1, 2)])]).trainable("d").plan_id == 2
    later = plan(3, [(0, 1)], sinceVersion=1)
    assert added([*SNAPSHOT, plan(1, [(0, 4)]), later]).trainable("d").plan_id == 1
    assert added([*SNAPSHOT, *FIRST, plan(1, [(0, 4)]), later]).trainable("d").plan_id == 3


def test_turns_and_tiers():
    parts = [
        plan(5, [(0, 1)], set=5, place=0, places=2),
        plan(6, [(1, 2)], set=5, place=1, places=2),
        plan(7, [(0, 4)], set=5, tier=1),
    ]
    versions = added([*SNAPSHOT, *parts])
    assert versions.trainable("d").plan_id == 7
    small = versions.trainable("d", lambda trainable: trainable.trained.size < 4)
    turn = digests.place("d", 0, 2)
    assert small.plan_id == 5 + turn
    assert small.indices.tolist() == [turn]
    assert small.trained.tolist() == [0, 1], "the whole tier trains"
    alone = versions.trainable("d", lambda trainable: trainable.trained.size < 2)
    assert alone.trained.tolist() == [turn]
    assert versions.trainable("d", lambda trainable: False) is None


def test_personal_values_stay_at_home():
    personal = plan(1, [(0, 2)], personal=[{"from": 2, "to": 4}])
    versions = added([*SNAPSHOT, personal])
    device = Device("d", "m")
    trainable = versions.trainable("d")
    update = device.update(versions.newest, trainable, [2, 3, 30, 40], 1, 0)
    assert np.frombuffer(update.records[0]["delta"], "<f4").tolist() == [1, 1]
    assert update.records[0]["totalLength"] == 2
    assert device.start(versions.newest, trainable).tolist() == [1, 2, 30, 40]
    again = [shard("SNAPSHOT", 0, 0, 0, 1, 0, [9, 9], generation=1)]
    again[0][1]["to"] = 2
    for record in [*again, plan(1, [(0, 2)], generation=1)]:
        versions.add(*record)
    assert device.start(versions.newest, versions.trainable("d")).tolist() == [9, 9]


def test_update_travels_in_chunks():
    values = np.arange(3000, dtype=np.float32)
    whole = shard("SNAPSHOT", 0, 0, 0, 1, 0, np.zeros(3000))
    whole[1]["to"] = 3000
    versions = added([whole, plan(1, [(0, 3000)])])
    device = Device("d", "m")
    update = device.update(
        versions.newest, versions.trainable("d"), values, 7, 0, "F16", chunk=1024
    )
    assert [r["from"] for r in update.records] == [0, 1024, 2048]
    assert {r["sequence"] for r in update.records} == {0}
    assert device.next_sequence == 1
    assert [wire.decode(v)[1]["from"] for v in update.values()] == [0, 1024, 2048]


def test_update_that_makes_no_sense_is_refused_in_one_line():
    versions = added([*SNAPSHOT, plan(1, [(0, 4)])])
    device, trainable = Device("d", "m"), versions.trainable("d")
    with pytest.raises(ValueError, match="4 parameters, 3 were trained"):
        device.update(versions.newest, trainable, [1, 2, 3], 1, 0)
    with pytest.raises(ValueError, match="smaller learning rate"):
        device.update(versions.newest, trainable, [1, 2, 3, np.inf], 1, 0)
    with pytest.raises(ValueError, match="multiple of 1024"):
        device.update(versions.newest, trainable, [1, 2, 3, 4], 1, 0, chunk=1000)
    assert device.next_sequence == 0


def test_model_of_two_parties_is_not_trained():
    shared = plan(1, [(0, 4)], sharing={"unit": 0.5, "clipNorm": 4.0})
    with pytest.raises(ValueError, match="two parties aggregate m, and this device knows no shares"):
        added([*SNAPSHOT, shared]).trainable("d")
