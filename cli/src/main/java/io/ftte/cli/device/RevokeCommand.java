package io.ftte.cli.device;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.DeviceStanding;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Takes a device's say in every model away. */
@Command(
        name = "revoke",
        description = "Refuse a device's updates from now on, in every model.",
        footer = {
            "",
            "For a device that was lost, or that sends what it should not. The revocation takes",
            "its place among the updates, so a replay refuses the same ones: those from there on",
            "are REVOKED. What counted before stays in the sums and versions. Unless updates are",
            "signed (require-signatures), whoever holds the device may take another id.",
            "",
            "A device whose key was seen by somebody: revoke it, and admit it with a new key.",
            "",
            JobCommand.HELP,
            "",
            "Example:",
            "  ./ftte revoke --device-id phone-7 --bootstrap-servers localhost:9092"
        })
public final class RevokeCommand extends DeviceCommand {
    @Override
    public Integer call() throws IOException {
        AggregationConf conf = connected();
        Optional<DeviceStanding> before = before(conf);
        if (before.filter(DeviceStanding::getRevoked).isPresent()) {
            out().printf(
                            "%s is revoked already, since %s%n",
                            deviceId(), Instant.ofEpochMilli(before.get().getTime()));
            return ExitCode.OK;
        }
        say(conf, before, true, Optional.empty());
        out().printf(
                        "revoked %s on %s; the job refuses its updates from this moment of event"
                                + " time on%n",
                        deviceId(), conf.topics().control());
        return ExitCode.OK;
    }
}
