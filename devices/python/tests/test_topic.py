"""Following a model's topic, from records that a reader gives."""

import pytest
from ftte_device import ModelTopic, topic

from test_versions import FIRST, SNAPSHOT, plan, shard


class Reader:
    """Gives one list of records at each read."""

    def __init__(self, batches):
        self.batches = list(batches)
        self.passed_over = 0

    def read(self, timeout):
        return self.batches.pop(0) if self.batches else []


@pytest.fixture
def followed(monkeypatch):
    def follow(*batches):
        monkeypatch.setattr(topic, "_Reader", lambda *_: Reader(batches))
        return ModelTopic("nobody:9092", "m")

    return follow


def tombstone(key):
    return ("", {"key": key})


def test_removed_model_is_taken_up_again_under_a_later_generation(followed):
    again = [
        shard("SNAPSHOT", 0, 0, 0, 1, 0, [9, 9], generation=1),
        plan(1, [(0, 2)], generation=1),
    ]
    model = followed(
        [*SNAPSHOT, *FIRST, plan(1, [(0, 4)])],
        [tombstone("m/0/plan/1"), tombstone("m/0/model/0"), tombstone("m/0/snapshot/0")],
        [],
        again,
    )
    assert model.wait(timeout=5)[0].version == 1
    assert model.poll() is None
    version, _ = model.wait(newer_than=1, timeout=5)
    assert (version.generation, version.version) == (1, 0)


def test_version_that_was_trained_is_waited_for_within_a_generation(followed):
    model = followed([*SNAPSHOT, *FIRST, plan(1, [(0, 4)])])
    with pytest.raises(TimeoutError):
        model.wait(newer_than=1, timeout=0.01)


def test_keys_of_others_are_passed_over(followed):
    model = followed([*SNAPSHOT, plan(1, [(0, 4)])], [tombstone("m/0/plan/x"), tombstone("")])
    model.wait(timeout=5)
    assert model.poll().version == 0
    assert model.passed_over == 1
