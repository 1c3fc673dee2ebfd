package io.ftte.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * {@code kill -9} of the three kinds of processes in turn, in random order and at random places of
 * a stream, also while the job is still recovering from the one before.
 */
final class RandomKills {
    private enum Victim {
        TASK_MANAGER,
        JOB_MANAGER,
        BROKER
    }

    private final List<Victim> victims = new ArrayList<>();
    private final List<Integer> places;

    /**
     * @param records of the stream; the kills are in its first nine tenths
     */
    RandomKills(int kills, int records, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < kills; i++) {
            victims.add(Victim.values()[i % Victim.values().length]);
        }
        Collections.shuffle(victims, random);
        places =
                IntStream.generate(() -> random.nextInt(records / 10 * 9))
                        .limit(kills)
                        .sorted()
                        .boxed()
                        .toList();
    }

    /** What happens, in Markdown. */
    String text() {
        return "%d × `kill -9` at random moments: %d × task manager, %d × job manager, %d × broker"
                .formatted(
                        victims.size(),
                        count(Victim.TASK_MANAGER),
                        count(Victim.JOB_MANAGER),
                        count(Victim.BROKER));
    }

    private int count(Victim victim) {
        return Collections.frequency(victims, victim);
    }

    /**
     * Returns when the last one killed has been started again.
     *
     * @param sent how much of the stream has been sent
     */
    void strike(Cluster cluster, IntSupplier sent) throws Exception {
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            SubmittedJob.await("load", () -> sent.getAsInt() >= place);
            switch (victims.get(i)) {
                case TASK_MANAGER -> cluster.killTaskManager();
                case JOB_MANAGER -> cluster.killJobManager();
                case BROKER -> cluster.killBroker();
            }
        }
    }
}
