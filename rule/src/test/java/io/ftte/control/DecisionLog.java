package io.ftte.control;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model's answers in words, in their order. */
final class DecisionLog implements Decisions<TestUpdate> {
    private final List<String> words = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<VersionClose> closes = new ArrayList<>();
    private final List<Revision> revisions = new ArrayList<>();
    private final List<FirstVersion> begun = new ArrayList<>();
    private final List<Removal> ended = new ArrayList<>();

    @Override
    public void admit(TestUpdate update, Weight weight, int fill) {
        words.add("admit " + update.deviceId() + " " + update.sequence() + " as " + fill);
    }

    @Override
    public void drop(TestUpdate update, Refusal refusal) {
        words.add("drop " + update.deviceId() + " " + update.sequence() + ": " + refusal.reason());
        refusals.add(refusal);
    }

    @Override
    public void close(VersionClose version) {
        words.add("close " + version.version() + " of " + version.contributions().length);
        closes.add(version);
    }

    @Override
    public void begin(FirstVersion first) {
        words.add("begin generation " + first.model().generation());
        begun.add(first);
    }

    @Override
    public void revise(Revision revision) {
        words.add(
                "revise "
                        + revision.number()
                        + " at "
                        + revision.version()
                        + " to plans "
                        + Arrays.toString(revision.model().layout().planIds()));
        revisions.add(revision);
    }

    @Override
    public void end(Removal removal) {
        words.add("end at " + removal.version());
        ended.add(removal);
    }

    @Override
    public void refuse(Refusal refusal) {
        words.add("refuse: " + refusal.reason());
        refusals.add(refusal);
    }

    /** What was said since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(words);
        words.clear();
        return taken;
    }

    /** Why the last thing was refused that was. */
    String lastDetail() {
        return refusals.get(refusals.size() - 1).detail();
    }

    FirstVersion lastBegin() {
        return begun.get(begun.size() - 1);
    }

    VersionClose lastClose() {
        return closes.get(closes.size() - 1);
    }

    FirstVersion lastBegun() {
        return begun.get(begun.size() - 1);
    }

    Revision lastRevision() {
        return revisions.get(revisions.size() - 1);
    }

    Removal lastEnd() {
        return ended.get(ended.size() - 1);
    }
}
