package io.ftte.topics;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * The brokers, and how to speak to them.
 *
 * @param address host:port, separated by commas
 * @param settings properties of the Kafka clients, as the options give them
 * @param timeout how long to wait for an answer before nobody is taken to be there
 */
public record Brokers(String address, Map<String, String> settings, Duration timeout) {
    private static final String PROVIDERS = "config.providers";

    /** Where a property may refer to, unless the options name providers of their own. */
    private static final Map<String, String> DEFAULT_PROVIDERS =
            Map.of(
                    PROVIDERS,
                    "env,file,directory",
                    PROVIDERS + ".env.class",
                    EnvVarConfigProvider.class.getName(),
                    PROVIDERS + ".file.class",
                    FileConfigProvider.class.getName(),
                    PROVIDERS + ".directory.class",
                    DirectoryConfigProvider.class.getName());

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^:}]+:[^}]*}");

    public Brokers {
        settings = Map.copyOf(settings);
    }

    /**
     * Properties that every Kafka client of this job begins with. References such as {@code
     * ${env:NAME}} stand in them as they were written: each client resolves them where it runs, so
     * that what they refer to is in no job graph.
     */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties());
        return properties;
    }

    /** The same for whom a map suits better. */
    public Map<String, Object> clientProperties() {
        Map<String, Object> properties = ClientDefaults.under(settings);
        if (!settings.containsKey(PROVIDERS)) {
            DEFAULT_PROVIDERS.forEach(properties::putIfAbsent);
        }
        properties.put("bootstrap.servers", address);
        return properties;
    }

    /**
     * Opens an admin client and waits until a broker has answered.
     *
     * @throws KafkaUnreachableException if none answers within the timeout, or one refuses
     * @throws OptionsException if the properties refer to what is not there
     */
    public Admin open() throws KafkaUnreachableException {
        Properties properties = properties();
        requireResolved(properties);
        Admin admin;
        try {
            admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw unusable(e);
        }
        try {
            int patienceMs = (int) timeout.toMillis();
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(patienceMs)).nodes().get();
            return admin;
        } catch (ExecutionException e) {
            admin.close(Duration.ZERO);
            throw unreachable(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            admin.close(Duration.ZERO);
            throw unreachable(e);
        }
    }

    /** Fails early and in one line where no broker answers; as {@link #open}. */
    public void probe() throws KafkaUnreachableException {
        open().close();
    }

    /** The client would take a reference that leads nowhere for the password itself. */
    private static void requireResolved(Properties properties) {
        Map<String, Object> resolved;
        try {
            resolved = new AbstractConfig(new ConfigDef(), properties, false).originals();
        } catch (KafkaException e) {
            throw new OptionsException(
                    "A reference in kafka.* leads nowhere (%s); correct it"
                            .formatted(e.getMessage()));
        }
        resolved.forEach(
                (name, value) -> {
                    Matcher reference = REFERENCE.matcher(value.toString());
                    if (reference.find()) {
                        throw new OptionsException(
                                "kafka.%s refers to %s, which has no value here; set or correct it"
                                        .formatted(name, reference.group()));
                    }
                });
    }

    private KafkaUnreachableException unreachable(Throwable cause) {
        String message =
                "No Kafka broker answers at %s (%s); start it, correct bootstrap-servers or"
                        + " lengthen broker-timeout";
        if (cause instanceof SslAuthenticationException) {
            message = "Kafka at %s and this client agree on no TLS (%s); correct kafka.ssl.*";
        } else if (cause instanceof AuthenticationException) {
            message = "Kafka at %s refuses the credentials (%s); correct kafka.sasl.*";
        }
        return new KafkaUnreachableException(
                message.formatted(address, root(cause).getMessage()), cause);
    }

    /** An address that means nothing, or properties that do not go together. */
    private KafkaUnreachableException unusable(KafkaException e) {
        Throwable root = root(e);
        if (root.getMessage().contains("bootstrap.servers")) {
            return unreachable(e);
        }
        if (root.getMessage().contains("JAAS")) {
            // Kafka quotes what it could not read, and that may be half a password: without cause.
            return new KafkaUnreachableException(
                    "kafka.sasl.jaas.config cannot be read; write MODULE required name=\"value\";"
                            + " with a backslash before each quote within a value",
                    null);
        }
        String said = e.getMessage();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            said = cause instanceof KafkaException ? cause.getMessage() : said;
        }
        return new KafkaUnreachableException(
                "Kafka's client takes no such properties (%s: %s); correct kafka.*"
                        .formatted(said, root.getMessage()),
                e);
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
