package io.ftte.cli.device;

import io.ftte.cli.frame.JobCommand;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.DeviceStanding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Lets a device count again, or gives it a key. */
@Command(
        name = "admit",
        description = "Let a revoked device's updates count again, or give a device another key.",
        footer = {
            "",
            "With --public-key only updates that are signed with it count, from when the job reads",
            "this, and profiles with other keys are refused unless this one has signed them. For",
            "a device that lost its key, or one that nobody else is to enrol first. Without it",
            "the device's keys are what they were.",
            "",
            "A key pair, of which the device keeps the first file:",
            "  openssl genpkey -algorithm ed25519 -out phone-7.key",
            "  openssl pkey -in phone-7.key -pubout -out phone-7.pub",
            "",
            JobCommand.HELP,
            "",
            "Examples:",
            "  ./ftte admit --device-id phone-7 --bootstrap-servers localhost:9092",
            "  ./ftte admit --device-id phone-7 --public-key phone-7.pub --config job.yaml"
        })
public final class AdmitCommand extends DeviceCommand {
    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "Ed25519, as openssl pkey -pubout writes it: PEM or DER.")
    private Path publicKey;

    @Override
    public Integer call() throws IOException {
        Optional<ByteBuffer> key =
                publicKey == null ? Optional.empty() : Optional.of(PublicKeyFile.read(publicKey));
        AggregationConf conf = connected();
        Optional<DeviceStanding> before = before(conf);
        boolean revoked = before.filter(DeviceStanding::getRevoked).isPresent();
        if (!revoked && key.isEmpty()) {
            throw new IOException(
                    "%s is not revoked, so there is nothing to do; to give it a key, say"
                                    .formatted(deviceId())
                            + " --public-key FILE");
        }
        say(conf, before, false, key);
        out().printf(
                        "admitted %s on %s%s%n",
                        deviceId(),
                        conf.topics().control(),
                        key.isPresent() ? ", with this key alone" : ", with the keys that it had");
        return ExitCode.OK;
    }
}
