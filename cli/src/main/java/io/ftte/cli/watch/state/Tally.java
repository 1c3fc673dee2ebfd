package io.ftte.cli.watch.state;

import io.ftte.schemas.Contribution;

/** Counts contributions and means of what they carry. */
final class Tally {
    private long count;
    private double staleness;
    private double weight;
    private long late;

    void add(Contribution contribution) {
        count++;
        staleness += contribution.getStaleness();
        weight += contribution.getWeight();
        late += contribution.getLate() ? 1 : 0;
    }

    void add(Tally other) {
        count += other.count;
        staleness += other.staleness;
        weight += other.weight;
        late += other.late;
    }

    long count() {
        return count;
    }

    long late() {
        return late;
    }

    /** In versions; 0 before the first contribution. */
    double meanStaleness() {
        return count == 0 ? 0 : Texts.rounded(staleness / count);
    }

    /** 0 before the first contribution. */
    double meanWeight() {
        return count == 0 ? 0 : Texts.rounded(weight / count);
    }
}
