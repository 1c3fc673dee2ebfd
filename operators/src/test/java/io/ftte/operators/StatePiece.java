package io.ftte.operators;

/** Every piece of checkpointed state of the graph, by operator and name; timers are one. */
enum StatePiece {
    NEWEST_EVENT_TIME("clock", "newest-event-time", false),
    DEVICE("gate", "device", true),
    WAITING_HEADERS("sequencer", "waiting", true),
    MODEL("sequencer", "model", false),
    GENERATIONS("sequencer", "generations", false),
    SLICE_NUMBERS("sequencer", "slice-numbers", false),
    PARAMETER_CHUNKS("sequencer", "parameter-chunks", true),
    SLICE("slices", "slice", false),
    PAYLOADS("slices", "payloads", true),
    QUEUED_ADMISSIONS("slices", "commands", true),
    EARLY_DROPS("slices", "early-drops", true),
    SHARD("shards", "shard", false),
    SHARD_COMMANDS("shards", "commands", true),
    PARTS("shards", "parts", true),
    LEDGER("ledger", "ledger", false),
    LEDGER_COMMANDS("ledger", "commands", true),
    REPORTS("ledger", "reports", true),
    GATE_TIMERS("gate", KeyedStage.TIMERS, true),
    SEQUENCER_TIMERS("sequencer", KeyedStage.TIMERS, true);

    private final String stage;
    private final String state;
    private final boolean endsEmpty;

    StatePiece(String stage, String state, boolean endsEmpty) {
        this.stage = stage;
        this.state = state;
        this.endsEmpty = endsEmpty;
    }

    /** Whether nothing may be left of it at the end of a bounded input. */
    boolean endsEmpty() {
        return endsEmpty;
    }

    boolean isTimers() {
        return state.equals(KeyedStage.TIMERS);
    }

    /** How many keys hold something of it; of timers, how many there are. */
    long keys(HarnessPipeline pipeline) throws Exception {
        KeyedStage<?, ?> of = pipeline.stage(stage);
        return isTimers() ? of.timers() : of.keysWith(state);
    }

    void forget(HarnessPipeline pipeline) throws Exception {
        KeyedStage<?, ?> of = pipeline.stage(stage);
        if (isTimers()) {
            of.forgetTimers();
        } else {
            of.forget(state);
        }
    }
}
