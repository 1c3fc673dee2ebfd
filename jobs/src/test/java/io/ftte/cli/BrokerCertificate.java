package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

/**
 * A self-signed certificate for the loopback interface, made by the JDK's keytool.
 *
 * @param keyStore for the broker: key and certificate
 * @param trustStore for clients: the certificate
 * @param password of both
 */
record BrokerCertificate(Path keyStore, Path trustStore, String password) {
    static final String STORE_TYPE = "PKCS12";
    private static final String ALIAS = "broker";

    static BrokerCertificate create(Path directory, String password) throws Exception {
        BrokerCertificate certificate =
                new BrokerCertificate(
                        directory.resolve("broker.p12"), directory.resolve("trust.p12"), password);
        certificate.generate();
        certificate.trust();
        return certificate;
    }

    private void generate() throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                STORE_TYPE,
                                "-keystore",
                                keyStore.toString(),
                                "-storepass",
                                password)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private void trust() throws Exception {
        KeyStore keys = KeyStore.getInstance(STORE_TYPE);
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, password.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance(STORE_TYPE);
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusted.store(out, password.toCharArray());
        }
    }
}
