package io.ftte.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * A broker that speaks TLS and SASL/SCRAM-SHA-256 only, where nobody may do what no ACL allows.
 * Every user has a password of its own, in a file that is named as the user is.
 */
final class SecuredKafka implements AutoCloseable {
    private static final String ADMIN = "admin";
    private static final String PROTOCOL = "SASL_SSL";
    private static final String MECHANISM = "SCRAM-SHA-256";

    private final Path directory;
    private final BrokerCertificate certificate;
    private final EmbeddedKafka kafka;

    private SecuredKafka(Path directory, BrokerCertificate certificate, EmbeddedKafka kafka) {
        this.directory = directory;
        this.certificate = certificate;
        this.kafka = kafka;
    }

    /**
     * @param directory for key, certificate and passwords
     * @param users beside the administrator
     */
    static SecuredKafka start(Path directory, List<String> users) throws Exception {
        BrokerCertificate certificate = BrokerCertificate.create(directory, random());
        List<String> format = new ArrayList<>();
        for (String user : Stream.concat(Stream.of(ADMIN), users.stream()).toList()) {
            String password = random();
            Files.writeString(passwordFile(directory, user), password);
            format.add("--add-scram");
            format.add("%s=[name=%s,password=%s]".formatted(MECHANISM, user, password));
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("sasl.enabled.mechanisms", MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        settings.put(
                "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config",
                login(ADMIN, Files.readString(passwordFile(directory, ADMIN))));
        settings.put("ssl.keystore.location", certificate.keyStore().toString());
        settings.put("ssl.keystore.type", BrokerCertificate.STORE_TYPE);
        settings.put("ssl.keystore.password", certificate.password());
        settings.putAll(trust(certificate));
        settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
        // The node's own way to its controller is not the one that clients take.
        settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
        return new SecuredKafka(
                directory, certificate, EmbeddedKafka.start(PROTOCOL, settings, format));
    }

    /** A file for {@code --config} by which a command is that user. */
    Path config(String user) throws IOException {
        return config(user, "${directory:%s:%s}".formatted(directory, user));
    }

    /** The same with another password, or a reference to one. */
    Path config(String user, String password) throws IOException {
        Map<String, String> options = new HashMap<>();
        options.put("bootstrap-servers", kafka.bootstrapServers());
        client(user, password).forEach((name, value) -> options.put("kafka." + name, value));
        return Files.writeString(
                Files.createTempFile(directory, user, ".yaml"),
                options.entrySet().stream()
                        .map(option -> "%s: '%s'%n".formatted(option.getKey(), option.getValue()))
                        .collect(Collectors.joining()));
    }

    void allow(List<AclBinding> rights) throws Exception {
        Map<String, Object> properties =
                new HashMap<>(client(ADMIN, Files.readString(passwordFile(directory, ADMIN))));
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createAcls(rights).all().get();
        }
    }

    /** What nobody but the user and the broker may know. */
    List<String> secrets(String user) throws IOException {
        return List.of(Files.readString(passwordFile(directory, user)), certificate.password());
    }

    @Override
    public void close() {
        kafka.close();
    }

    private Map<String, String> client(String user, String password) {
        Map<String, String> properties = new HashMap<>(trust(certificate));
        properties.put("security.protocol", PROTOCOL);
        properties.put("sasl.mechanism", MECHANISM);
        properties.put("sasl.jaas.config", login(user, password));
        return properties;
    }

    private static Map<String, String> trust(BrokerCertificate certificate) {
        return Map.of(
                "ssl.truststore.location", certificate.trustStore().toString(),
                "ssl.truststore.type", BrokerCertificate.STORE_TYPE,
                "ssl.truststore.password", certificate.password());
    }

    private static String login(String user, String password) {
        return "%s required username=\"%s\" password=\"%s\";"
                .formatted(ScramLoginModule.class.getName(), user, password);
    }

    private static Path passwordFile(Path directory, String user) {
        return directory.resolve(user);
    }

    private static String random() {
        return UUID.randomUUID().toString();
    }
}
