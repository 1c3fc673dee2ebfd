"""The device's side of ftte-flink: read a model's versions, train, send updates.

The protocol is docs/protocol.md of the project; every rule here cites its section.
"""

from ftte_device.device import Device, Update
from ftte_device.sender import Sender
from ftte_device.topic import ModelTopic
from ftte_device.versions import Trainable, Version, Versions

__all__ = ["Device", "ModelTopic", "Sender", "Trainable", "Update", "Version", "Versions"]
