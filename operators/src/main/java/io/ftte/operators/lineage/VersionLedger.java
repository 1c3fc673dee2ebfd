package io.ftte.operators.lineage;

import io.ftte.control.AdmittedUpdate;
import io.ftte.operators.runtime.DeviceNameKeySource;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardHashes;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins what went into a version with the leaf hashes of what came out, and publishes the lineage
 * record, chained to the one before. Keyed by model and generation; versions leave in order.
 */
public final class VersionLedger
        extends KeyedCoProcessFunction<LedgerKey, LedgerCommand, ShardHashes, OutputRecord> {
    private static final long serialVersionUID = 1;

    private final DeviceNameKeySource deviceNameKey;

    private transient DeviceNames names;
    private transient ValueState<LedgerState> ledgers;
    private transient MapState<Long, LedgerCommand> commands;
    private transient MapState<Long, List<ShardHashes>> reports;

    /**
     * @param deviceNameKey where the secret is under which the lineage names devices
     */
    public VersionLedger(DeviceNameKeySource deviceNameKey) {
        this.deviceNameKey = deviceNameKey;
    }

    @Override
    public void open(OpenContext context) {
        names = new DeviceNames(deviceNameKey.read());
        ledgers = States.value(getRuntimeContext(), "ledger", LedgerState.class);
        commands = States.numbered(getRuntimeContext(), "commands", LedgerCommand.class);
        reports = States.numberedLists(getRuntimeContext(), "reports", ShardHashes.class);
    }

    @Override
    public void processElement1(LedgerCommand command, Context context, Collector<OutputRecord> out)
            throws Exception {
        // A removal stands where the version after the last one would.
        commands.put(command.last() ? command.version() + 1 : command.version(), command);
        recordWaiting(out);
    }

    @Override
    public void processElement2(ShardHashes report, Context context, Collector<OutputRecord> out)
            throws Exception {
        List<ShardHashes> reported = reports.get(report.version());
        if (reported == null) {
            reported = new ArrayList<>();
        }
        reported.add(report);
        reports.put(report.version(), reported);
        recordWaiting(out);
    }

    private void recordWaiting(Collector<OutputRecord> out) throws Exception {
        LedgerState ledger = ledgers.value();
        if (ledger == null) {
            ledger = new LedgerState();
        }
        while (true) {
            LedgerCommand command = commands.get(ledger.next);
            if (command == null) {
                return;
            }
            if (command.last()) {
                ledgers.clear();
                commands.clear();
                reports.clear();
                return;
            }
            List<ShardHashes> reported = reports.get(ledger.next);
            if (reported == null || reported.size() < command.shards()) {
                return;
            }
            record(command, reported, ledger, out);
            commands.remove(command.version());
            reports.remove(command.version());
            ledgers.update(ledger);
        }
    }

    private void record(
            LedgerCommand command,
            List<ShardHashes> reported,
            LedgerState ledger,
            Collector<OutputRecord> out) {
        long nonFinite = 0;
        for (ShardHashes report : reported) {
            ledger.put(report);
            nonFinite += report.nonFinite();
        }
        byte[] digest = ledger.digest();
        ledger.next++;
        if (command.version() == 0) {
            ledger.chain = digest;
            return;
        }
        AdmittedUpdate[] contributions =
                names.published(command.key().modelId(), ledger, command.contributions());
        // Over the names that are published, so that whoever reads them can check the chain.
        ledger.chain = LineageChain.next(ledger.chain, digest, contributions);
        out.collect(
                LineageRecord.of(
                        command,
                        contributions,
                        digest,
                        ledger.averageDigest(),
                        ledger.chain,
                        nonFinite));
    }
}
