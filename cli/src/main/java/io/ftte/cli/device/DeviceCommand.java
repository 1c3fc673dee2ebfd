package io.ftte.cli.device;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Standings;
import io.ftte.topics.ControlTopic;
import io.ftte.topics.ControlWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Says something of one device on the control topic. */
abstract class DeviceCommand extends JobCommand {
    @Option(
            names = "--device-id",
            required = true,
            paramLabel = "ID",
            description = "The device, as its updates have it.")
    private String deviceId;

    @Option(
            names = "--without-profile",
            description = "Do so although the device has no profile, by which a typo would show.")
    private boolean withoutProfile;

    final String deviceId() {
        return deviceId;
    }

    /**
     * What was said of the device before.
     *
     * @throws IOException if the topics cannot be read
     */
    final Optional<DeviceStanding> before(AggregationConf conf) throws IOException {
        return ControlTopic.read(conf.brokers(), conf.topics().control()).standing(deviceId);
    }

    /**
     * Says it, later than what was said before.
     *
     * @param publicKey the device's only one from then on; empty leaves its keys as they are
     * @throws IOException if no device of that id has a profile, or Kafka refuses
     */
    final void say(
            AggregationConf conf,
            Optional<DeviceStanding> before,
            boolean revoked,
            Optional<ByteBuffer> publicKey)
            throws IOException {
        long after = before.map(DeviceStanding::getTime).orElse(0L) + 1;
        DeviceStanding standing =
                new DeviceStanding(
                        deviceId,
                        revoked,
                        Math.max(System.currentTimeMillis(), after),
                        publicKey.orElse(null));
        Optional<String> problem = Standings.problem(standing, deviceId);
        if (problem.isPresent()) {
            throw misused(problem.get());
        }
        if (before.isEmpty() && !withoutProfile) {
            KnownDevices.require(conf, deviceId);
        }
        new ControlWriter(conf.brokers(), conf.topics().control(), conf.jobName())
                .write(
                        deviceId,
                        List.of(
                                new ControlRecord(
                                        ControlKey.standing(deviceId),
                                        RecordCodec.encode(standing))));
    }
}
