package io.ftte.jobs;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** The way to the brokers that the options name. */
public final class KafkaConnection {
    /**
     * Short enough that a wrong address is reported within ten seconds, start of the JVM included.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private KafkaConnection() {}

    /** Properties that every Kafka client of this job begins with. */
    public static Properties properties(AggregationConf conf) {
        Properties properties = new Properties();
        properties.putAll(conf.kafka());
        properties.put("bootstrap.servers", conf.brokers());
        return properties;
    }

    /**
     * Opens an admin client and waits until a broker has answered.
     *
     * @throws KafkaUnreachableException if none answers within four seconds
     * @throws OptionsException if the options name no brokers
     */
    public static Admin open(AggregationConf conf) throws KafkaUnreachableException {
        Admin admin;
        try {
            admin = Admin.create(properties(conf));
        } catch (KafkaException e) {
            throw unreachable(conf, e);
        }
        try {
            int patienceMs = (int) PATIENCE.toMillis();
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(patienceMs)).nodes().get();
            return admin;
        } catch (ExecutionException e) {
            admin.close(Duration.ZERO);
            throw unreachable(conf, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            admin.close(Duration.ZERO);
            throw unreachable(conf, e);
        }
    }

    private static KafkaUnreachableException unreachable(AggregationConf conf, Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new KafkaUnreachableException(
                "No Kafka broker answers at %s (%s); start it or correct bootstrap-servers"
                        .formatted(conf.brokers(), root.getMessage()),
                cause);
    }
}
