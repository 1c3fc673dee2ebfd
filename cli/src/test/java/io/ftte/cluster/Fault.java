package io.ftte.cluster;

/** What goes wrong while updates flow. */
enum Fault {
    TASK_MANAGER_KILLED("`kill -9` of a task manager") {
        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            int restores = job.restores();
            cluster.killTaskManager();
            awaitRestore(job, restores);
        }
    },
    JOB_MANAGER_KILLED("`kill -9` of the job manager") {
        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            cluster.killJobManager();
            awaitRestore(job, 0);
        }
    },
    BROKER_KILLED("`kill -9` of the broker") {
        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            cluster.killBroker();
        }
    },
    CHECKPOINT_DISK_FULL("checkpoint disk full until 2 checkpoints have failed") {
        @Override
        boolean possible(Cluster cluster) {
            return cluster.disk().isPresent();
        }

        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            CheckpointDisk disk = cluster.disk().orElseThrow();
            int failed = job.failedCheckpoints();
            try {
                SubmittedJob.await(
                        "failed checkpoints",
                        () -> {
                            // A failed checkpoint gives back what it had taken.
                            disk.fill();
                            return job.failedCheckpoints() >= failed + 2;
                        });
            } finally {
                disk.free();
            }
        }
    },
    CHECKPOINT_TIMED_OUT("task manager halted until a checkpoint has timed out") {
        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            int failed = job.failedCheckpoints();
            cluster.flink().haltTaskManager();
            try {
                SubmittedJob.await("a failed checkpoint", () -> job.failedCheckpoints() > failed);
            } finally {
                cluster.flink().resumeTaskManager();
            }
        }
    },
    RESCALED("`flink stop`, `flink run -s` at parallelism 4 after 3") {
        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            job.run(4, job.stop());
        }
    },
    CANCELLED("`flink cancel`, `flink run -s` from the retained checkpoint at parallelism 3") {
        @Override
        void strike(Cluster cluster, SubmittedJob job) throws Exception {
            job.run(3, job.cancel());
        }
    };

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** What happens, in Markdown. */
    String text() {
        return text;
    }

    /** Whether this machine permits it. */
    boolean possible(Cluster cluster) {
        return true;
    }

    /**
     * Lets it happen and returns when its cause is gone; recovery may still be under way.
     *
     * @throws org.awaitility.core.ConditionTimeoutException if it had no effect
     */
    abstract void strike(Cluster cluster, SubmittedJob job) throws Exception;

    private static void awaitRestore(SubmittedJob job, int before) {
        SubmittedJob.await("a restored job", () -> job.restores() > before);
    }
}
